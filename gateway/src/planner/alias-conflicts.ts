import {
  baseType,
  type CompositeType,
  isCompositeType,
  isUnionType,
  type Schema,
  type Type,
  typesCanBeMerged,
} from '@apollo/federation-internals';
import {
  type DocumentNode,
  type FieldNode,
  Kind,
  print,
  type SelectionSetNode,
  stripIgnoredCharacters,
  visit,
} from 'graphql';
import { fetchDocument, setFetchDocument } from './fetch-document.js';
import { deepestFirst } from './from-apollo-plan.js';
import type { SchemaOf } from './keep-type-names.js';
import type { FetchNode, KeyRename } from './types.js';

/**
 * Completes the aliases that @apollo/query-planner gives where a fetch asks objects of different types for fields of one
 * name whose types GraphQL does not let share a response name. It sees all of these, but does not write the aliases that
 * are below another alias, or in a fragment without a type condition, and compares each field with the first of its name
 * alone.
 *
 * Spec: GraphQL specification, section "Field Selection Merging", SameResponseShape().
 */
export function aliasConflicts(fetch: FetchNode, schemaOf: SchemaOf): FetchNode {
  const schema = schemaOf(fetch.source);
  // Where there is any conflict, the planner has renamed something.
  if (schema === undefined || fetch.outputRewrites.length === 0) {
    return fetch;
  }
  const document = fetchDocument(fetch);
  const aliases: Aliases = { schema, names: new Map(), renames: [] };
  separate(topPlaces(document, fetch, schema), aliases);
  return aliases.names.size === 0 ? fetch : withAliases(fetch, document, aliases);
}

/** The aliases that a fetch lacks. */
interface Aliases {
  readonly schema: Schema;
  readonly names: Map<FieldNode, string>;
  readonly renames: KeyRename[];
}

/** Selections on the objects of one place of the fetch's answer. */
interface Place {
  readonly selectionSet: SelectionSetNode;
  /** Undefined for entities, of which all is in fragments. */
  readonly parent: CompositeType | undefined;
  /** Where the objects are, as the path of a rewrite says it. */
  readonly path: readonly string[];
}

/** Fields of one response name, and what is selected below them. */
interface Shape {
  readonly name: string;
  readonly type: Type;
  readonly below: Place[];
}

/** Rewrites of entity fetches begin at the entities. */
function topPlaces({ definitions }: DocumentNode, { operationKind, requires }: FetchNode, schema: Schema): Place[] {
  return definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) {
      return [];
    }
    const [entities] = definition.selectionSet.selections;
    return requires !== undefined && entities?.kind === Kind.FIELD && entities.selectionSet !== undefined
      ? [{ selectionSet: entities.selectionSet, parent: undefined, path: [] }]
      : [{ selectionSet: definition.selectionSet, parent: schema.schemaDefinition.rootType(operationKind), path: [] }];
  });
}

/** @param places Their objects stand at the same place of the answer. */
function separate(places: readonly Place[], aliases: Aliases): void {
  const fields = places.flatMap((place) => fieldsAt(place, aliases.schema));
  const taken = new Set(fields.map(({ field }) => responseNameOf(field)));
  const shapes = new Map<string, Shape[]>();
  for (const { field, type, path } of fields) {
    const wanted = responseNameOf(field);
    const known = shapes.get(wanted) ?? [];
    const fitting = known.find((shape) => typesCanBeMerged(shape.type, type));
    const shape = fitting ?? { name: known.length === 0 ? wanted : freeName(wanted, taken), type, below: [] };
    if (fitting === undefined) {
      shapes.set(wanted, [...known, shape]);
    }
    if (shape.name !== wanted) {
      aliases.names.set(field, shape.name);
      aliases.renames.push({ kind: 'renameKey', path: [...path, shape.name], to: wanted });
    }
    const parent = baseType(type);
    if (field.selectionSet !== undefined && isCompositeType(parent)) {
      shape.below.push({ selectionSet: field.selectionSet, parent, path: [...path, shape.name] });
    }
  }
  for (const { below } of [...shapes.values()].flat()) {
    if (below.length > 0) {
      separate(below, aliases);
    }
  }
}

interface PlacedField {
  readonly field: FieldNode;
  readonly type: Type;
  /** To its object. */
  readonly path: readonly string[];
}

/** Its fields, those in fragments too; but `__typename`, which is of the same type everywhere. */
function fieldsAt({ selectionSet, parent, path }: Place, schema: Schema): readonly PlacedField[] {
  return selectionSet.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) {
      const type = parent === undefined || isUnionType(parent) ? undefined : parent.field(selection.name.value)?.type;
      return type === undefined ? [] : [{ field: selection, type, path }];
    }
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      return [];
    }
    const { selectionSet: inner, typeCondition } = selection;
    if (typeCondition === undefined) {
      return fieldsAt({ selectionSet: inner, parent, path }, schema);
    }
    const type = schema.type(typeCondition.name.value);
    const isKnown = type !== undefined && isCompositeType(type);
    const below = [...path, `... on ${typeCondition.name.value}`];
    return fieldsAt({ selectionSet: inner, parent: isKnown ? type : undefined, path: below }, schema);
  });
}

function responseNameOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

function freeName(wanted: string, taken: Set<string>): string {
  let count = 0;
  while (taken.has(`${wanted}__alias_${count}`)) {
    count++;
  }
  const name = `${wanted}__alias_${count}`;
  taken.add(name);
  return name;
}

function withAliases(fetch: FetchNode, document: DocumentNode, { names, renames }: Aliases): FetchNode {
  const aliased: DocumentNode = visit(document, {
    Field(field) {
      const value = names.get(field);
      return value === undefined ? undefined : { ...field, alias: { kind: Kind.NAME, value } };
    },
  });
  const separated: FetchNode = {
    ...fetch,
    operation: stripIgnoredCharacters(print(aliased)),
    outputRewrites: deepestFirst([...renames, ...fetch.outputRewrites]),
  };
  setFetchDocument(separated, aliased);
  return separated;
}
