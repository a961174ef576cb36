import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Invalidator } from '../cache/invalidation/invalidator.js';
import type { KnownNames } from '../cache/invalidation/known-names.js';
import { MAX_TARGETS_BYTES, parseTargets, problemOfTargets } from '../cache/invalidation/parse-targets.js';
import type { InvalidationTarget } from '../cache/tags.js';
import type { AuditLog } from '../telemetry/audit/audit-log.js';
import type { Metrics } from '../telemetry/metrics.js';

/** What the endpoint needs. */
export interface InvalidationEndpointOptions {
  /** Whoever knows it may invalidate. */
  readonly sharedKey: string;
  readonly invalidator: Invalidator;
  readonly names: Pick<KnownNames, 'problemOf'>;
  readonly metrics: Metrics;
  readonly audit: Pick<AuditLog, 'record'> | undefined;
}

/** Where it is. */
export const invalidationPath = '/invalidation';

const RESULTS = ['acknowledged', 'not_acknowledged', 'refused', 'unauthenticated'] as const;

/**
 * Adds `POST /invalidation`: 200 when no gateway reads any of the targets any more; 503 when the store is away and cannot
 * promise it; 401 without the shared key, before the body is read; 400 for what is no list of targets; 413 for a body over
 * 64 KiB; 415 for one that is not JSON. Each request is in the audit log.
 */
export function addInvalidationEndpoint(app: FastifyInstance, options: InvalidationEndpointOptions): void {
  const { sharedKey, invalidator, names } = options;
  const requests = options.metrics.counter({
    name: 'facet_cache_invalidation_requests_total',
    help: 'Requests to the endpoint that invalidates, by what became of them.',
    labels: { result: RESULTS },
  });
  const told = (request: FastifyRequest, result: (typeof RESULTS)[number], targets: readonly InvalidationTarget[]) => {
    requests.add({ result });
    options.audit?.record(eventOf(request, result, targets));
  };
  const refused = (request: FastifyRequest, reply: FastifyReply, status: number, error: string) => {
    told(request, 'refused', []);
    return reply.code(status).send({ error });
  };

  // JSON only: a page of any origin may send text.
  app.removeContentTypeParser('text/plain');
  app.post(invalidationPath, {
    bodyLimit: MAX_TARGETS_BYTES,
    async onRequest(request, reply) {
      if (!isSame(request.headers.authorization, sharedKey)) {
        told(request, 'unauthenticated', []);
        return reply
          .code(401)
          .header('www-authenticate', 'Bearer')
          .send({ error: 'Cannot invalidate: "Authorization: Bearer" needs the key of cache.invalidation.sharedKey' });
      }
      return undefined;
    },
    errorHandler: (error, request, reply) =>
      refused(request, reply, error.statusCode ?? 500, `Cannot invalidate: ${error.message}`),
    async handler(request, reply) {
      const parsed = parseTargets(request.body);
      const problem = parsed.kind === 'refused' ? parsed.problem : problemOfTargets(parsed.targets, names);
      if (parsed.kind === 'refused' || problem !== undefined) {
        return refused(request, reply, 400, `Cannot invalidate: ${problem}`);
      }
      const { targets } = parsed;
      const acknowledged = await invalidator.invalidate(targets, 'endpoint');
      told(request, acknowledged ? 'acknowledged' : 'not_acknowledged', targets);
      return acknowledged
        ? { acknowledged, count: targets.length }
        : reply
            .code(503)
            .header('retry-after', '1')
            .send({ acknowledged, count: 0, error: 'Cannot promise it: the store is away. Send the request again' });
    },
  });
}

/** Compares digests, so that the time it takes says nothing about the key, its length included. */
function isSame(sent: string | undefined, sharedKey: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest((sent ?? '').replace(/^Bearer +/i, '')), digest(sharedKey));
}

function eventOf(
  { id, ip, headers }: FastifyRequest,
  result: (typeof RESULTS)[number],
  targets: readonly InvalidationTarget[],
): Parameters<AuditLog['record']>[0] {
  const sent = headers['x-correlation-id'];
  const isRefused = result === 'refused' || result === 'unauthenticated';
  const codes = {
    acknowledged: [],
    not_acknowledged: ['UNAVAILABLE'],
    refused: ['BAD_REQUEST'],
    unauthenticated: ['UNAUTHENTICATED'],
  };
  return {
    time: new Date().toISOString(),
    event: isRefused ? 'refused' : 'invalidation',
    correlationId: typeof sent === 'string' && /^[\w.:-]{1,128}$/.test(sent) ? sent : id,
    address: ip,
    identity: { proof: result === 'unauthenticated' ? 'none' : 'shared-key' },
    verdict: isRefused ? 'refused' : 'allowed',
    gate: 'invalidation',
    ...(codes[result].length > 0 && { codes: codes[result] }),
    ...(targets.length > 0 && { invalidated: targets.map(shown) }),
  };
}

/** What is recorded of a target: never values of keys, which may be personal. */
function shown(target: InvalidationTarget): string {
  switch (target.kind) {
    case 'type':
      return target.source === undefined ? `type ${target.type}` : `type ${target.type} of ${target.source}`;
    case 'entity':
      return `entity ${target.type}`;
    case 'cache_tag':
    case 'cache_tags_like':
      return 'cache_tag';
    case 'source':
      return `source ${target.source}`;
    case 'client_graph':
      return `client_graph ${target.clientGraph}`;
    default:
      return target satisfies never;
  }
}
