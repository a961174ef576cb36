import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { AnswerKeeper, AnswerKeeperParts, KeptQuery } from '../../executor/answer-keeper.js';
import { WrittenData } from '../../executor/completion/written-data.js';
import type { ExecutedOutcome, ExecutionOutcome, HeardSource } from '../../executor/execution-outcome.js';
import { type CacheScope, readCacheHints } from '../../supergraph/cache-hints.js';
import type { CacheKey } from '../cache-key.js';
import { isDueEarly } from '../early-refresh.js';
import { makeAlone } from '../make-alone.js';
import { type OperationPolicy, operationPolicy } from '../operation-policy.js';
import { answerPolicy } from '../source-policy.js';
import type { CacheEntry, CacheMoment, CacheStore } from '../store.js';
import { varyHeaders } from '../vary-headers.js';
import { type AnswerKeys, answerKeys } from './answer-keys.js';
import type { AnswerMetrics, AnswerRefresh } from './answer-metrics.js';
import { type AnswerRecord, decodeAnswer, encodeAnswer, validatorOf } from './answer-record.js';
import { answerTags } from './answer-tags.js';
import { explainFound, explainMade } from './explain-answer.js';
import { createSingleFlights } from './single-flights.js';

/** How the answers of one client graph are kept. */
export interface AnswerCacheOptions {
  readonly clientGraph: string;
  readonly store: CacheStore;
  readonly metrics: AnswerMetrics;
  /** Age, in seconds, of root fields and fields of objects that nothing gives one. 0: their answers are not kept. */
  readonly defaultMaxAgeSeconds: number;
  /** No answer is fresh for longer, in seconds. */
  readonly maxAgeSeconds: number;
  /** How long past its time an answer is still given while a new one is made, in seconds. */
  readonly staleWhileRevalidateSeconds: number;
  /** How long past its time an answer is given where no new one can be made, in seconds. */
  readonly staleIfErrorSeconds: number;
  /** Claim that says whose a private answer is; undefined: private answers are not kept. */
  readonly privateClaim?: string | undefined;
  /** Headers, in lower case, that choose between answers. */
  readonly vary: readonly string[];
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
  /** From 0 to 1. Default `Math.random`. */
  readonly random?: () => number;
}

/** How long a new answer may take that nobody waits for, in milliseconds. */
const REFRESH_MS = 30_000;
/** Policies of operations are remembered for as many. */
const MAX_POLICIES = 5000;

/** Makes the keeper of a client graph's answers. Only queries come to it, and only answers without errors are kept. */
export function createAnswerCache(
  { supergraph, relevantHeaders }: AnswerKeeperParts,
  options: AnswerCacheOptions,
): AnswerKeeper {
  const { store, metrics, clientGraph, now = Date.now } = options;
  const hints = readCacheHints(supergraph.directives);
  const vary = varyHeaders(options.vary, relevantHeaders);
  const version = createHash('sha256').update(supergraph.sdl).digest('base64url');
  const policies = new LRUCache<string, OperationState>({ max: MAX_POLICIES });
  const flights = createSingleFlights();

  const stateOf = ({ programKey, evaluated }: KeptQuery): OperationState => {
    const known = policies.get(programKey);
    if (known !== undefined) {
      return known;
    }
    const judged = { schema: supergraph.apiSchema, hints, defaultMaxAge: options.defaultMaxAgeSeconds };
    const policy = operationPolicy(evaluated(), judged);
    const state: OperationState = { policy, isKept: policy.hintedMaxAge > 0, scope: policy.scope };
    policies.set(programKey, state);
    return state;
  };
  const keysOf = (query: KeptQuery): AnswerKeys =>
    answerKeys(query, { clientGraph, version, vary, privateClaim: options.privateClaim });

  /** Keeps an answer. Never rejects. */
  const keep = (
    { query, state, moment }: Asked,
    key: CacheKey,
    { record, heard }: { readonly record: AnswerRecord; readonly heard: readonly HeardSource[] },
  ): Promise<void> => {
    const value = encodeAnswer(record);
    metrics.kept(value.byteLength);
    const staleSeconds = Math.max(options.staleWhileRevalidateSeconds, options.staleIfErrorSeconds);
    const freshForMs = record.maxAgeSeconds * 1000;
    const tags = answerTags({
      clientGraph,
      types: state.policy.types,
      sources: new Set(heard.map(({ source }) => source)),
      evaluated: query.evaluated,
      variables: query.variables,
      rules: supergraph.cacheTags,
      schema: supergraph.apiSchema,
    });
    return store.write([{ key, value, freshForMs, keepForMs: freshForMs + staleSeconds * 1000, tags }], moment);
  };

  /** Executes, says how the answer may be kept, and keeps it. */
  const make = async (asked: Asked, signal: AbortSignal): Promise<ExecutionOutcome> => {
    const startedAt = performance.now();
    const outcome = await asked.execute(signal, sinceOf(asked.moment));
    if (outcome.kind !== 'executed') {
      return outcome;
    }
    const madeInMs = Math.round(performance.now() - startedAt);
    const { state, query, keys, moment } = asked;
    const { heard = [], errors } = outcome;
    const identified = query.request.identity.proof !== 'none';
    const found = answerPolicy(state.policy, heard, { identified, maxAgeSeconds: options.maxAgeSeconds });
    const { maxAge, scope } = found;
    // Learned, not only computed: whether sources let it be kept is known once they have answered.
    state.isKept = maxAge > 0;
    state.scope = scope;
    const maxAgeSeconds = errors.length > 0 ? 0 : maxAge;
    const surrogateKeys = [clientGraph, ...state.policy.types.map((type) => `type-${type}`)];
    const key = scope === 'PUBLIC' ? keys.everybody : keys.caller;
    const { response } = outcome.data;
    const validator = maxAgeSeconds > 0 ? validatorOf(response) : '';
    if (maxAgeSeconds > 0 && key !== undefined) {
      const record = { maxAgeSeconds, scope, surrogateKeys, validator, madeInMs, response };
      asked.keeping = keep(asked, key, { record, heard });
    }
    query.request.debug?.cache?.answer(
      explainMade({
        policy: state.policy,
        heard,
        hasErrors: errors.length > 0,
        found,
        surrogateKeys,
        key,
        privateClaim: options.privateClaim,
        canStore: moment !== undefined,
        looked: asked.looked,
      }),
    );
    const described = { maxAgeSeconds, scope, surrogateKeys, validator, vary };
    return { ...outcome, caching: { ...described, ageSeconds: 0, status: 'miss' } };
  };

  const fromStore = (found: FoundEntry, { query, status, reason }: FromStore): ExecutedOutcome => {
    const { key, entry, record } = found;
    query.request.debug?.cache?.answer(explainFound({ status, key, entry, record, nowMs: now(), reason }));
    const { response, maxAgeSeconds, scope, surrogateKeys, validator } = record;
    const ageSeconds = Math.max(0, Math.floor((now() - entry.storedAtMs) / 1000));
    return {
      kind: 'executed',
      data: WrittenData.ofResponse(response),
      errors: [],
      caching: { maxAgeSeconds, scope, ageSeconds, status, surrogateKeys, validator, vary },
    };
  };
  const pastItsTimeMs = ({ entry }: FoundEntry): number => now() - entry.storedAtMs - entry.freshForMs;
  const isDue = (found: FoundEntry): boolean => {
    const { entry, record } = found;
    const remainingMs = -pastItsTimeMs(found);
    return isDueEarly({ freshForMs: entry.freshForMs, remainingMs, madeInMs: record.madeInMs }, options.random);
  };

  /** Has a new answer made that nobody waits for, by one process of all. */
  const refresh = (asked: Asked, name: CacheKey, reason: AnswerRefresh): void => {
    void flights.alone(name, async () => {
      const lease = await store.lease(name, REFRESH_MS);
      if (lease.kind === 'taken') {
        return;
      }
      metrics.refreshed(reason);
      try {
        await make(asked, AbortSignal.timeout(REFRESH_MS));
      } catch {
        // The answer of before stays until its time is over; what failed is told when somebody waits for it.
      } finally {
        await asked.keeping;
        await (lease.kind === 'held' ? lease.release() : undefined);
      }
    });
  };

  /** A new answer, or that of before where there is none. */
  const makeOr = async (asked: Asked, stale: FoundEntry | undefined): Promise<ExecutionOutcome> => {
    const { query } = asked;
    const usable = stale !== undefined && pastItsTimeMs(stale) < options.staleIfErrorSeconds * 1000;
    if (!usable) {
      return make(asked, query.signal);
    }
    const instead = (): ExecutedOutcome => {
      metrics.read('stale-if-error');
      const outcome = fromStore(stale, { query, status: 'stale', reason: 'No new answer could be made' });
      return { ...outcome, ...(outcome.caching && { caching: { ...outcome.caching, becauseOfError: true } }) };
    };
    try {
      const outcome = await make(asked, query.signal);
      return outcome.kind === 'executed' && outcome.errors.some(({ source, failure }) => source ?? failure)
        ? instead()
        : outcome;
    } catch (error) {
      if (query.signal.aborted) {
        throw error;
      }
      return instead();
    }
  };

  const readFirst = async ({ caller, everybody }: AnswerKeys): Promise<FirstRead> => {
    const keys = caller === undefined ? [everybody] : [caller, everybody];
    const { entries, moment } = await store.read(keys);
    const at = entries.findIndex((entry) => entry !== undefined);
    const entry = entries[at];
    return { found: entry && { key: keys[at] ?? everybody, entry, record: decodeAnswer(entry.value) }, moment };
  };

  /** Has one of all processes execute it. */
  const alone = (asked: Asked, key: CacheKey, make: () => Promise<ExecutionOutcome>): Promise<ExecutionOutcome> =>
    makeAlone(key, {
      store,
      make,
      kept: () => asked.keeping ?? Promise.resolve(),
      async find() {
        const { found } = await readFirst(asked.keys);
        return found !== undefined && pastItsTimeMs(found) < 0
          ? fromStore(found, { query: asked.query, status: 'hit' })
          : undefined;
      },
      signal: asked.query.signal,
    });

  return {
    async answer(query, execute) {
      const state = stateOf(query);
      const keys = keysOf(query);
      const { debug } = query.request;
      if (!state.isKept) {
        // Without a moment nothing is kept; with the next request it is, should that have changed.
        metrics.read('uncacheable');
        return make({ query, execute, state, keys, moment: undefined, looked: false }, query.signal);
      }
      const { found, moment } = await readFirst(keys);
      const asked: Asked = { query, execute, state, keys, moment, looked: true };
      if (debug?.cache?.bypass) {
        return make(asked, query.signal);
      }
      if (found !== undefined && pastItsTimeMs(found) < 0) {
        metrics.read('hit');
        if (isDue(found)) {
          refresh(asked, found.key, 'early');
        }
        return fromStore(found, { query, status: 'hit' });
      }
      if (found !== undefined && pastItsTimeMs(found) < options.staleWhileRevalidateSeconds * 1000) {
        metrics.read('stale');
        refresh(asked, found.key, 'stale');
        return fromStore(found, { query, status: 'stale', reason: 'A new answer is being made' });
      }
      metrics.read('miss');
      // What somebody looks at is made for them: the answer of others does not say what their calls were.
      // As it is now: whom those share with who join is decided here, and the answer may teach another scope.
      const { scope } = state;
      const shared = debug !== undefined ? undefined : scope === 'PUBLIC' ? keys.everybody : keys.caller;
      const makeAnswer = () => makeOr(asked, found);
      // Whoever asks after an invalidation is not given what was begun before it.
      return flights.joined(shared && `${shared} ${sinceOf(moment)}`, {
        make: () => (shared === undefined ? makeAnswer() : alone(asked, shared, makeAnswer)),
        isFor: (outcome) => isFor(outcome, scope),
      });
    },
  };
}

/** An answer that is kept. */
interface FoundEntry {
  readonly key: CacheKey;
  readonly entry: CacheEntry;
  readonly record: AnswerRecord;
}

/** Whom an answer of the store is for, and how it is marked. */
interface FromStore {
  readonly query: KeptQuery;
  readonly status: 'hit' | 'stale';
  /** Why it is given past its time. */
  readonly reason?: string;
}

/** What was found first, of the caller's and everybody's. */
interface FirstRead {
  readonly found: FoundEntry | undefined;
  readonly moment: CacheMoment | undefined;
}

/** Up to where invalidations are known, as text. */
function sinceOf(moment: CacheMoment | undefined): string {
  return moment === undefined ? '' : `${moment.generation}:${moment.sequence}`;
}

/** A query with all that is needed to make its answer. */
interface Asked {
  readonly query: KeptQuery;
  readonly execute: Parameters<AnswerKeeper['answer']>[1];
  readonly state: OperationState;
  readonly keys: AnswerKeys;
  readonly moment: CacheMoment | undefined;
  /** Whether the store was looked into. */
  readonly looked: boolean;
  /** Set when the answer is on its way to the store. */
  keeping?: Promise<void>;
}

/** What is known of an operation. */
interface OperationState {
  readonly policy: OperationPolicy;
  /** Whether its answers were kept the last time, or may be. */
  isKept: boolean;
  /** Whose its last answer was. */
  scope: CacheScope;
}

/** Whether an answer may be given to those who waited for it under the key of a scope. */
function isFor(outcome: ExecutionOutcome, scope: CacheScope): boolean {
  const caching = outcome.kind === 'executed' ? outcome.caching : undefined;
  return caching !== undefined && caching.maxAgeSeconds > 0 && (caching.scope === 'PUBLIC' || scope === 'PRIVATE');
}
