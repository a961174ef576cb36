import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { buildManifest } from '../client-graph/build-manifest.js';
import type { ClientGraphDefinition } from '../client-graph/load-client-graph-folder.js';
import type { ManifestOperation } from '../client-graph/operation-manifest.js';
import { readManifests } from '../client-graph/read-manifests.js';
import type { ConfiguredResponse } from '../client-graph/static-responses/static-responses.js';
import type { ConfigProblem } from '../config/config-problem.js';
import { nearestName } from '../config/nearest-name.js';

/** The static responses of a client graph, or everything that is wrong with them. */
export type StaticResponsesResult =
  | { readonly kind: 'loaded'; readonly responses: readonly ConfiguredResponse[] }
  | { readonly kind: 'refused'; readonly problems: readonly ConfigProblem[] };

type Configured = ClientGraphDefinition['staticResponses'][number];
/** With the option that it comes from. */
type KnownOperation = ManifestOperation & { readonly from: string };

/**
 * Loads a client graph's static responses with the operations that they are for: those of `operations.dir` and of all
 * manifests. An operation that is nowhere cannot be checked, and is a problem. Whether the data fits is known only with a
 * schema: see `findStaticProblems`.
 */
export function loadStaticResponses(definition: ClientGraphDefinition): StaticResponsesResult {
  const { staticResponses, file } = definition;
  if (staticResponses.length === 0) {
    return { kind: 'loaded', responses: [] };
  }
  const known = knownOperations(definition);
  const problems: ConfigProblem[] = [];
  const taken = new Set<string>();
  const responses = staticResponses.flatMap((configured, index) => {
    const report = (message: string): readonly [] => {
      problems.push({ file, path: `staticResponses[${index}]`, message });
      return [];
    };
    const named = configured.operation ?? configured.id ?? '';
    if (taken.has(named)) {
      return report(`${JSON.stringify(named)} has a static response already`);
    }
    taken.add(named);
    const operations = known.filter(({ id, name }) => id === configured.id || name === configured.operation);
    const [first] = operations;
    if (first === undefined) {
      return report(unknown(configured, known));
    }
    const data = readData(configured);
    return typeof data === 'string' ? report(data) : [toResponse(configured, data, [first, ...operations.slice(1)])];
  });
  return problems.length > 0 ? { kind: 'refused', problems } : { kind: 'loaded', responses };
}

function toResponse(
  { id, when, maxAgeSeconds }: Configured,
  data: Record<string, unknown>,
  operations: readonly [KnownOperation, ...KnownOperation[]],
): ConfiguredResponse {
  const [{ name, body }] = operations;
  return {
    operation: name,
    documentHash: id === undefined ? undefined : createHash('sha256').update(body).digest('hex'),
    when,
    data,
    maxAgeSeconds,
    known: operations.map(({ from, body: text }) => ({ from, text })),
  };
}

/** What is unusable about them is told elsewhere: `facet check`, or the start. */
function knownOperations({ operations, served }: ClientGraphDefinition): readonly KnownOperation[] {
  const read = served.manifests === undefined ? undefined : readManifests(served.manifests);
  const persisted = read?.kind === 'read' ? read.operations.operations : [];
  return [
    ...builtOperations({ operations }).map((one) => ({ ...one, from: 'operations.dir' })),
    ...persisted.map((one) => ({ ...one, from: 'operations.manifests' })),
  ];
}

function builtOperations({ operations }: Pick<ClientGraphDefinition, 'operations'>): readonly ManifestOperation[] {
  try {
    return buildManifest(operations).operations;
  } catch {
    // Some do not parse, or have no name: `facet check` says which.
    return [];
  }
}

function unknown({ operation, id }: Configured, known: readonly KnownOperation[]): string {
  if (operation === undefined) {
    return `No operation has the id ${JSON.stringify(id)}, neither in operations.dir nor in a manifest`;
  }
  const nearest = nearestName(
    operation,
    known.map(({ name }) => name),
  );
  const help = nearest === undefined ? '' : `: did you mean ${JSON.stringify(nearest)}?`;
  return `No operation is called ${JSON.stringify(operation)}, neither in operations.dir nor in a manifest${help}`;
}

/** @returns Why not, when there is no data. */
function readData({ data, file }: Configured): Record<string, unknown> | string {
  if (data !== undefined) {
    return data;
  }
  try {
    const read: unknown = JSON.parse(readFileSync(file ?? '', 'utf8'));
    return typeof read === 'object' && read !== null && !Array.isArray(read)
      ? (read as Record<string, unknown>) // an object, as was just seen
      : `The file "${file}" has no JSON object`;
  } catch (error) {
    return `Cannot read the file "${file}": ${error instanceof Error ? error.message : String(error)}`;
  }
}
