import { createHash, timingSafeEqual } from 'node:crypto';
import type { SourceDebug } from '../executor/source.js';

/** Who may look at what connectors do. */
export interface DebuggerSettings {
  /** Name of the request header that asks for it. */
  readonly header: string;
  /** What the header has to hold. */
  readonly value: string;
}

/** Most calls that are shown of one operation; of further ones only the number. */
const maxCalls = 100;

/** What `extensions.connectors` holds. */
export interface ConnectorDebug {
  readonly calls: ReadonlyArray<Readonly<Record<string, unknown>>>;
  /** Calls that are not shown, when there are any. */
  readonly omitted?: number;
}

/** Takes down the connector calls of one request. */
export interface DebugRecorder extends SourceDebug {
  shown(): ConnectorDebug;
}

/**
 * Starts to take down a request's connector calls, when its headers ask for it and may.
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
  return {
    record(entry) {
      if (calls.length < maxCalls) calls.push(entry);
      else omitted += 1;
    },
    shown: () => (omitted === 0 ? { calls } : { calls, omitted }),
  };
}

/** Compares digests, so that the time it takes says nothing about the value, its length included. */
function isSame(sent: string, value: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(sent), digest(value));
}
