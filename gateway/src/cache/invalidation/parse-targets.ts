import { MAX_NAME_LENGTH } from '@facet/schema/tag-format';
import { z } from 'zod';
import type { InvalidationTarget } from '../tags.js';
import type { KnownNames } from './known-names.js';

/** The largest body of a request, or message, that names targets, in bytes. */
export const MAX_TARGETS_BYTES = 65_536;
/** The most targets of one request or message. */
export const MAX_TARGETS = 100;

/** What was asked for, or what is wrong with it. */
export type ParsedTargets =
  | { readonly kind: 'parsed'; readonly targets: readonly InvalidationTarget[] }
  | { readonly kind: 'refused'; readonly problem: string };

const name = z.string().min(1).max(256);
const names = z.array(name).min(1).max(100);

const typeTarget = z.strictObject({
  kind: z.literal('type'),
  type: name,
  source: name.optional(),
  subgraph: name.optional(),
});
const cacheTagTarget = z.strictObject({
  kind: z.literal('cache_tag'),
  cache_tag: z.string().min(1).max(MAX_NAME_LENGTH),
  sources: names.optional(),
  subgraphs: names.optional(),
});
const target = z.discriminatedUnion(
  'kind',
  [
    typeTarget,
    // How deep a key may go is decided by the key of the type.
    z.strictObject({ kind: z.literal('entity'), type: name, key: z.record(z.string(), z.unknown()) }),
    cacheTagTarget,
    z.strictObject({ kind: z.literal('source'), source: name }),
    z.strictObject({ kind: z.literal('subgraph'), subgraph: name }),
    z.strictObject({ kind: z.literal('client_graph'), client_graph: name }),
  ],
  {
    error: 'the kinds are "type", "entity", "cache_tag", "source", "subgraph" and "client_graph"',
  },
);
const targetsSchema = z.array(target).min(1).max(MAX_TARGETS);

/**
 * Reads the JSON that names targets: a list of objects, as Apollo Router's endpoint takes them, and two kinds more. A
 * `subgraph` is another word for `source`.
 */
export function parseTargets(value: unknown): ParsedTargets {
  const read = targetsSchema.safeParse(value);
  if (!read.success) {
    return { kind: 'refused', problem: problemOf(read.error) };
  }
  const both = read.data.findIndex(
    (each) =>
      (each.kind === 'type' && each.source !== undefined && each.subgraph !== undefined) ||
      (each.kind === 'cache_tag' && each.sources !== undefined && each.subgraphs !== undefined),
  );
  return both === -1
    ? { kind: 'parsed', targets: read.data.map(toTarget) }
    : { kind: 'refused', problem: `[${both}]: a source is named as "source" or as "subgraph", not as both` };
}

/** Reads text. */
export function parseTargetsText(text: string): ParsedTargets {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'refused', problem: 'it is no JSON' };
  }
  return parseTargets(value);
}

function toTarget(read: z.infer<typeof target>): InvalidationTarget {
  switch (read.kind) {
    case 'type':
      return { kind: 'type', type: read.type, source: read.source ?? read.subgraph };
    case 'entity':
      return read;
    case 'cache_tag':
      return { kind: 'cache_tag', cacheTag: read.cache_tag, sources: read.sources ?? read.subgraphs };
    case 'source':
      return read;
    case 'subgraph':
      return { kind: 'source', source: read.subgraph };
    case 'client_graph':
      return { kind: 'client_graph', clientGraph: read.client_graph };
    default:
      return read satisfies never;
  }
}

/** The first problem: `[0].type: Invalid input: expected string, received number`. */
function problemOf({ issues: [issue] }: z.ZodError): string {
  const path = (issue?.path ?? [])
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('');
  const message = issue?.message ?? 'it cannot be read';
  return path === '' ? message : `${path}: ${message}`;
}

/** The first target that names what is not there; undefined when all are right. */
export function problemOfTargets(
  targets: readonly InvalidationTarget[],
  names: Pick<KnownNames, 'problemOf'>,
): string | undefined {
  for (const [at, target] of targets.entries()) {
    const problem = names.problemOf(target);
    if (problem !== undefined) {
      return `[${at}]: ${problem}`;
    }
  }
  return undefined;
}
