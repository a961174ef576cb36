import {
  type DocumentNode,
  Kind,
  type NameNode,
  type SchemaDefinitionNode,
  type SchemaExtensionNode,
  type TypeDefinitionNode,
  type TypeExtensionNode,
} from 'graphql';
import { type Position, positionOf } from '../position.js';
import type { ParsedSubgraph } from './subgraph-file.js';

/** Finds where an element of the supergraph, such as `Product`, `Product.price` or `Query.product(sku:)`, was written. */
export type Locator = (coordinate: string) => Position;

type TypeNode = TypeDefinitionNode | TypeExtensionNode;

/** A definition of a type, under the name that composition gives it. */
export interface NamedTypeNode {
  readonly name: string;
  readonly node: TypeNode;
}

/**
 * The types a document defines or extends, root types under the names Query, Mutation and Subscription whatever the
 * document calls them: so composition names them, too.
 */
export function typesOf(document: DocumentNode): readonly NamedTypeNode[] {
  const rootNames = rootNamesOf(document);
  const types: NamedTypeNode[] = [];
  for (const node of document.definitions) {
    if (isTypeNode(node)) types.push({ name: rootNames.get(node.name.value) ?? node.name.value, node });
  }
  return types;
}

/**
 * Builds a locator over several subgraphs, searched in the order given; a field's own declaration is preferred to one
 * marked `@external`. Element unknown: the position of the nearest parent that is known, or nothing.
 */
export function createLocator(subgraphs: readonly ParsedSubgraph[]): Locator {
  const positions = new Map<string, Position>();
  const external = new Map<string, Position>();
  for (const { document } of subgraphs) {
    for (const { name, node } of typesOf(document)) {
      for (const [coordinate, element] of elementsOf(name, node)) {
        const target = isExternal(element) ? external : positions;
        if (!target.has(coordinate)) target.set(coordinate, positionOf(element.name));
      }
    }
  }
  return (coordinate) => {
    for (const candidate of [coordinate, coordinate.replace(/\(.*/, ''), coordinate.replace(/\..*/, '')]) {
      const position = positions.get(candidate) ?? external.get(candidate);
      if (position !== undefined) return position;
    }
    return {};
  };
}

interface Element {
  readonly name: NameNode;
  readonly directives?: readonly { readonly name: NameNode }[] | undefined;
}

function* elementsOf(typeName: string, type: TypeNode): Generator<readonly [string, Element]> {
  yield [typeName, type];
  if ('values' in type) {
    for (const value of type.values ?? []) yield [`${typeName}.${value.name.value}`, value];
  }
  if (!('fields' in type)) return;
  for (const field of type.fields ?? []) {
    const coordinate = `${typeName}.${field.name.value}`;
    yield [coordinate, field];
    if (field.kind !== Kind.FIELD_DEFINITION) continue;
    for (const argument of field.arguments ?? []) yield [`${coordinate}(${argument.name.value}:)`, argument];
  }
}

function isExternal(element: Element): boolean {
  return element.directives?.some((directive) => /(^|__)external$/.test(directive.name.value)) ?? false;
}

function isTypeNode(node: DocumentNode['definitions'][number]): node is TypeNode {
  return 'name' in node && /Type(Definition|Extension)$/.test(node.kind);
}

function rootNamesOf(document: DocumentNode): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const schema of document.definitions.filter(isSchemaNode)) {
    for (const { operation, type } of schema.operationTypes ?? []) {
      names.set(type.name.value, `${operation[0]?.toUpperCase()}${operation.slice(1)}`);
    }
  }
  return names;
}

/** Whether a definition is `schema { … }` or `extend schema`. */
export function isSchemaNode(
  node: DocumentNode['definitions'][number],
): node is SchemaDefinitionNode | SchemaExtensionNode {
  return node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION;
}
