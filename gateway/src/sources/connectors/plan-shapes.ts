import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isObjectType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { CompiledConnector, CompiledConnectors } from './compile-connectors.js';
import type { Shape } from './mapping/prune-mapping.js';

/** What the fetches of one plan ask of each connector. */
export interface PlanShapes {
  /** Adds an operation of the plan. All are added before the first is executed, for they are compiled together. */
  add(document: DocumentNode): void;
  /**
   * What is asked of a connector's mapping, wherever in the plan it is called: one shape, so that its calls can be shared.
   *
   * @returns Undefined: everything.
   */
  of(connector: CompiledConnector): Shape | undefined;
}

/** A shape as it grows. */
interface OpenShape {
  /** Something reads all of it. */
  isWhole: boolean;
  readonly fields: Map<string, OpenShape>;
}

/**
 * Starts to gather what a plan asks of connectors. Beside the fields selected of a type, whatever the type's connectors read
 * of their parents is asked for, since they may be called for what is lacking. Conditions (`@skip`, `@include`) and the
 * types of fragments are not looked at: fields are asked for that may be.
 */
export function createPlanShapes(schema: GraphQLSchema, connectors: CompiledConnectors): PlanShapes {
  const places = new Map<string, OpenShape[]>();
  const known = new Map<string, Shape | undefined>();
  return {
    add(document) {
      known.clear();
      const gathering: Gathering = { schema, connectors, places, fragments: fragmentsOf(document) };
      for (const definition of document.definitions) {
        const root = definition.kind === Kind.OPERATION_DEFINITION ? rootType(schema, definition) : undefined;
        if (root !== undefined && 'selectionSet' in definition) {
          gather(definition.selectionSet, { type: root, into: createShape(), seen: new Set() }, gathering);
        }
      }
    },
    of(connector) {
      const { coordinate } = connector.definition;
      if (known.has(coordinate)) return known.get(coordinate);
      const asked = places.get(coordinate);
      const shape = asked === undefined ? undefined : closeShape(mappedShape(connector, mergeShapes(asked)));
      known.set(coordinate, shape);
      return shape;
    },
  };
}

function createShape(isWhole = false): OpenShape {
  return { isWhole, fields: new Map() };
}

interface Gathering {
  readonly schema: GraphQLSchema;
  readonly connectors: CompiledConnectors;
  /** What is asked of connectors, by their coordinates. */
  readonly places: Map<string, OpenShape[]>;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** One level of an operation. */
interface Level {
  readonly type: GraphQLCompositeType;
  readonly into: OpenShape;
  /** Fragments that are in it already. */
  readonly seen: Set<string>;
}

function gather(selectionSet: SelectionSetNode, level: Level, gathering: Gathering): void {
  for (const selection of selectionSet.selections) {
    switch (selection.kind) {
      case Kind.FIELD:
        gatherField(selection.name.value, selection.selectionSet, level, gathering);
        break;
      case Kind.INLINE_FRAGMENT:
        gather(selection.selectionSet, { ...level, type: conditionType(selection, level, gathering) }, gathering);
        break;
      case Kind.FRAGMENT_SPREAD: {
        const fragment = gathering.fragments.get(selection.name.value);
        if (fragment === undefined || level.seen.has(selection.name.value)) break;
        level.seen.add(selection.name.value);
        gather(fragment.selectionSet, { ...level, type: conditionType(fragment, level, gathering) }, gathering);
      }
    }
  }
}

function gatherField(
  name: string,
  selectionSet: SelectionSetNode | undefined,
  { type, into }: Level,
  gathering: Gathering,
): void {
  const field = isUnionType(type) ? undefined : type.getFields()[name];
  if (field === undefined) return;
  const { schema, connectors } = gathering;
  const owners = objectTypes(type, schema).map((owner) => connectors.ofFields.get(`${owner.name}.${name}`));
  const hasOwn = owners.every((connector) => connector !== undefined);
  const named = getNamedType(field.type);
  if (selectionSet === undefined || !isCompositeType(named)) {
    if (!hasOwn) into.fields.set(name, createShape(true));
    return;
  }
  const child = (hasOwn ? undefined : into.fields.get(name)) ?? createShape();
  if (!hasOwn) into.fields.set(name, child);
  gather(selectionSet, { type: named, into: child, seen: new Set() }, gathering);
  for (const connector of owners) if (connector !== undefined) register(connector, child, gathering);
  for (const { name: typeName } of objectTypes(named, schema)) {
    keepReadKeys(child, connectors.readKeys.get(typeName));
    for (const connector of connectors.ofEntities.get(typeName) ?? []) register(connector, child, gathering);
  }
}

function register({ definition }: CompiledConnector, shape: OpenShape, { places }: Gathering): void {
  const known = places.get(definition.coordinate) ?? [];
  if (!known.includes(shape)) known.push(shape);
  places.set(definition.coordinate, known);
}

function keepReadKeys(shape: OpenShape, keys: ReadonlySet<string> | 'all' | undefined): void {
  if (keys === 'all') shape.isWhole = true;
  else for (const key of keys ?? []) shape.fields.set(key, createShape(true));
}

/** A batch's mapping gives objects with what they are matched by, and for one on a field with that field. */
function mappedShape({ inputs, definition, alignPaths }: CompiledConnector, asked: OpenShape): OpenShape {
  if (!inputs.isBatch) return asked;
  const { fieldName } = definition;
  const { isWhole, fields } = asked;
  const items: OpenShape =
    fieldName === undefined
      ? { isWhole, fields: new Map(fields) }
      : { isWhole: false, fields: new Map([[fieldName, asked]]) };
  for (const [first = ''] of alignPaths) items.fields.set(first, createShape(true));
  return items;
}

function mergeShapes(shapes: readonly OpenShape[]): OpenShape {
  const merged = createShape(shapes.some(({ isWhole }) => isWhole));
  for (const { fields } of shapes) {
    for (const [name, shape] of fields) {
      const known = merged.fields.get(name);
      merged.fields.set(name, known === undefined ? shape : mergeShapes([known, shape]));
    }
  }
  return merged;
}

function closeShape({ isWhole, fields }: OpenShape): Shape | undefined {
  if (isWhole) return undefined;
  return { fields: new Map([...fields].map(([name, shape]) => [name, closeShape(shape)] as const)) };
}

function objectTypes(type: GraphQLCompositeType, schema: GraphQLSchema): readonly GraphQLObjectType[] {
  return isObjectType(type) ? [type] : schema.getPossibleTypes(type);
}

function conditionType(
  { typeCondition }: { readonly typeCondition?: { readonly name: { readonly value: string } } | undefined },
  { type }: Level,
  { schema }: Gathering,
): GraphQLCompositeType {
  const condition = typeCondition && schema.getType(typeCondition.name.value);
  return condition !== undefined && isCompositeType(condition) ? condition : type;
}

function rootType(schema: GraphQLSchema, { operation }: OperationDefinitionNode): GraphQLObjectType | undefined {
  return schema.getRootType(operation) ?? undefined;
}

function fragmentsOf({ definitions }: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  return new Map(
    definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])),
  );
}
