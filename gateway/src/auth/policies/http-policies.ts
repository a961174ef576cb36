import { LRUCache } from 'lru-cache';
import type { HttpClient } from '../../upstream/http-client.js';
import type { PolicyContext, PolicyDecider } from './policy-decider.js';
import type { PolicyLog } from './policy-functions.js';

/** How a service is asked for verdicts. */
export interface HttpPoliciesOptions {
  /** http or https. */
  readonly url: string;
  /** Sent with each call, such as the service's own credentials. */
  readonly headers: Readonly<Record<string, string>>;
  /** Deadline of one call, in milliseconds. */
  readonly timeoutMs: number;
  /** How long a verdict holds, in seconds; never longer than what proves the identity. 0: it is asked for each time. */
  readonly cacheSeconds: number;
  /** Verdicts that are kept at most. Over it those used longest ago go. */
  readonly maxCachedVerdicts: number;
}

/** What a service is asked with. */
export interface HttpPoliciesDependencies {
  readonly httpClient: Pick<HttpClient, 'request'>;
  readonly log: PolicyLog;
  /** The time, in milliseconds since 1970. Default: the clock. */
  readonly now?: () => number;
}

/** Largest answer, in bytes: verdicts are small. */
const maxAnswerBytes = 65_536;

/**
 * Decides policies by asking a service over HTTP: one POST for all that an operation names and that are not known yet.
 * Equal questions under way are asked once. Without a usable answer in time nothing holds, and nothing is remembered.
 *
 * Question: `{ "policies": ["name"], "clientGraph", "correlationId", "identity": { "proof", "subject", "issuer", "scopes",
 * "claims", "client" } }`; absent members are undefined ones. Answer: 200 with `{ "policies": { "name": true } }`; a policy
 * that is not `true` does not hold. Tokens are not sent.
 */
export function createHttpPolicies(
  options: HttpPoliciesOptions,
  dependencies: HttpPoliciesDependencies,
): PolicyDecider {
  const now = dependencies.now ?? Date.now;
  const verdicts = new LRUCache<string, boolean>({ max: options.maxCachedVerdicts, perf: { now }, ttlResolution: 0 });
  const asking = new Map<string, Promise<ReadonlyMap<string, boolean>>>();

  const ask = (names: readonly string[], context: PolicyContext): Promise<ReadonlyMap<string, boolean>> => {
    const key = verdictKey(JSON.stringify(names), context);
    const known = asking.get(key);
    if (known !== undefined) {
      return known;
    }
    const answer = askService(names, context, { options, dependencies }).finally(() => asking.delete(key));
    asking.set(key, answer);
    return answer;
  };
  const keep = (name: string, verdict: boolean, context: PolicyContext): void => {
    const left = (context.identity.expiresAt ?? Number.POSITIVE_INFINITY) - now();
    const ttl = Math.floor(Math.min(options.cacheSeconds * 1000, left));
    if (ttl > 0) {
      verdicts.set(verdictKey(name, context), verdict, { ttl });
    }
  };
  return {
    async decide(names, context) {
      const known = new Map(names.map((name) => [name, verdicts.get(verdictKey(name, context))]));
      const unknown = names.filter((name) => known.get(name) === undefined);
      const answer = unknown.length === 0 ? nothing : await ask(unknown, context);
      for (const [name, verdict] of answer) {
        known.set(name, verdict);
        keep(name, verdict, context);
      }
      return new Set(names.filter((name) => known.get(name) === true));
    },
  };
}

const nothing: ReadonlyMap<string, boolean> = new Map();

function verdictKey(policies: string, { identity, clientGraph }: PolicyContext): string {
  return JSON.stringify([identity.key, clientGraph, policies]);
}

interface Asking {
  readonly options: HttpPoliciesOptions;
  readonly dependencies: HttpPoliciesDependencies;
}

async function askService(
  names: readonly string[],
  context: PolicyContext,
  { options, dependencies }: Asking,
): Promise<ReadonlyMap<string, boolean>> {
  const { url, headers, timeoutMs } = options;
  try {
    const { status, body } = await dependencies.httpClient.request({
      method: 'POST',
      url,
      headers: { ...headers, 'content-type': 'application/json', 'x-correlation-id': context.correlationId },
      body: JSON.stringify(question(names, context)),
      timeoutMs,
      maxAnswerBytes,
      // Others may wait for the same verdicts; the deadline ends it.
      signal: new AbortController().signal,
      source: 'policies',
    });
    if (status !== 200) {
      throw new Error(`it answered with status ${status}`);
    }
    return readVerdicts(names, JSON.parse(body.toString('utf8')));
  } catch (error) {
    const message = `Policies ${names.map((name) => `"${name}"`).join(', ')} do not hold: the service could not decide them`;
    dependencies.log.warn({ policies: names, err: error, correlationId: context.correlationId }, message);
    return nothing;
  }
}

function question(names: readonly string[], { identity, clientGraph, correlationId }: PolicyContext): object {
  const { proof, subject, issuer, scopes, claims, client } = identity;
  return {
    policies: names,
    clientGraph,
    correlationId,
    identity: { proof, subject, issuer, scopes: [...scopes], claims, client },
  };
}

function readVerdicts(names: readonly string[], answer: unknown): ReadonlyMap<string, boolean> {
  const policies = typeof answer === 'object' && answer !== null && 'policies' in answer ? answer.policies : undefined;
  if (typeof policies !== 'object' || policies === null) {
    throw new Error('its answer has no object "policies"');
  }
  const byName = new Map<string, unknown>(Object.entries(policies));
  return new Map(names.map((name) => [name, byName.get(name) === true]));
}
