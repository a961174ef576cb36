import type { FastifyCorsOptions } from '@fastify/cors';
import { correlationIdHeader } from './correlation-id.js';

/** How long browsers may remember a preflight's answer, in seconds. Ten minutes: a changed policy is seen soon. */
const preflightMaxAgeSeconds = 600;

/**
 * The CORS policy of one client graph.
 *
 * Credentials are never allowed: tokens travel in the Authorization header, which pages set themselves.
 *
 * Spec: Fetch, "CORS protocol".
 *
 * @param origins Exact origins such as `https://shop.example`, or `*` for any; empty for none.
 */
export function corsPolicy(origins: readonly string[]): FastifyCorsOptions {
  return {
    origin: origins.length === 0 ? false : [...origins],
    methods: ['GET', 'POST'],
    exposedHeaders: [correlationIdHeader],
    credentials: false,
    maxAge: preflightMaxAgeSeconds,
    // An OPTIONS that is no preflight is answered like one: without Origin it carries no permission anyway.
    strictPreflight: false,
  };
}
