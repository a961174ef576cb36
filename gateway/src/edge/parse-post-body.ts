import type { BatchingPolicy } from '../client-graph/client-graph.js';
import { type GraphqlRequest, readRequestBody } from './parse-graphql-request.js';
import { parseJsonBytes } from './parse-json.js';
import { type Reading, refuse, refusedBy } from './refusal.js';

/** What a POST asks for: one operation, or a list of them, each well-formed or not. */
export type PostedOperations =
  | { readonly kind: 'one'; readonly request: GraphqlRequest }
  | { readonly kind: 'batch'; readonly requests: readonly Reading<GraphqlRequest>[] };

/**
 * Reads the body of a POST: a request, or a batch where these are allowed.
 *
 * @param batching Default: batches are refused.
 * @returns What is asked for; BAD_REQUEST when it is neither, or a batch that is empty or not allowed;
 *   OPERATION_OVER_LIMIT when a batch is longer than allowed.
 */
export function parsePostBody(bytes: Uint8Array, batching?: BatchingPolicy): Reading<PostedOperations> {
  const json = parseJsonBytes(bytes);
  if (json.kind === 'refused') {
    return json;
  }
  if (Array.isArray(json.value)) {
    return readBatch(json.value, batching);
  }
  const request = readRequestBody(json.value);
  return request.kind === 'refused' ? request : { kind: 'read', value: { kind: 'one', request: request.value } };
}

function readBatch(items: readonly unknown[], batching: BatchingPolicy | undefined): Reading<PostedOperations> {
  if (batching?.enabled !== true) {
    return refuse('BAD_REQUEST', 'Batches are not supported: send each operation as a request of its own');
  }
  const { maxOperations } = batching;
  if (items.length === 0) {
    return refuse('BAD_REQUEST', 'The batch is empty: a list needs at least one operation');
  }
  if (items.length > maxOperations) {
    const message = `The batch is over a limit: it has ${items.length} operations, at most ${maxOperations} are allowed`;
    return refusedBy('batching.maxOperations', refuse('OPERATION_OVER_LIMIT', message));
  }
  return { kind: 'read', value: { kind: 'batch', requests: items.map(readRequestBody) } };
}
