import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import type { Log } from '../../telemetry/logger.js';

/** An issuer's keys as they were published at one time. Another object as soon as they are others. */
export interface KeySet {
  readonly resolve: JWTVerifyGetKey;
}

/** The keys of one issuer, kept up to date while they are used. */
export interface IssuerKeys {
  /** The keys to verify with now, fetched when there are none; undefined when they cannot be had. */
  current(): Promise<KeySet | undefined>;
  /**
   * Asks for newer keys than `known`, which lack one; within the cool-down after the last such fetch there are none.
   *
   * @returns The keys to try again with; `known` itself when there are no others.
   */
  newerThan(known: KeySet): Promise<KeySet>;
  /** Whether keys are still those to verify with. Has them fetched again, unwaited for, when they are old. */
  areCurrent(keys: KeySet): boolean;
}

/** How keys are kept. */
export interface IssuerKeysOptions {
  /** For the log. */
  readonly issuer: string;
  /** Fetches the published keys. Has a deadline of its own. */
  readonly fetchKeys: () => Promise<JSONWebKeySet>;
  /** Age at which keys are fetched again, in milliseconds. */
  readonly refreshMs: number;
  /** Least time between two fetches that unknown keys cause, in milliseconds. */
  readonly cooldownMs: number;
  /** Age past which keys are not used any more, in milliseconds. */
  readonly maxStaleMs: number;
  readonly log: Log;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
}

/** Wait after the first failure, in milliseconds; it doubles with each, up to the cool-down. */
const firstRetryMs = 500;

/**
 * Keeps the keys of one issuer.
 *
 * - Old keys are fetched again in the background: no request waits for it, and known keys go on working while the issuer
 *   cannot be reached, up to `maxStaleMs`.
 * - A token signed with an unknown key causes a fetch and is then tried again, so that a rotation costs nobody a failed
 *   request. The next such fetch has to wait for the cool-down, which only these fetches start: whoever makes up key ids
 *   causes one fetch in that time, however many tokens he sends.
 * - Fetches are single-flight; after a failure the next has to wait, longer each time.
 */
export function createIssuerKeys(options: IssuerKeysOptions): IssuerKeys {
  const { refreshMs, cooldownMs, maxStaleMs, log, issuer, now = Date.now } = options;
  let held: { readonly keys: KeySet; readonly text: string } | undefined;
  let fetchedAt = 0;
  let fetching: Promise<void> | undefined;
  let lastAttemptAt = Number.NEGATIVE_INFINITY;
  let lastRefetchAt = Number.NEGATIVE_INFINITY;
  let failures = 0;

  const age = () => now() - fetchedAt;
  const usable = () => (held !== undefined && age() <= maxStaleMs ? held.keys : undefined);
  const mayTry = () =>
    failures === 0 || now() - lastAttemptAt >= Math.min(cooldownMs, firstRetryMs * 2 ** Math.min(failures - 1, 20));

  async function fetchOnce(): Promise<void> {
    lastAttemptAt = now();
    try {
      accept(await options.fetchKeys());
      failures = 0;
    } catch (error) {
      failures++;
      const left = held === undefined ? 'it has none' : 'known keys are used on';
      log.warn({ issuer, failures, err: error }, `Cannot fetch the keys of an issuer: ${left}`);
    }
  }

  function accept(published: JSONWebKeySet): void {
    const text = JSON.stringify(published);
    fetchedAt = now();
    if (held?.text !== text) {
      held = { keys: { resolve: createLocalJWKSet(published) }, text };
      log.info({ issuer, keys: published.keys.map(({ kid }) => kid ?? '(no id)') }, 'Using new keys of an issuer');
    }
  }

  function fetch(): Promise<void> {
    fetching ??= fetchOnce().finally(() => {
      fetching = undefined;
    });
    return fetching;
  }

  function refreshWhenOld(): void {
    if (age() > refreshMs && mayTry()) {
      void fetch();
    }
  }

  return {
    async current() {
      if (usable() !== undefined) {
        refreshWhenOld();
      } else if (fetching !== undefined || mayTry()) {
        await fetch();
      }
      return usable();
    },
    async newerThan(known) {
      const same = () => held?.keys === known;
      if (same() && fetching !== undefined) {
        // It may have begun before the rotation, so that one more may be needed.
        await fetching;
      }
      if (same() && fetching === undefined && now() - lastRefetchAt >= cooldownMs && mayTry()) {
        lastRefetchAt = now();
        await fetch();
      } else if (same() && fetching !== undefined) {
        await fetching;
      }
      return usable() ?? known;
    },
    areCurrent(keys) {
      refreshWhenOld();
      return usable() === keys;
    },
  };
}
