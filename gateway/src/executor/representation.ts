import type { RequiredField, RequiredSelection, Rewrite } from '../planner/types.js';
import { applyRewrites } from './apply-rewrites.js';
import { jsonString } from './json-string.js';
import { mergeInto } from './merge.js';
import type { RepresentationFrame } from './representations.js';
import type { SourceObject } from './source.js';
import type { TypeTest } from './type-test.js';

/**
 * Writes the representation of an entity as JSON text.
 *
 * @returns Undefined when the object lacks a required field, so that its source cannot be asked for it.
 */
export type Represent = (object: SourceObject) => string | undefined;

/**
 * Tells entities apart by one value of theirs, which is cheaper than by their representations. Never the text of one.
 *
 * @returns Undefined for an object whose representation has to be compared.
 */
export type Identify = (object: SourceObject) => string | number | undefined;

/** How entities are told apart by one value. */
export interface LeafIdentity {
  /** Equal for those of equal representations. */
  readonly name: string;
  readonly identify: Identify;
  /** What stands around the value in a representation. */
  readonly frame: RepresentationFrame;
}

/**
 * Compiles an identity where a representation is `__typename` and one leaf.
 *
 * @param rewrites What is changed in each representation: there must be nothing.
 * @returns Undefined for all others.
 */
export function compileIdentity(
  selections: readonly RequiredSelection[],
  rewrites: readonly Rewrite[],
): LeafIdentity | undefined {
  const [fragment] = selections;
  if (rewrites.length > 0 || fragment?.kind !== 'fragment' || selections.length !== 1) {
    return undefined;
  }
  const [first, second, ...others] = fragment.selections;
  const type = [first, second].find((selection) => selection?.kind === 'field' && selection.name === '__typename');
  const key = type === first ? second : first;
  const { typeCondition } = fragment;
  if (type?.kind !== 'field' || key?.kind !== 'field' || key.selections !== undefined || others.length > 0) {
    return undefined;
  }
  const typeMember = `${memberHead(type)}${JSON.stringify(typeCondition)}`;
  const frame =
    type === first
      ? { before: `{${typeMember},${memberHead(key)}`, after: '}' }
      : { before: `{${memberHead(key)}`, after: `,${typeMember}}` };
  const { name } = key;
  const identify: Identify = (object) => {
    const value = object['__typename'] === typeCondition ? object[name] : undefined;
    return typeof value === 'number' || (typeof value === 'string' && !value.startsWith('{')) ? value : undefined;
  };
  return { name: `${frame.before} ${frame.after}`, identify, frame };
}

function memberHead({ name, as = name }: RequiredField): string {
  return `${JSON.stringify(as)}:`;
}

/** Writes `"name":value,…`; empty when no type condition matches, undefined when something required is missing. */
type WriteMembers = (object: SourceObject) => string | undefined;

/**
 * Compiles a `requires` selection.
 *
 * Spec: Apollo Federation subgraph specification, scalar `_Any`.
 *
 * @param rewrites What to change in each representation once it is complete.
 */
export function compileRepresentation(
  selections: readonly RequiredSelection[],
  rewrites: readonly Rewrite[],
  isOfType: TypeTest,
): Represent {
  const write = compileSelections(selections, isOfType);
  const represent: Represent = (object) => {
    const members = write(object);
    // Without members no type condition has matched: the source does not know this type.
    return members === undefined || members === '' ? undefined : `{${members}}`;
  };
  return rewrites.length === 0 ? represent : rewriting(represent, rewrites, isOfType);
}

/** Rewrites speak of the whole representation, whichever fragment wrote a field, so they come last. */
function rewriting(represent: Represent, rewrites: readonly Rewrite[], isOfType: TypeTest): Represent {
  return (object) => {
    const text = represent(object);
    if (text === undefined) {
      return undefined;
    }
    const representation: unknown = JSON.parse(text);
    applyRewrites(representation, rewrites, isOfType);
    return JSON.stringify(representation);
  };
}

function compileSelections(selections: readonly RequiredSelection[], isOfType: TypeTest): WriteMembers {
  const writers = selections.map((selection) =>
    selection.kind === 'field' ? compileField(selection, isOfType) : compileFragment(selection, isOfType),
  );
  const [only] = writers;
  if (only !== undefined && writers.length === 1) {
    return only;
  }
  return selections.some((selection) => selection.kind === 'fragment')
    ? mergingWriter(writers)
    : joiningWriter(writers);
}

/** Fields of one level have different names. */
function joiningWriter(writers: readonly WriteMembers[]): WriteMembers {
  return (object) => {
    let members = '';
    for (const write of writers) {
      const text = write(object);
      if (text === undefined) {
        return undefined;
      }
      members += members === '' ? text : `,${text}`;
    }
    return members;
  };
}

/** Several fragments may match an object and select the same fields. */
function mergingWriter(writers: readonly WriteMembers[]): WriteMembers {
  return (object) => {
    const parts = new Set<string>();
    for (const write of writers) {
      const text = write(object);
      if (text === undefined) {
        return undefined;
      }
      if (text !== '') {
        parts.add(text);
      }
    }
    const [first = '', ...others] = parts;
    if (others.length === 0) {
      return first;
    }
    const merged = JSON.parse(`{${first}}`) as SourceObject;
    for (const other of others) {
      mergeInto(merged, JSON.parse(`{${other}}`) as SourceObject);
    }
    return JSON.stringify(merged).slice(1, -1);
  };
}

function compileFragment(
  { typeCondition, selections }: Extract<RequiredSelection, { readonly kind: 'fragment' }>,
  isOfType: TypeTest,
): WriteMembers {
  const write = compileSelections(selections, isOfType);
  return typeCondition === undefined
    ? write
    : (object) => (isOfType(object['__typename'], typeCondition) ? write(object) : '');
}

function compileField(field: RequiredField, isOfType: TypeTest): WriteMembers {
  const { name, selections } = field;
  const prefix = memberHead(field);
  const writeValue = selections === undefined ? writeLeaf : compositeWriter(compileObject(selections, isOfType));
  return (object) => {
    const text = writeValue(object[name]);
    return text === undefined ? undefined : prefix + text;
  };
}

/**
 * An object below an entity says its type where what is sent depends on it: with fields that require the same of objects of
 * different types, nothing else says which of them it is there for.
 */
function compileObject(selections: readonly RequiredSelection[], isOfType: TypeTest): WriteMembers {
  const write = compileSelections(selections, isOfType);
  if (!selections.some(({ kind }) => kind === 'fragment') || namesType(selections)) {
    return write;
  }
  return (object) => {
    const members = write(object);
    const type = object['__typename'];
    if (members === undefined || typeof type !== 'string') {
      return members;
    }
    return `"__typename":${jsonString(type)}${members === '' ? '' : `,${members}`}`;
  };
}

function namesType(selections: readonly RequiredSelection[]): boolean {
  return selections.some((selection) =>
    selection.kind === 'field' ? selection.name === '__typename' : namesType(selection.selections),
  );
}

function writeLeaf(value: unknown): string | undefined {
  if (typeof value === 'string') {
    return jsonString(value);
  }
  // JSON knows no infinity, which `1e999` is read as.
  return Number.isFinite(value) ? String(value) : value === undefined ? undefined : JSON.stringify(value);
}

/** Lists of any depth, nulls kept. Undefined when a required field is missing somewhere below. */
function compositeWriter(write: WriteMembers): (value: unknown) => string | undefined {
  const writeComposite = (value: unknown): string | undefined => {
    if (value === null) {
      return 'null';
    }
    if (Array.isArray(value)) {
      const items: string[] = [];
      for (const item of value) {
        const text = writeComposite(item);
        if (text === undefined) {
          return undefined;
        }
        items.push(text);
      }
      return `[${items.join(',')}]`;
    }
    const members = typeof value === 'object' ? write(value as SourceObject) : undefined;
    return members === undefined ? undefined : `{${members}}`;
  };
  return writeComposite;
}
