import { INACCESSIBLE_VERSIONS, type NamedType, type Schema } from '@apollo/federation-internals';
import type { Problem } from '../problem.js';
import type { Locator } from '../subgraph/locate-coordinate.js';
import { type ApiSchema, readApiSchema } from '../supergraph/api-schema.js';
import { directiveNames } from '../supergraph/directive-names.js';
import { parseSupergraph, printSupergraph } from '../supergraph/supergraph-sdl.js';
import type { Contract } from './contract.js';
import { createOwnership } from './ownership.js';
import { reachableTypes } from './reachable-types.js';
import { createTagRule, type TagRule } from './tag-rule.js';

/** What a contract made of a supergraph. */
export interface ContractResult {
  /** The supergraph with `@inaccessible` on what is hidden; undefined when a problem is an error. */
  readonly supergraph?: string;
  /** What clients see of it. */
  readonly apiSchema?: ApiSchema;
  readonly problems: readonly Problem[];
}

/** How {@link applyContract} finds its way. */
export interface ContractOptions {
  /** Name of the client graph's own subgraph, whose own elements are shown without a tag. Default: there is none. */
  readonly own?: string | undefined;
  /** Finds the file and line of an element for problems. Default: problems name elements only. */
  readonly locate?: Locator;
}

/**
 * Hides from a supergraph what a contract does not show, and the types that cannot be reached any more, by
 * `@inaccessible`: the planner goes on seeing everything, clients see the rest. An empty contract hides nothing.
 *
 * The result is checked by making its API schema.
 *
 * @param supergraph SDL of a valid supergraph.
 * @returns Problems: `CONTRACT_CONTRADICTS_ITSELF`, `CONTRACT_HIDES_EVERYTHING`, `CONTRACT_SHOWS_HIDDEN_TYPE`,
 *   `CONTRACT_HIDES_REQUIRED`, `CONTRACT_HIDES_IMPLEMENTATION`, `CONTRACT_HIDES_DEFAULT`, `CONTRACT_INVALID`; and
 *   the warning `CONTRACT_TAG_UNKNOWN`.
 * @throws {GraphQLError} When `supergraph` is no SDL.
 */
export function applyContract(supergraph: string, contract: Contract, options: ContractOptions = {}): ContractResult {
  const contradicting = contract.include.filter((tag) => contract.exclude.includes(tag));
  if (contradicting.length > 0) return { problems: contradicting.map(contradiction) };
  const schema = parseSupergraph(supergraph);
  const warnings = unknownTags(schema, contract);
  if (contract.include.length + contract.exclude.length > 0) {
    const rule = createTagRule(schema, contract, createOwnership(schema, options.own));
    const query = schema.schemaDefinition.rootType('query');
    if (query === undefined || !rule.showsType(query)) return { problems: [...warnings, hidesEverything(contract)] };
    markHidden(schema, rule);
  }
  const hidden = printSupergraph(schema);
  const { apiSchema, problems } = readApiSchema(hidden, options.locate);
  return apiSchema === undefined
    ? { problems: [...warnings, ...problems] }
    : { supergraph: hidden, apiSchema, problems: warnings };
}

function markHidden(schema: Schema, rule: TagRule): void {
  const reachable = reachableTypes(schema, rule);
  const hidden: Hideable[] = [];
  for (const type of schema.types()) {
    if (schema.coreFeatures?.sourceFeature(type) !== undefined) continue;
    if (reachable.has(type)) hidden.push(...hiddenElements(type, rule));
    else hidden.push(type);
  }
  const { inaccessible } = directiveNames(schema);
  const toMark = hidden.filter((element) => !element.hasAppliedDirective(inaccessible));
  if (toMark.length === 0) return;
  linkInaccessible(schema);
  for (const element of toMark) element.applyDirective(inaccessible);
}

interface Hideable {
  hasAppliedDirective(name: string): boolean;
  applyDirective(name: string): unknown;
}

/** What is hidden inside a type that is shown. */
function* hiddenElements(type: NamedType, rule: TagRule): Generator<Hideable> {
  switch (type.kind) {
    case 'ObjectType':
    case 'InterfaceType':
      for (const field of type.fields()) {
        if (rule.showsField(field)) yield* field.arguments().filter((argument) => !rule.showsMember(argument));
        else yield field;
      }
      return;
    case 'InputObjectType':
      yield* type.fields().filter((field) => !rule.showsMember(field));
      return;
    case 'EnumType':
      yield* type.values.filter((value) => !rule.showsMember(value));
      return;
    case 'UnionType': // Members are hidden where they are defined
    case 'ScalarType':
      return;
  }
}

function linkInaccessible(schema: Schema): void {
  const { coreFeatures } = schema;
  if (coreFeatures === undefined || coreFeatures.getByIdentity(INACCESSIBLE_VERSIONS.identity) !== undefined) return;
  const latest = INACCESSIBLE_VERSIONS.latest();
  coreFeatures.coreDefinition.applyFeatureToSchema(schema, latest, undefined, latest.defaultCorePurpose);
}

function contradiction(tag: string): Problem {
  return { code: 'CONTRACT_CONTRADICTS_ITSELF', message: `The contract includes and excludes the tag "${tag}"` };
}

function hidesEverything({ include, exclude }: Contract): Problem {
  return {
    code: 'CONTRACT_HIDES_EVERYTHING',
    message: `The contract hides every field of Query: include [${include.join(', ')}], exclude [${exclude.join(', ')}]`,
    hint: 'Tag at least one field of Query with an included tag, or give the client graph a Query field of its own.',
  };
}

/** A misspelt excluded tag shows what was to be hidden; a misspelt included one only hides, which is noticed. */
function unknownTags(schema: Schema, contract: Contract): readonly Problem[] {
  const { tag: tagDirective } = directiveNames(schema);
  const uses = schema.directive(tagDirective)?.applications() ?? [];
  const known = new Set([...uses].map((use) => use.arguments()['name']));
  return contract.exclude
    .filter((tag) => !known.has(tag))
    .map((tag) => ({
      code: 'CONTRACT_TAG_UNKNOWN',
      message: `The contract excludes the tag "${tag}", which nothing has`,
      severity: 'warning',
    }));
}
