import { createHash, timingSafeEqual } from 'node:crypto';
import { type CacheExplanation, createCacheRecorder } from '../cache/explain.js';
import type { SourceDebug } from '../executor/source.js';

/** Who may look at what becomes of requests. */
export interface DebuggerSettings {
  /** Name of the request header that asks for it. */
  readonly header: string;
  /** What the header has to hold. */
  readonly value: string;
}

/** Most calls that are shown of one operation; of further ones only the number. */
const maxCalls = 100;

/** What `extensions` of the answer hold for a developer. */
export interface RequestDebug {
  readonly connectors: ConnectorDebug;
  /** Absent when no cache had to do with the request. */
  readonly cache?: CacheExplanation;
}

/** What `extensions.connectors` holds. */
export interface ConnectorDebug {
  readonly calls: ReadonlyArray<Readonly<Record<string, unknown>>>;
  /** Calls that are not shown, when there are any. */
  readonly omitted?: number;
}

/** Takes down what connectors and caches do for one request. */
export interface DebugRecorder extends SourceDebug {
  shown(): RequestDebug;
}

/**
 * Starts to take down what becomes of a request, when its headers ask for it and may. With `Cache-Control: no-cache` beside
 * it, caches look for nothing.
 *
 * @param headers Names in lower case.
 * @returns Undefined for everybody else.
 */
export function startDebugging(
  settings: DebuggerSettings | undefined,
  headers: ReadonlyMap<string, string>,
): DebugRecorder | undefined {
  const sent = settings && headers.get(settings.header.toLowerCase());
  if (settings === undefined || sent === undefined || !isSame(sent, settings.value)) {
    return undefined;
  }
  const calls: Array<Readonly<Record<string, unknown>>> = [];
  let omitted = 0;
  const cache = createCacheRecorder({ bypass: /\bno-cache\b/i.test(headers.get('cache-control') ?? '') });
  return {
    cache,
    record(entry) {
      if (calls.length < maxCalls) calls.push(entry);
      else omitted += 1;
    },
    shown() {
      const caches = cache.shown();
      return { connectors: omitted === 0 ? { calls } : { calls, omitted }, ...(caches && { cache: caches }) };
    },
  };
}

/** Compares digests, so that the time it takes says nothing about the value, its length included. */
function isSame(sent: string, value: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(sent), digest(value));
}
