import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { ProblemError } from './problem.js';

/**
 * Creates a check of `X-Api-Key`.
 *
 * @throws {ProblemError} missing-key (by the check) when the header is absent or wrong.
 */
export function createApiKeyCheck(apiKey: string): (request: FastifyRequest) => void {
  // Hashes have equal lengths, which the comparison in constant time needs.
  const hashOf = (text: string) => createHash('sha256').update(text).digest();
  const expected = hashOf(apiKey);
  return (request) => {
    const given = request.headers['x-api-key'];
    if (typeof given !== 'string') throw new ProblemError('missing-key', 'The header X-Api-Key is missing');
    if (!timingSafeEqual(hashOf(given), expected)) throw new ProblemError('missing-key', 'The API key is wrong');
  };
}
