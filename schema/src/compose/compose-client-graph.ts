import { composeServices } from '@apollo/composition';
import { checkCacheTags } from '../cache-tags/check-cache-tags.js';
import { createCacheInvalidateSpec } from '../carried/cache-invalidate-spec.js';
import type { CarriedSpec } from '../carried/carried-spec.js';
import { type Carriage, carryDirectives } from '../carried/carry-directives.js';
import { createMockSpec } from '../carried/mock-spec.js';
import { createSoapSpec } from '../carried/soap-spec.js';
import type { WsdlResolver } from '../carried/store-wsdl.js';
import { applyContract } from '../contract/apply-contract.js';
import type { Contract } from '../contract/contract.js';
import { isErrorProblem, type Problem } from '../problem.js';
import { createLocator } from '../subgraph/locate-coordinate.js';
import { type ParsedSubgraph, parseSubgraph, type SubgraphFile } from '../subgraph/subgraph-file.js';
import type { ApiSchema } from '../supergraph/api-schema.js';
import { parseSupergraph, printSupergraph } from '../supergraph/supergraph-sdl.js';
import { resolveWsdl as resolveWsdlFile } from '../wsdl/resolve-wsdl.js';
import { printArtifact } from './artifact.js';
import { carryCacheControl } from './carry-cache-control.js';
import { type CompositionPlaces, compositionProblem, hintProblem } from './composition-problems.js';

/** A client graph, as far as composition is concerned. */
export interface ClientGraphInput {
  readonly name: string;
  /** The subgraphs every client graph is composed from. Their order does not matter. */
  readonly shared: readonly SubgraphFile[];
  /** The client graph's own subgraph. */
  readonly own?: SubgraphFile | undefined;
  readonly contract: Contract;
}

/** How {@link composeClientGraph} works. */
export interface ComposeOptions {
  /** Whether composition's hints are returned, as warnings. Default false: most are notes, not faults. */
  readonly hints?: boolean;
  /** Reads a WSDL and what it imports. Default: from files. */
  readonly resolveWsdl?: WsdlResolver;
}

/** What {@link composeClientGraph} made. */
export interface ComposeResult {
  /** The text of the artifact, header included; undefined when a problem is an error. */
  readonly supergraph?: string;
  /** What clients of the client graph see. Present when `supergraph` is. */
  readonly apiSchema?: ApiSchema;
  /** Errors, and warnings, which do not stop composition. */
  readonly problems: readonly Problem[];
}

/**
 * Composes the supergraph of a client graph: the shared subgraphs and its own, then its contract.
 *
 * Equal input gives equal bytes, in whatever order the subgraphs come.
 *
 * @returns Problems of our own: `GRAPHQL_SYNTAX`, `SUBGRAPH_DUPLICATE`, those of carried directives (`CARRIED_…`,
 *   `SOAP_…`, `WSDL_…`, `CACHE_INVALIDATE_…`), of `@cacheTag` (`CACHE_TAG_…`) and of the contract (`CONTRACT_…`); and composition's, under its own codes.
 */
export async function composeClientGraph(
  input: ClientGraphInput,
  options: ComposeOptions = {},
): Promise<ComposeResult> {
  const result = await compose(input, options);
  return { ...result, problems: result.problems.map((problem) => ({ ...problem, clientGraph: input.name })) };
}

async function compose(input: ClientGraphInput, options: ComposeOptions): Promise<ComposeResult> {
  const parsed = parseAll(input);
  if ('problems' in parsed) return parsed;
  const misnamed = parsed.subgraphs.flatMap(checkCacheTags);
  if (misnamed.length > 0) return { problems: misnamed };
  const soap = createSoapSpec(options.resolveWsdl ?? resolveWsdlFile);
  const cached = parsed.subgraphs.map(carryCacheControl);
  const warnings = cached.flatMap(({ problems }) => problems);
  const carriage = await carryAll(
    cached.map(({ subgraph }) => subgraph),
    [soap, createMockSpec(), createCacheInvalidateSpec()],
  );
  if (carriage.problems.some(isErrorProblem)) return { problems: carriage.problems };
  // The client graph's own subgraph comes last: it mostly repeats what others define
  const isOwn = ({ source }: ParsedSubgraph) => source === input.own;
  const ordered = [...parsed.subgraphs.filter((s) => !isOwn(s)), ...parsed.subgraphs.filter(isOwn)];
  const places = { subgraphs: parsed.subgraphs, locate: createLocator(ordered) };
  const composed = composeSubgraphs(carriage, places);
  if (composed.supergraph === undefined) return composed;
  const shown = applyContract(composed.supergraph, input.contract, { own: input.own?.name, locate: places.locate });
  const problems = [...warnings, ...(options.hints === true ? composed.problems : []), ...shown.problems];
  if (shown.supergraph === undefined) return { problems };
  return { ...shown, supergraph: printArtifact(input.name, shown.supergraph), problems };
}

/** Lifts one specification after the other out of the subgraphs; all are put back. */
async function carryAll(subgraphs: readonly ParsedSubgraph[], specs: readonly CarriedSpec[]): Promise<Carriage> {
  const carriages: Carriage[] = [];
  let left = subgraphs;
  for (const spec of specs) {
    const carriage = await carryDirectives(left, spec);
    carriages.push(carriage);
    left = carriage.subgraphs;
  }
  return {
    subgraphs: left,
    problems: carriages.flatMap(({ problems }) => problems),
    putBack: (supergraph) => carriages.flatMap(({ putBack }) => putBack(supergraph)),
  };
}

function parseAll(input: ClientGraphInput): { subgraphs: ParsedSubgraph[] } | { problems: Problem[] } {
  const files = [...input.shared, ...(input.own === undefined ? [] : [input.own])];
  // By code units, not by the machine's locale
  files.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const subgraphs: ParsedSubgraph[] = [];
  const problems: Problem[] = [];
  for (const [index, file] of files.entries()) {
    if (files[index - 1]?.name === file.name) problems.push(duplicate(file));
    const parsed = parseSubgraph(file);
    if ('code' in parsed) problems.push(parsed);
    else subgraphs.push(parsed);
  }
  return problems.length > 0 ? { problems } : { subgraphs };
}

function composeSubgraphs(
  { subgraphs, putBack }: Carriage,
  places: CompositionPlaces,
): { supergraph?: string; problems: readonly Problem[] } {
  const composed = composeServices(
    subgraphs.map(({ source, document }) => ({ name: source.name, url: source.url, typeDefs: document })),
  );
  if (composed.errors !== undefined) {
    return { problems: composed.errors.map((error) => compositionProblem(error, places)) };
  }
  const schema = parseSupergraph(composed.supergraphSdl);
  const problems = putBack(schema);
  if (problems.length > 0) return { problems };
  return {
    supergraph: printSupergraph(schema),
    problems: composed.hints.map((hint) => hintProblem(hint, places)),
  };
}

function duplicate({ name, file }: SubgraphFile): Problem {
  return { code: 'SUBGRAPH_DUPLICATE', message: `There is more than one subgraph "${name}"`, file };
}
