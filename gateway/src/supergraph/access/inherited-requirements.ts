import {
  type DirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  type InterfaceTypeDefinitionNode,
  isInterfaceType,
  Kind,
  type ObjectTypeDefinitionNode,
  type ValueNode,
} from 'graphql';
import { fieldSetReads } from './field-set-reads.js';
import type { RequirementGraph } from './requirement-graph.js';

type FieldsNode = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/** A supergraph whose requirements are looked for. */
export interface InheritanceInput {
  /** Everything, hidden parts included. */
  readonly schema: GraphQLSchema;
  /** The supergraph with its `join` directives. */
  readonly document: DocumentNode;
  /** Names of the interfaces that some subgraph has as an `@interfaceObject`. */
  readonly interfaceObjects: ReadonlySet<string>;
}

/**
 * Adds which elements ask for what others ask.
 *
 * - An interface asks for what all its implementations ask, and so does each of its fields: what is reached through it
 *   may be any of them. Composition writes this into the supergraph since Federation 2.9.4; earlier ones did not.
 * - A field with `@requires` or `@fromContext` asks for all that it reads. Composition refuses those that do not say so
 *   themselves since Federation 2.9.4; here it holds for supergraphs of any composer.
 * - A field that an object has from an `@interfaceObject` asks for what that says, where composition has not copied it.
 */
export function addInheritance(
  graph: RequirementGraph,
  { schema, document, interfaceObjects }: InheritanceInput,
): void {
  const types = document.definitions.filter(
    (node): node is FieldsNode =>
      node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION,
  );
  const contexts = typesByContext(document);
  for (const type of types) {
    for (const field of type.fields ?? []) {
      const coordinate = `${type.name.value}.${field.name.value}`;
      for (const read of readsOf(field, type.name.value, { schema, contexts })) {
        graph.inherit(coordinate, read);
      }
      for (const name of isFromInterfaceObject(field) ? implementedNames(type) : []) {
        if (interfaceObjects.has(name) && graph.clausesOf(coordinate).size === 0) {
          graph.inherit(coordinate, `${name}.${field.name.value}`);
        }
      }
    }
  }
  addInterfaces(graph, schema);
}

function addInterfaces(graph: RequirementGraph, schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isInterfaceType(type)) {
      continue;
    }
    const { objects, interfaces } = schema.getImplementations(type);
    for (const { name } of [...objects, ...interfaces]) {
      graph.inherit(type.name, name);
      for (const field of Object.keys(type.getFields())) {
        graph.inherit(`${type.name}.${field}`, `${name}.${field}`);
      }
    }
  }
}

interface ReadsContext {
  readonly schema: GraphQLSchema;
  /** Names of the types that set a context. */
  readonly contexts: ReadonlyMap<string, readonly string[]>;
}

function readsOf(field: FieldDefinitionNode, typeName: string, { schema, contexts }: ReadsContext): readonly string[] {
  return joinFields(field).flatMap((directive) => {
    const requires = argumentOf(directive, 'requires');
    const reads = requires?.kind === Kind.STRING ? [...fieldSetReads(schema, typeName, requires.value)] : [];
    const contextArguments = argumentOf(directive, 'contextArguments');
    for (const item of contextArguments?.kind === Kind.LIST ? contextArguments.values : []) {
      for (const setter of contexts.get(stringField(item, 'context')) ?? []) {
        reads.push(setter, ...fieldSetReads(schema, setter, stringField(item, 'selection')));
      }
    }
    return reads;
  });
}

/** By whatever name the directive `@context` goes here: another's `name` is no context that a field reads. */
function typesByContext(document: DocumentNode): ReadonlyMap<string, readonly string[]> {
  const types = new Map<string, string[]>();
  for (const definition of document.definitions) {
    if (!('directives' in definition && 'name' in definition && definition.name !== undefined)) {
      continue;
    }
    for (const directive of definition.directives ?? []) {
      const name = argumentOf(directive, 'name');
      if (name?.kind === Kind.STRING) {
        types.set(name.value, [...(types.get(name.value) ?? []), definition.name.value]);
      }
    }
  }
  return types;
}

/** Composition gives an object's field no subgraph of its own when only an `@interfaceObject` has it. */
function isFromInterfaceObject(field: FieldDefinitionNode): boolean {
  const joins = joinFields(field);
  return joins.length > 0 && joins.every((join) => argumentOf(join, 'graph') === undefined);
}

function implementedNames(type: FieldsNode): readonly string[] {
  return (type.interfaces ?? []).map(({ name }) => name.value);
}

function joinFields(field: FieldDefinitionNode): readonly DirectiveNode[] {
  return (field.directives ?? []).filter(({ name }) => name.value === 'join__field');
}

function argumentOf(directive: DirectiveNode, name: string): ValueNode | undefined {
  return directive.arguments?.find((argument) => argument.name.value === name)?.value;
}

function stringField(value: ValueNode, name: string): string {
  const field = value.kind === Kind.OBJECT ? value.fields.find((one) => one.name.value === name)?.value : undefined;
  return field?.kind === Kind.STRING ? field.value : '';
}
