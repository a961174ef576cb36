import {
  type ConstArgumentNode,
  type ConstDirectiveNode,
  type ConstObjectFieldNode,
  type DefinitionNode,
  type EnumValueDefinitionNode,
  type FieldDefinitionNode,
  GraphQLError,
  type InputValueDefinitionNode,
  Kind,
  parse,
  print,
  Source,
} from 'graphql';
import { ImportError } from '../import-error.js';

/** What came of an overlay. */
export interface OverlaidSdl {
  readonly sdl: string;
  /** Elements that the overlay changes or removes and that are not there (any more). */
  readonly unmatched: readonly string[];
}

type Member = FieldDefinitionNode | InputValueDefinitionNode | EnumValueDefinitionNode;
type NamedDefinition = Extract<DefinitionNode, { readonly name?: unknown }>;

/** A piece of the text and what takes its place. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Takes an element away. */
const removal = 'remove';
/** Directives of which an element may have several: those of the overlay are added. */
const additive: ReadonlySet<string> = new Set(['tag', 'key', 'link']);

/**
 * Lays hand-written SDL over generated SDL, so that importing again loses none of it. The generated text stays as it is
 * where the overlay says nothing.
 *
 * - `extend type Pet { … }` changes or adds members. A member that is there keeps its arguments, description and
 *   directives unless the overlay gives others; `@tag`s are added.
 * - `type Pet { … }` takes the place of the whole type, or adds one; `extend type Pet @tag(…)` adds directives.
 * - `@remove` on a member or type takes it away.
 * - `extend schema @source(…)` changes what it mentions of the source of that name; a link takes the place of the one to
 *   its specification; other directives are added.
 *
 * @throws {ImportError} IMPORT_INVALID when the overlay is no SDL.
 */
export function applyOverlay(sdl: string, overlay: { readonly file: string; readonly text: string }): OverlaidSdl {
  const run = new OverlayRun(sdl);
  for (const definition of parseOverlay(overlay)) run.apply(definition);
  return run.finish();
}

function parseOverlay({ file, text }: { readonly file: string; readonly text: string }): readonly DefinitionNode[] {
  try {
    return parse(new Source(text, file)).definitions;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    // A file of comments alone is an overlay that says nothing.
    if (text.replace(/^\s*#.*$/gm, '').trim() === '') return [];
    const line = error.locations?.[0]?.line ?? 1;
    throw new ImportError('IMPORT_INVALID', `${file}:${line}: ${error.message}`, { cause: error });
  }
}

class OverlayRun {
  readonly #sdl: string;
  readonly #definitions: readonly DefinitionNode[];
  readonly #edits: Edit[] = [];
  readonly #added: string[] = [];
  readonly #unmatched: string[] = [];

  constructor(sdl: string) {
    this.#sdl = sdl;
    this.#definitions = parse(sdl).definitions;
  }

  apply(definition: DefinitionNode): void {
    if (definition.kind === Kind.SCHEMA_EXTENSION) this.#extendSchema(definition.directives ?? []);
    else if (definition.kind.endsWith('Extension')) this.#extendType(definition as NamedDefinition);
    else this.#replaceType(definition as NamedDefinition);
  }

  finish(): OverlaidSdl {
    let text = this.#sdl;
    for (const { start, end, text: piece } of [...this.#edits].sort((a, b) => b.start - a.start)) {
      text = text.slice(0, start) + piece + text.slice(end);
    }
    const sdl = [text.trimEnd(), ...this.#added]
      .join('\n\n')
      .replace(/\n[ \t]+(?=\n)/g, '')
      .replace(/\n{3,}/g, '\n\n');
    return { sdl: `${sdl}\n`, unmatched: this.#unmatched };
  }

  #find(name: string | undefined): NamedDefinition | undefined {
    return this.#definitions.find((one): one is NamedDefinition => nameOf(one) === name);
  }

  #replaceType(definition: NamedDefinition): void {
    const found = this.#find(nameOf(definition));
    const isRemoval = hasRemoval(definition);
    if (found?.loc === undefined) {
      if (isRemoval) this.#unmatched.push(nameOf(definition) ?? '');
      else this.#added.push(print(definition));
      return;
    }
    this.#edits.push({ start: found.loc.start, end: found.loc.end, text: isRemoval ? '' : print(definition) });
  }

  #extendType(extension: NamedDefinition): void {
    const found = this.#find(nameOf(extension));
    if (found === undefined) {
      this.#unmatched.push(nameOf(extension) ?? '');
      this.#added.push(print(extension));
      return;
    }
    this.#addDirectives(found, directivesOf(extension));
    const known = membersOf(found);
    const added = membersOf(extension).filter((member) => !this.#changeMember(found, known, member));
    const end = known.at(-1)?.loc?.end;
    if (end !== undefined && added.length > 0) {
      this.#edits.push({ start: end, end, text: added.map((member) => `\n${indent(print(member))}`).join('') });
    }
  }

  /** @returns Whether there is such a member. */
  #changeMember(type: NamedDefinition, known: readonly Member[], member: Member): boolean {
    const found = known.find(({ name }) => name.value === member.name.value);
    if (hasRemoval(member)) {
      if (found?.loc === undefined) this.#unmatched.push(`${nameOf(type)}.${member.name.value}`);
      else this.#edits.push({ start: found.loc.start, end: found.loc.end, text: '' });
      return true;
    }
    if (found?.loc === undefined) return false;
    const text = indent(print(mergeMember(found, member))).trimStart();
    this.#edits.push({ start: found.loc.start, end: found.loc.end, text });
    return true;
  }

  #addDirectives(type: NamedDefinition, directives: readonly ConstDirectiveNode[]): void {
    const at = directivesOf(type).at(-1)?.loc?.end ?? ('name' in type ? type.name?.loc?.end : undefined);
    if (at === undefined || directives.length === 0) return;
    this.#edits.push({ start: at, end: at, text: directives.map((one) => ` ${print(one)}`).join('') });
  }

  #extendSchema(directives: readonly ConstDirectiveNode[]): void {
    const schema = this.#definitions.find(({ kind }) => kind === Kind.SCHEMA_EXTENSION);
    const known = schema === undefined ? [] : directivesOf(schema);
    for (const directive of directives) {
      const key = schemaKey(directive);
      const found = known.find((one) => schemaKey(one) === key);
      const { start = 0, end = 0 } = found?.loc ?? {};
      const last = known.at(-1)?.loc?.end ?? 0;
      if (found === undefined) this.#edits.push({ start: last, end: last, text: `\n  ${print(directive)}` });
      else this.#edits.push({ start, end, text: print(mergeSource(found, directive)) });
    }
  }
}

/** What tells directives of the schema apart: their name, and the source or specification they are about. */
function schemaKey({ name, arguments: args = [] }: ConstDirectiveNode): string {
  const subject = args.find((argument) => argument.name.value === 'name' || argument.name.value === 'url')?.value;
  const text = subject?.kind === Kind.STRING ? subject.value : '';
  // A link to another version of a specification takes the place of the first.
  return `${name.value} ${name.value === 'link' ? text.replace(/\/v[\d.]+$/, '') : text}`;
}

/** Credentials above all must not be lost with an address that is another here. */
function mergeSource(generated: ConstDirectiveNode, own: ConstDirectiveNode): ConstDirectiveNode {
  if (own.name.value === 'link') return own;
  return { ...own, arguments: mergeNamed(generated.arguments ?? [], own.arguments ?? []) };
}

/** Arguments, or fields of an object, by their names; objects likewise all the way down. */
function mergeNamed<Node extends ConstArgumentNode | ConstObjectFieldNode>(
  generated: readonly Node[],
  own: readonly Node[],
): readonly Node[] {
  const given = new Map(own.map((node) => [node.name.value, node]));
  const merged = generated.map((node) => {
    const other = given.get(node.name.value);
    given.delete(node.name.value);
    if (other === undefined) return node;
    const [before, after] = [node.value, other.value];
    return before.kind === Kind.OBJECT && after.kind === Kind.OBJECT
      ? { ...other, value: { ...after, fields: mergeNamed(before.fields, after.fields) } }
      : other;
  });
  return [...merged, ...given.values()];
}

function mergeMember(generated: Member, own: Member): Member {
  const directives = mergeDirectives(generated.directives ?? [], own.directives ?? []);
  const description = own.description ?? generated.description;
  const described = description === undefined ? {} : { description };
  if (own.kind !== Kind.FIELD_DEFINITION || generated.kind !== Kind.FIELD_DEFINITION) {
    return { ...generated, ...own, ...described, directives } as Member;
  }
  const args = (own.arguments ?? []).length > 0 ? own.arguments : generated.arguments;
  return { ...generated, ...own, ...described, directives, ...(args === undefined ? {} : { arguments: args }) };
}

function mergeDirectives(
  generated: readonly ConstDirectiveNode[],
  own: readonly ConstDirectiveNode[],
): readonly ConstDirectiveNode[] {
  const texts = new Set(own.map((one) => print(one)));
  const kept = generated.filter(
    (one) =>
      !texts.has(print(one)) &&
      (additive.has(one.name.value) || !own.some(({ name }) => name.value === one.name.value)),
  );
  return [...kept, ...own];
}

function nameOf(definition: DefinitionNode): string | undefined {
  return 'name' in definition ? definition.name?.value : undefined;
}

function membersOf(definition: DefinitionNode): readonly Member[] {
  if ('fields' in definition) return definition.fields ?? [];
  return 'values' in definition ? (definition.values ?? []) : [];
}

function directivesOf(definition: DefinitionNode): readonly ConstDirectiveNode[] {
  return 'directives' in definition ? ((definition.directives ?? []) as readonly ConstDirectiveNode[]) : [];
}

function hasRemoval(node: DefinitionNode | Member): boolean {
  const directives = 'directives' in node ? (node.directives ?? []) : [];
  return directives.some(({ name }) => name.value === removal);
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
