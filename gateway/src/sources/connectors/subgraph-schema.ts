import {
  buildASTSchema,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  type InputValueDefinitionNode,
  isTypeDefinitionNode,
  Kind,
  type NamedTypeNode,
  type ObjectTypeDefinitionNode,
  parse,
  parseType,
  type TypeDefinitionNode,
  type TypeNode,
  valueFromASTUntyped,
} from 'graphql';
import { readLiteralsExactly } from './exact-literals.js';

/** A subgraph as a schema that can be executed, with what entity fetches need. */
export interface SubgraphSchema {
  /** With `Query._entities` when the subgraph has entities. */
  readonly schema: GraphQLSchema;
  /** The field sets of the resolvable keys of each entity, in the supergraph's order. */
  readonly keys: ReadonlyMap<string, readonly string[]>;
  /** `@requires` field sets by `Type.field`. */
  readonly requires: ReadonlyMap<string, string>;
}

/**
 * Takes the schema of one subgraph out of a supergraph: the types, fields, members and values that `@join__…` gives it.
 *
 * Spec: join v0.5.
 *
 * @param graph Name of the subgraph's `join__Graph` value.
 */
export function extractSubgraphSchema(supergraph: DocumentNode, graph: string): SubgraphSchema {
  const types = supergraph.definitions.flatMap((node) => {
    return isTypeDefinitionNode(node) && joins(node, 'join__type', graph).length > 0 ? [takeType(node, graph)] : [];
  });
  const keys = new Map(
    supergraph.definitions.flatMap((node) => {
      if (node.kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
      const resolvable = joins(node, 'join__type', graph).filter((join) => join['resolvable'] !== false);
      const fieldSets = resolvable.map((join) => join['key']).filter((key) => typeof key === 'string');
      return fieldSets.length === 0 ? [] : [[node.name.value, fieldSets] as const];
    }),
  );
  const definitions = withEntities(types, [...keys.keys()]);
  const schema = buildASTSchema({ kind: Kind.DOCUMENT, definitions }, { assumeValid: true });
  readLiteralsExactly(schema);
  return { schema, keys, requires: readRequires(supergraph, graph) };
}

function readRequires(supergraph: DocumentNode, graph: string): ReadonlyMap<string, string> {
  const requires = new Map<string, string>();
  for (const node of supergraph.definitions) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    for (const field of node.fields ?? []) {
      const fieldSet = joins(field, 'join__field', graph)[0]?.['requires'];
      if (typeof fieldSet === 'string') requires.set(`${node.name.value}.${field.name.value}`, fieldSet);
    }
  }
  return requires;
}

function takeType(type: TypeDefinitionNode, graph: string): TypeDefinitionNode {
  switch (type.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
      return { ...type, directives: [], interfaces: interfacesOf(type, graph), fields: fieldsOf(type.fields, graph) };
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return { ...type, directives: [], fields: fieldsOf(type.fields, graph) };
    case Kind.UNION_TYPE_DEFINITION: {
      const members = joins(type, 'join__unionMember', graph).map((join) => namedType(String(join['member'])));
      return { ...type, directives: [], types: members };
    }
    case Kind.ENUM_TYPE_DEFINITION: {
      const values = type.values?.filter((value) => joins(value, 'join__enumValue', graph).length > 0) ?? [];
      return { ...type, directives: [], values: values.map((value) => ({ ...value, directives: [] })) };
    }
    case Kind.SCALAR_TYPE_DEFINITION:
      return { ...type, directives: [] };
  }
}

function interfacesOf(type: TypeDefinitionNode, graph: string): NamedTypeNode[] {
  return joins(type, 'join__implements', graph).map((join) => namedType(String(join['interface'])));
}

/** A field without `@join__field` is in every subgraph that has its type. */
function fieldsOf<Field extends FieldDefinitionNode | InputValueDefinitionNode>(
  fields: readonly Field[] | undefined,
  graph: string,
): Field[] {
  return (fields ?? []).flatMap((field) => {
    const isEverywhere = !field.directives?.some((directive) => directive.name.value === 'join__field');
    const [join] = joins(field, 'join__field', graph);
    if (!isEverywhere && join === undefined) return [];
    const type: TypeNode = typeof join?.['type'] === 'string' ? parseType(join['type']) : field.type;
    const args =
      field.kind === Kind.FIELD_DEFINITION
        ? { arguments: field.arguments?.map((argument) => ({ ...argument, directives: [] })) ?? [] }
        : {};
    return [{ ...field, ...args, type, directives: [] }];
  });
}

function withEntities(types: readonly TypeDefinitionNode[], entities: readonly string[]): TypeDefinitionNode[] {
  if (entities.length === 0) return [...types];
  const machinery = parse(
    `scalar _Any union _Entity = ${entities.join(' | ')} type Query { _entities(representations: [_Any!]!): [_Entity]! }`,
    { noLocation: true },
  ).definitions as readonly TypeDefinitionNode[];
  const [any, union, entitiesQuery] = machinery as readonly [
    TypeDefinitionNode,
    TypeDefinitionNode,
    ObjectTypeDefinitionNode,
  ];
  const others = types.filter((type) => type.name.value !== 'Query');
  const query = types.find((type) => type.name.value === 'Query');
  const fields = query?.kind === Kind.OBJECT_TYPE_DEFINITION ? (query.fields ?? []) : [];
  return [...others, any, union, { ...entitiesQuery, fields: [...fields, ...(entitiesQuery.fields ?? [])] }];
}

/** The arguments of every `@name` that is for `graph`. */
function joins(
  node: { readonly directives?: readonly ConstDirectiveNode[] | undefined },
  name: string,
  graph: string,
): Array<Readonly<Record<string, unknown>>> {
  return (node.directives ?? [])
    .filter((directive) => directive.name.value === name)
    .map((directive) =>
      Object.fromEntries(
        (directive.arguments ?? []).map((argument) => [argument.name.value, valueFromASTUntyped(argument.value)]),
      ),
    )
    .filter((join) => join['graph'] === graph);
}

function namedType(name: string): NamedTypeNode {
  return { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: name } };
}
