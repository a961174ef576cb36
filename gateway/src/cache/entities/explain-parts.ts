import type { ExplainedEntry, ExplainedFetch } from '../explain.js';
import type { FetchPolicy, PartPolicy } from './fetch-policy.js';
import type { Fetching } from './fetching.js';
import type { PartShape } from './kept-parts.js';
import type { LookUp } from './look-up.js';
import { partFacts } from './part-record.js';

/** What was fetched, and from where. */
export interface ExplainedSource {
  /** Name of the source. */
  readonly source: string;
  /** Of the entities, or of the root. */
  readonly type: string;
  readonly shape: PartShape;
  readonly policy: FetchPolicy;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What became of a fetch. */
export interface ExplainedParts {
  readonly options: ExplainedSource;
  /** Undefined when it was not looked for anything. */
  readonly found?: LookUp | undefined;
  /** Undefined when the source was not asked. */
  readonly policy: PartPolicy | undefined;
}

/** Says what became of a fetch, where a developer looks on. */
export function explainParts(fetching: Fetching, { options, found, policy }: ExplainedParts): void {
  const explainer = fetching.input.request.debug?.cache;
  if (explainer === undefined) {
    return;
  }
  const { texts } = fetching;
  const reason = whyNot(fetching, { options, policy });
  const misses = found?.missing.length ?? texts.length;
  const stale = found?.staleCount ?? 0;
  const explained: ExplainedFetch = {
    kind: options.shape.kind,
    source: options.source,
    type: options.type,
    hits: texts.length - misses - stale,
    ...(stale > 0 && { stale }),
    misses,
    ...(reason !== undefined && { reason }),
    entries: texts.map((text, part) => entryOf(text, part, { fetching, options, found, policy })),
  };
  explainer.fetch(explained);
}

function entryOf(
  text: string,
  part: number,
  { fetching, options, found, policy }: ExplainedParts & { readonly fetching: Fetching },
): ExplainedEntry {
  const { caller, everybody, table } = fetching;
  const entry = found?.entries[part];
  if (entry === undefined) {
    const keyOf = policy?.scope === 'PRIVATE' ? (caller ?? everybody) : everybody;
    return {
      key: keyOf(text),
      status: 'miss',
      ...(policy && { scope: policy.scope, remainingSeconds: policy.maxAge }),
    };
  }
  const { scope } = partFacts(entry.value);
  const ageMs = Math.max(0, options.now() - entry.storedAtMs);
  const key = scope === 'PRIVATE' ? caller?.(text) : everybody(text);
  return {
    key: key ?? table[0]?.[part] ?? '',
    status: ageMs < entry.freshForMs ? 'hit' : 'stale',
    scope,
    ageSeconds: Math.floor(ageMs / 1000),
    remainingSeconds: Math.round((entry.freshForMs - ageMs) / 1000),
  };
}

function whyNot(
  { caller, moment }: Fetching,
  { options, policy }: Pick<ExplainedParts, 'options' | 'policy'>,
): string | undefined {
  if (policy === undefined) {
    return undefined;
  }
  const { schema } = options.policy;
  if (policy.maxAge === 0) {
    return policy.said?.maxAge === 0
      ? 'The source sent a Cache-Control that lets nothing be kept'
      : `"${schema.hintedMaxAge === 0 ? schema.hintedBy : schema.agedBy}" has no age`;
  }
  if (policy.scope === 'PRIVATE' && caller === undefined) {
    return 'It is PRIVATE, and there is no claim of the caller to keep it under';
  }
  return moment === undefined ? 'Nothing can be kept now' : undefined;
}
