import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLLeafType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from 'graphql';

/** What the values at one place of an operation's answers look like. */
export type ResultShape =
  | { readonly kind: 'leaf'; readonly nullable: boolean; readonly type: GraphQLLeafType }
  | { readonly kind: 'list'; readonly nullable: boolean; readonly of: ResultShape }
  | { readonly kind: 'object'; readonly nullable: boolean; readonly fields: ReadonlyMap<string, ResultField> };

/** The shape of a whole answer's data, or of any object in it. */
export type ObjectShape = Extract<ResultShape, { kind: 'object' }>;

/** One field of an object, by its name in the answer. */
export interface ResultField {
  readonly shape: ResultShape;
  /** Whether every such object has it: it stands under no `@include` or `@skip`, and its fragments fit every type. */
  readonly required: boolean;
  readonly description: string | undefined;
  readonly deprecated: string | undefined;
}

/**
 * Works out the shape of what an operation answers: its fields by the names they have in the answer, fragments expanded
 * and equal names merged. Takes time in proportion to the expanded operation, which the limits on operations bound.
 *
 * Spec: GraphQL specification, `CollectFields` and `MergeSelectionSets`; "SameResponseShape" makes one shape enough for
 * all types that an abstract field may have.
 *
 * @param operation Valid against the schema.
 */
export function resultShape(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  schema: GraphQLSchema,
): ObjectShape {
  const root = schema.getRootType(operation.operation);
  if (!root) {
    throw new TypeError(`The schema has no ${operation.operation} type`);
  }
  const part = { type: root, selections: operation.selectionSet, always: true };
  return { kind: 'object', nullable: false, fields: mergeFields([part], { fragments, schema }) };
}

interface Known {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly schema: GraphQLSchema;
}

/** Selections on one type, of which an object may have several. */
interface Part {
  readonly type: GraphQLNamedType;
  readonly selections: SelectionSetNode;
  /** Whether they hold for every answer that has the object. */
  readonly always: boolean;
}

/** One name of the answer while its fields are found. */
interface Found {
  readonly definition: GraphQLField<unknown, unknown>;
  required: boolean;
  readonly parts: Part[];
}

function mergeFields(parts: readonly Part[], known: Known): ReadonlyMap<string, ResultField> {
  const found = new Map<string, Found>();
  for (const part of parts) {
    // What is there under a condition alone is whole whenever it is there.
    collect(part, { known, found, always: parts.length === 1 || part.always });
  }
  const fields = new Map<string, ResultField>();
  for (const [name, { definition, required, parts: inner }] of found) {
    fields.set(name, {
      shape: shapeOf(definition.type, inner, known),
      required,
      description: definition.description ?? undefined,
      deprecated: definition.deprecationReason ?? undefined,
    });
  }
  return fields;
}

interface Collecting {
  readonly known: Known;
  readonly found: Map<string, Found>;
  /** Whether what is collected is in every answer. */
  readonly always: boolean;
}

function collect({ type, selections }: Pick<Part, 'type' | 'selections'>, collecting: Collecting): void {
  const { known, found } = collecting;
  for (const selection of selections.selections) {
    const always = collecting.always && !isConditional(selection);
    if (selection.kind === 'Field') {
      const definition = definitionOf(type, selection, known.schema);
      const name = (selection.alias ?? selection.name).value;
      const field = found.get(name) ?? { definition, required: false, parts: [] };
      field.required ||= always;
      if (selection.selectionSet !== undefined) {
        field.parts.push({ type: getNamedType(definition.type), selections: selection.selectionSet, always });
      }
      found.set(name, field);
      continue;
    }
    const fragment = selection.kind === 'FragmentSpread' ? known.fragments.get(selection.name.value) : selection;
    if (fragment === undefined) {
      throw new TypeError('A fragment of a valid operation is missing');
    }
    const condition = fragment.typeCondition && known.schema.getType(fragment.typeCondition.name.value);
    const inner = { type: condition ?? type, selections: fragment.selectionSet };
    collect(inner, { known, found, always: always && fitsEvery(type, inner.type, known.schema) });
  }
}

function isConditional({ directives }: { readonly directives?: readonly { readonly name: { value: string } }[] }) {
  return (directives ?? []).some(({ name }) => name.value === 'include' || name.value === 'skip');
}

/** Whether a fragment on `condition` holds for all that `type` can be. */
function fitsEvery(type: GraphQLNamedType, condition: GraphQLNamedType, schema: GraphQLSchema): boolean {
  if (type === condition || !isCompositeType(condition) || !isCompositeType(type)) {
    return type === condition;
  }
  const possible = isObjectType(type) ? [type] : schema.getPossibleTypes(type);
  return isObjectType(condition)
    ? possible.every((one) => one === condition)
    : possible.every((one) => schema.isSubType(condition, one));
}

function shapeOf(type: GraphQLOutputType, parts: readonly Part[], known: Known): ResultShape {
  if (isNonNullType(type)) {
    return { ...shapeOf(type.ofType, parts, known), nullable: false };
  }
  if (isListType(type)) {
    return { kind: 'list', nullable: true, of: shapeOf(type.ofType, parts, known) };
  }
  return isLeafType(type)
    ? { kind: 'leaf', nullable: true, type }
    : { kind: 'object', nullable: true, fields: mergeFields(parts, known) };
}

function definitionOf(
  type: GraphQLNamedType,
  { name }: FieldNode,
  schema: GraphQLSchema,
): GraphQLField<unknown, unknown> {
  const meta = [TypeNameMetaFieldDef, SchemaMetaFieldDef, TypeMetaFieldDef].find((field) => field.name === name.value);
  const field = 'getFields' in type ? type.getFields()[name.value] : undefined;
  const definition = meta ?? field;
  if (definition === undefined || !('args' in definition)) {
    throw new TypeError(`A valid operation selects "${schema.getType(type.name) ? type.name : '?'}.${name.value}"`);
  }
  return definition;
}
