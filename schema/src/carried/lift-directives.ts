import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  Kind,
  KnownArgumentNamesRule,
  KnownDirectivesRule,
  ProvidedRequiredArgumentsRule,
  UniqueArgumentNamesRule,
  UniqueInputFieldNamesRule,
  ValuesOfCorrectTypeRule,
  validate,
  valueFromASTUntyped,
  visit,
} from 'graphql';
import { positionOfError } from '../position.js';
import type { Problem } from '../problem.js';
import { isSchemaNode, typesOf } from '../subgraph/locate-coordinate.js';
import type { ParsedSubgraph } from '../subgraph/subgraph-file.js';
import type { CarriedSpec, CarriedUse } from './carried-spec.js';
import { type LinkedNames, readLinkedNames } from './linked-names.js';

/** A subgraph without the directives of a specification, and what was taken out. */
export interface LiftedSubgraph {
  /** What composition gets to see. Positions of the nodes that are left are unchanged. */
  readonly subgraph: ParsedSubgraph;
  /** In the order of the document. Empty when the subgraph does not link the specification. */
  readonly uses: readonly CarriedUse[];
  readonly problems: readonly Problem[];
}

/**
 * Takes the directives of a carried specification, its `@link` and its own definitions out of a subgraph.
 *
 * Arguments are validated against the specification: names, types, required ones, and places a directive may stand.
 *
 * @returns Problems: `CARRIED_DIRECTIVE_INVALID`, `CARRIED_VERSION_UNKNOWN`, `CARRIED_IMPORT_UNKNOWN`, and those of the
 *   specification's own rules.
 */
export function liftDirectives(subgraph: ParsedSubgraph, spec: CarriedSpec): LiftedSubgraph {
  const linked = readLinkedNames(subgraph.document, spec);
  if (linked === undefined) return { subgraph, uses: [], problems: [] };
  const uses = [...usesIn(subgraph.document, linked.names)];
  const problems = [...linked.problems, ...invalidArguments(subgraph.document, linked.names, spec)];
  if (problems.length === 0) problems.push(...spec.check(uses, subgraph));
  const document = withoutDirectives(subgraph.document, linked);
  return { subgraph: { ...subgraph, document }, uses, problems };
}

function* usesIn(document: DocumentNode, names: ReadonlyMap<string, string>): Generator<CarriedUse> {
  for (const schema of document.definitions.filter(isSchemaNode)) yield* usesAmong(schema.directives, undefined, names);
  for (const { name, node } of typesOf(document)) {
    yield* usesAmong(node.directives, name, names);
    if (!('fields' in node)) continue;
    for (const field of node.fields ?? []) yield* usesAmong(field.directives, `${name}.${field.name.value}`, names);
  }
}

function* usesAmong(
  directives: readonly ConstDirectiveNode[] | undefined,
  coordinate: string | undefined,
  names: ReadonlyMap<string, string>,
): Generator<CarriedUse> {
  for (const node of directives ?? []) {
    const directive = names.get(node.name.value);
    if (directive === undefined) continue;
    const args = Object.fromEntries(
      (node.arguments ?? []).map((argument) => [argument.name.value, valueFromASTUntyped(argument.value)]),
    );
    yield { coordinate, directive, args, node };
  }
}

const argumentRules = [
  KnownDirectivesRule,
  KnownArgumentNamesRule,
  UniqueArgumentNamesRule,
  ProvidedRequiredArgumentsRule,
  ValuesOfCorrectTypeRule,
  UniqueInputFieldNamesRule,
];

/**
 * Runs graphql-js' own rules over the document with every other directive removed and ours under their names in the
 * specification. These rules look at directives in SDL as they do in operations.
 */
function invalidArguments(document: DocumentNode, names: ReadonlyMap<string, string>, spec: CarriedSpec): Problem[] {
  const onlyOurs = visit(document, {
    Directive(node) {
      const value = names.get(node.name.value);
      return value === undefined ? null : { ...node, name: { ...node.name, value } };
    },
    DirectiveDefinition: () => null,
  });
  return validate(spec.definitions, onlyOurs, argumentRules).map((error) => ({
    code: 'CARRIED_DIRECTIVE_INVALID',
    message: error.message.replace(/\.$/, ''),
    ...positionOfError(error),
  }));
}

function withoutDirectives(document: DocumentNode, { names, prefixes, links }: LinkedNames): DocumentNode {
  const isOurs = (name: string) => [...prefixes].some((prefix) => name.startsWith(prefix));
  const visited = visit(document, {
    Directive: (node) => (links.has(node as ConstDirectiveNode) || names.has(node.name.value) ? null : undefined),
    // A subgraph may define what it links, as servers do that print their whole SDL
    DirectiveDefinition: (node) => (names.has(node.name.value) ? null : undefined),
    ScalarTypeDefinition: (node) => (isOurs(node.name.value) ? null : undefined),
    EnumTypeDefinition: (node) => (isOurs(node.name.value) ? null : undefined),
    InputObjectTypeDefinition: (node) => (isOurs(node.name.value) ? null : undefined),
  });
  return { ...visited, definitions: visited.definitions.filter((node) => !isEmptyExtension(node)) };
}

function isEmptyExtension(node: DefinitionNode): boolean {
  return node.kind === Kind.SCHEMA_EXTENSION && !node.directives?.length && !node.operationTypes?.length;
}
