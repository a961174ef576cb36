import { type DocumentNode, type FieldNode, Kind, type ObjectValueNode, print, visit } from 'graphql';
import type { RequiredFields } from '../supergraph/required-fields.js';
import { fieldsOf } from './fields-of.js';
import { internalVariableName } from './internal-variables.js';
import type { Renames } from './types.js';

/** What `isolateNames` makes of an operation. */
export interface IsolatedOperation {
  readonly document: DocumentNode;
  readonly renames: Renames;
}

/** What is known of an operation and its supergraph. */
export interface IsolateOptions {
  readonly hasInterfaceObjects: boolean;
  readonly fragile?: ReadonlySet<FieldNode>;
}

const typenameField: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** The key of a field in `Renames.toInternal`: equal for fields that GraphQL lets share one place of an answer. */
export function renameKey(field: FieldNode): string {
  return `${responseNameOf(field)}:${meaningOf(field)}`;
}

/** Spec: GraphQL specification, section "Field Selection Merging": the order of arguments and input fields is free. */
function meaningOf({ name, arguments: given = [] }: FieldNode): string {
  if (given.length === 0) {
    return name.value;
  }
  const texts = given.map((argument) => print(visit(argument, { ObjectValue: { leave: sortFields } })));
  return `${name.value}(${texts.sort().join()})`;
}

function sortFields(value: ObjectValueNode): ObjectValueNode {
  return { ...value, fields: [...value.fields].sort((a, b) => (a.name.value < b.name.value ? -1 : 1)) };
}

/**
 * Gives fields of a client's operation internal response names, and variables internal names, wherever the client's own
 * could be taken for something else on the way:
 *
 * - an alias that is the name of a key or `@requires` field (`{ id: name }` would be sent as the id);
 * - a field with arguments that some `@requires` reads too (the planner compares response names, not arguments);
 * - a field that some `@requires` reads too, when a variable of the client may make all of it null (see `findFragileFields`);
 * - a name that stands for different fields on objects of different types, where a source has these as one
 *   `@interfaceObject` (it could not be asked for both);
 * - a name that JavaScript objects inherit (`constructor`) or that starts with `__`;
 * - a variable that is named like the planner's own (see `internalVariableName`).
 *
 * Aliases of `__typename` are dropped: the executor knows every object's type name and writes it under any alias.
 * `__schema` and `__type` become `__typename` too: no source answers them, and no selection may be left empty.
 *
 * @param options.hasInterfaceObjects Whether any source has an `@interfaceObject`.
 * @param options.fragile Fields of the document that may become null as a whole. Default: none.
 */
export function isolateNames(
  document: DocumentNode,
  required: RequiredFields,
  { hasInterfaceObjects, fragile }: IsolateOptions,
): IsolatedOperation {
  const fields = fieldsOf(document);
  const ambiguous = hasInterfaceObjects ? ambiguousNames(fields) : noNames;
  const conflicting = new Map<string, FieldNode>();
  for (const field of fields) {
    const isAmbiguous = ambiguous.has(responseNameOf(field)) && !field.name.value.startsWith('__');
    const isInTheWay = fragile?.has(field) === true && required.names.has(field.name.value);
    if (isAmbiguous || isInTheWay || needsInternalName(field, required)) {
      conflicting.set(renameKey(field), field);
    }
  }
  const renames = makeRenames(conflicting, fields);
  const isSame = conflicting.size === 0 && !fields.some(isOfTypesAlone) && !hasReservedVariable(document);
  return { document: isSame ? document : renameFields(document, renames), renames };
}

const noNames: ReadonlySet<string> = new Set();

function responseNameOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

/** Names that stand for different fields. */
function ambiguousNames(fields: readonly FieldNode[]): ReadonlySet<string> {
  const ambiguous = new Set<string>();
  const keys = new Map<string, string>();
  for (const field of fields) {
    const name = responseNameOf(field);
    const key = renameKey(field);
    if ((keys.get(name) ?? key) !== key) {
      ambiguous.add(name);
    }
    keys.set(name, key);
  }
  return ambiguous;
}

/** Whether a field becomes `__typename`. */
function isOfTypesAlone({ alias, name }: FieldNode): boolean {
  return name.value.startsWith('__') && (name.value !== '__typename' || alias !== undefined);
}

/** A valid document uses no variables that it does not define. */
function hasReservedVariable({ definitions }: DocumentNode): boolean {
  return definitions.some(
    (definition) =>
      definition.kind === Kind.OPERATION_DEFINITION &&
      definition.variableDefinitions?.some(({ variable: { name } }) => internalVariableName(name.value) !== name.value),
  );
}

function needsInternalName(field: FieldNode, required: RequiredFields): boolean {
  const fieldName = field.name.value;
  const responseName = responseNameOf(field);
  if (fieldName.startsWith('__')) {
    return false;
  }
  if (responseName in Object.prototype || responseName.startsWith('__')) {
    return true;
  }
  if (responseName !== fieldName) {
    return required.names.has(responseName);
  }
  return required.withArguments.has(fieldName) || (field.arguments?.length !== 0 && required.names.has(fieldName));
}

function makeRenames(conflicting: ReadonlyMap<string, FieldNode>, fields: readonly FieldNode[]): Renames {
  const taken = new Set(conflicting.size === 0 ? [] : fields.map(responseNameOf));
  const toInternal = new Map<string, string>();
  const toClient = new Map<string, string>();
  let count = 0;
  for (const [key, field] of conflicting) {
    let internal: string;
    do {
      internal = `_${count++}_${field.name.value}`;
    } while (taken.has(internal));
    toInternal.set(key, internal);
    toClient.set(internal, responseNameOf(field));
  }
  return { toInternal, toClient };
}

function renameFields(document: DocumentNode, renames: Renames): DocumentNode {
  return visit(document, {
    Field(field) {
      const fieldName = field.name.value;
      if (fieldName.startsWith('__')) {
        return isOfTypesAlone(field) ? typenameField : undefined;
      }
      const internal = renames.toInternal.get(renameKey(field));
      return internal === undefined ? undefined : { ...field, alias: { kind: Kind.NAME, value: internal } };
    },
    Variable(variable) {
      const value = internalVariableName(variable.name.value);
      return value === variable.name.value ? undefined : { ...variable, name: { kind: Kind.NAME, value } };
    },
  });
}
