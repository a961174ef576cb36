import { toCamelCase, toFieldName, wordsOf } from '../sdl/names.js';
import type { OutputField, OutputObject, OutputType } from '../sdl/output-object.js';
import type { ApiOperation, ApiParameter } from './api-model.js';

/** How an operation finds one object by what names it. */
export interface EntityKey {
  readonly object: OutputObject;
  /** Fields of the key, in the order of the parameters. */
  readonly fields: readonly OutputField[];
  /** Names of arguments by the names of parameters. */
  readonly renamed: ReadonlyMap<string, string>;
}

/** Types whose values can be keys. */
const keyTypes: ReadonlySet<string> = new Set(['ID', 'String', 'Int', 'Long']);

/**
 * The key that an operation looks an object up by: each of its required parameters is a property of the object, under its
 * own name or, like `petId` of a Pet, under what is left of it without the type's. Undefined when it is no such look-up.
 */
export function findEntityKey(operation: ApiOperation, output: OutputType | undefined): EntityKey | undefined {
  const object = output?.isList === false ? output.object : undefined;
  const required = operation.parameters.filter((parameter) => parameter.required);
  const isByPath = /\{[^}]*\}$/.test(operation.path) && required.every((parameter) => parameter.in === 'path');
  if (
    operation.method !== 'GET' ||
    operation.body !== undefined ||
    object === undefined ||
    object.choice !== undefined ||
    !isByPath
  )
    return undefined;
  const fields = required.map((parameter) => keyField(parameter, operation, object));
  if (fields.length === 0 || new Set(fields).size < fields.length) return undefined;
  if (!fields.every((field) => field !== undefined)) return undefined;
  const renamed = new Map(
    required.map((parameter, index) => [parameter.name, fields[index]?.model.name ?? parameter.name]),
  );
  // An argument beside the key must not have the name of one of its fields.
  const others = operation.parameters.filter((parameter) => !renamed.has(parameter.name));
  if (others.some(({ name }) => [...renamed.values()].includes(toFieldName(name)))) return undefined;
  return { object, fields, renamed };
}

/** Makes an object's type an entity: it has the key, whose fields are IDs as keys mostly are. False when it has it already. */
export function addEntityKey({ object, fields }: EntityKey): boolean {
  const names = fields.map((field) => field.model.name).join(' ');
  const isKnown = object.model.directives.some(({ name, args }) => name === 'key' && args['fields'] === names);
  if (isKnown) return false;
  object.isEntity = true;
  object.model.directives.push({ name: 'key', args: { fields: names } });
  for (const { model } of fields) {
    model.type = model.type.endsWith('!') ? 'ID!' : 'ID';
    model.typeName = 'ID';
  }
  return true;
}

function keyField(parameter: ApiParameter, operation: ApiOperation, object: OutputObject): OutputField | undefined {
  const usable = object.fields.filter(
    ({ model, object: inner }) => inner === undefined && keyTypes.has(model.typeName) && !model.type.startsWith('['),
  );
  const named = (name: string) => usable.find((field) => toCamelCase(field.key) === name);
  const same = named(toCamelCase(parameter.name));
  if (same !== undefined) return same;
  // Only the last parameter names the object itself; others name what it belongs to.
  if (!operation.path.endsWith(`{${parameter.name}}`)) return undefined;
  const words = wordsOf(parameter.name);
  const owners = [object.model.name, operation.path.split('/').at(-2) ?? ''].map((name) => wordsOf(name));
  const isOwn = owners.some((owner) => owner.some((word) => word.startsWith(words[0] ?? ' ')));
  const rest = isOwn && words.length > 1 ? toCamelCase(words.slice(1).join(' ')) : undefined;
  return rest === undefined ? undefined : named(rest);
}
