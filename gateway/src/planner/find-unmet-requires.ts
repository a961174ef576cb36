import {
  baseType,
  type FederationMetadata,
  type FieldDefinition,
  federationMetadata,
  isCompositeType,
  isUnionType,
  type NamedType,
  possibleRuntimeTypes,
} from '@apollo/federation-internals';
import { type FragmentDefinitionNode, Kind, parse, type SelectionSetNode } from 'graphql';
import { fetchDocument } from './fetch-document.js';
import type { SchemaOf } from './keep-type-names.js';
import type { FetchNode, PlanNode, RequiredSelection } from './types.js';

// biome-ignore lint/suspicious/noExplicitAny: the library's own type argument for "of any type".
type AnyField = FieldDefinition<any>;

/**
 * Looks for a field that a plan asks of a source without what its `@requires` needs there, or although it is `@external`
 * there. With fields that require others that require others, @apollo/query-planner sometimes merges a fetch that has to
 * wait into one that does not.
 *
 * @param node A plan over the planned supergraph, stand-ins still in it.
 * @returns Coordinate of the first such field.
 */
export function findUnmetRequires(node: PlanNode | undefined, schemaOf: SchemaOf): string | undefined {
  switch (node?.kind) {
    case undefined:
      return undefined;
    case 'sequence':
    case 'parallel':
      return first(node.nodes, (child) => findUnmetRequires(child, schemaOf));
    case 'flatten':
      return findUnmetRequires(node.node, schemaOf);
    case 'condition':
      return first([node.ifTrue, node.ifFalse], (child) => findUnmetRequires(child, schemaOf));
    case 'fetch':
      return findInFetch(node, schemaOf);
  }
}

function findInFetch(fetch: FetchNode, schemaOf: SchemaOf): string | undefined {
  const schema = schemaOf(fetch.source);
  const metadata = schema && federationMetadata(schema);
  if (schema === undefined || metadata === undefined) {
    return undefined;
  }
  const { definitions } = fetchDocument(fetch);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition);
    }
  }
  const typeOf = (name: string): NamedType | undefined => schema.type(name);
  const context: FindContext = { metadata, fragments, typeOf, given: fetch.requires };
  return first(definitions, (definition) =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? find(definition.selectionSet, placeOf(schema.schemaDefinition.rootType(fetch.operationKind)), context)
      : undefined,
  );
}

interface FindContext {
  readonly metadata: FederationMetadata;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly typeOf: (name: string) => NamedType | undefined;
  /** What comes with the objects; undefined where nothing does: below entities, and in root fetches. */
  readonly given: readonly RequiredSelection[] | undefined;
}

/** Where fields are selected: the type they are fields of, and the object types that the fragments around it leave. */
interface Place {
  readonly type: NamedType | undefined;
  /** Undefined where any is possible: among entities. */
  readonly objects: readonly string[] | undefined;
}

function placeOf(type: NamedType | undefined): Place {
  return { type, objects: type && objectNames(type) };
}

/** The planner leaves fragments inside others that have no object type in common with them; they never apply. */
function placeWithin({ type: parent, objects }: Place, condition: NamedType | undefined): Place {
  const names = condition && objectNames(condition);
  return {
    type: condition ?? parent,
    objects:
      objects === undefined || names === undefined
        ? (objects ?? names)
        : names.filter((name) => objects.includes(name)),
  };
}

function objectNames(type: NamedType): readonly string[] | undefined {
  return isCompositeType(type) ? possibleRuntimeTypes(type).map(({ name }) => name) : undefined;
}

function find(selectionSet: SelectionSetNode, place: Place, context: FindContext): string | undefined {
  const { type: parent } = place;
  return first(selectionSet.selections, (selection) => {
    if (selection.kind !== Kind.FIELD) {
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? context.fragments.get(selection.name.value) : selection;
      const condition = fragment?.typeCondition?.name.value;
      const below = placeWithin(place, condition === undefined ? undefined : context.typeOf(condition));
      const isVoid = below.objects?.length === 0;
      return fragment === undefined || isVoid ? undefined : find(fragment.selectionSet, below, context);
    }
    const name = selection.name.value;
    if (name === '_entities') {
      return selection.selectionSet && find(selection.selectionSet, placeOf(undefined), context);
    }
    const field =
      parent === undefined || !isCompositeType(parent) || isUnionType(parent) ? undefined : parent.field(name);
    if (field === undefined || name.startsWith('__')) {
      return undefined;
    }
    if (isUnmet(field, context)) {
      return field.coordinate;
    }
    const below = field.type && baseType(field.type);
    return selection.selectionSet && find(selection.selectionSet, placeOf(below), { ...context, given: undefined });
  });
}

function isUnmet(field: AnyField, { metadata, given }: FindContext): boolean {
  if (metadata.isFieldFullyExternal(field)) {
    return true;
  }
  const [requires] = field.appliedDirectivesOf(metadata.requiresDirective());
  if (requires === undefined) {
    return false;
  }
  const fieldSet = parseFieldSet(String(requires.arguments().fields));
  return !isGiven(fieldSet, given ?? []) && !isProvided(fieldSet, field, metadata);
}

/** Whether everything a field set names is there, in whichever fragment. */
function isGiven(fieldSet: SelectionSetNode, given: readonly RequiredSelection[]): boolean {
  const fields = fieldsOf(given);
  return fieldSet.selections.every((selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      return false;
    }
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      return isGiven(selection.selectionSet, given);
    }
    const same = fields.filter(({ name }) => name === selection.name.value);
    const below = same.flatMap(({ selections }) => selections ?? []);
    return same.length > 0 && (selection.selectionSet === undefined || isGiven(selection.selectionSet, below));
  });
}

function fieldsOf(selections: readonly RequiredSelection[]): readonly (RequiredSelection & { kind: 'field' })[] {
  return selections.flatMap((selection) => (selection.kind === 'field' ? [selection] : fieldsOf(selection.selections)));
}

/** A `@provides` may let the source answer what is required by itself; where it does depends on the way to the object. */
function isProvided(fieldSet: SelectionSetNode, field: AnyField, metadata: FederationMetadata): boolean {
  return fieldSet.selections.every((selection) => {
    const required = selection.kind === Kind.FIELD ? field.parent.field(selection.name.value) : undefined;
    return required !== undefined && metadata.isFieldPartiallyExternal(required);
  });
}

function parseFieldSet(text: string): SelectionSetNode {
  const [definition] = parse(`{${text}}`, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) {
    throw new TypeError(`Not a field set: ${text}`);
  }
  return definition.selectionSet;
}

function first<T, R>(items: readonly T[], look: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = look(item);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
