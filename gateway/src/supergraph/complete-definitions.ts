import { type DocumentNode, Kind, parse } from 'graphql';

/**
 * Directive definitions that every Federation 2 supergraph has when @apollo/composition writes it. Other composers leave
 * out those they do not use, and @apollo/federation-internals then takes the supergraph for corrupted.
 *
 * Spec: https://specs.apollo.dev/join/v0.3
 */
const definitions = parse(
  `
  directive @join__implements(graph: join__Graph!, interface: String!) repeatable on OBJECT | INTERFACE
  directive @join__unionMember(graph: join__Graph!, member: String!) repeatable on UNION
  directive @join__enumValue(graph: join__Graph!) repeatable on ENUM_VALUE
  `,
  { noLocation: true },
).definitions;

/** Adds what is missing; supergraphs of Federation 1 (join v0.1) are returned as they are. */
export function completeDefinitions(document: DocumentNode): DocumentNode {
  const defined = new Set(
    document.definitions.flatMap((node) => (node.kind === Kind.DIRECTIVE_DEFINITION ? [node.name.value] : [])),
  );
  if (!defined.has('join__type') || defined.has('join__owner')) {
    return document;
  }
  const missing = definitions.filter(
    (node) => node.kind === Kind.DIRECTIVE_DEFINITION && !defined.has(node.name.value),
  );
  return missing.length === 0 ? document : { ...document, definitions: [...document.definitions, ...missing] };
}
