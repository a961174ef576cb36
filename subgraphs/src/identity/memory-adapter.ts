import type { Adapter, AdapterPayload } from 'oidc-provider';

/** Sessions, codes and grants together: far more than a demonstration needs, and a few megabytes at most. */
const maxEntries = 10_000;

interface Entry {
  readonly payload: AdapterPayload;
  readonly endsAt: number;
}

/**
 * Creates what keeps an authorization server's sessions, codes and grants, in memory and bounded: past 10,000 entries
 * the oldest is forgotten. Nothing survives a restart, as with the keys.
 *
 * @param options.now Milliseconds since 1970. Default the clock.
 * @returns For each kind of thing its adapter, as oidc-provider wants it.
 */
export function createMemoryAdapters({ now = Date.now, max = maxEntries } = {}): (kind: string) => Adapter {
  const entries = new Map<string, Entry>();
  return (kind) => {
    const keyOf = (id: string) => `${kind}:${id}`;
    const find = (matches: (payload: AdapterPayload) => boolean) => {
      for (const [key, { payload, endsAt }] of entries) {
        if (key.startsWith(`${kind}:`) && endsAt > now() && matches(payload)) return payload;
      }
      return undefined;
    };
    return {
      async upsert(id, payload, expiresInSeconds) {
        // Deleted first, so that what is written again counts as new.
        entries.delete(keyOf(id));
        entries.set(keyOf(id), { payload, endsAt: now() + expiresInSeconds * 1000 });
        const [oldest] = entries.keys();
        if (entries.size > max && oldest !== undefined) entries.delete(oldest);
      },
      async find(id) {
        const entry = entries.get(keyOf(id));
        return entry && entry.endsAt > now() ? entry.payload : undefined;
      },
      async findByUid(uid) {
        return find((payload) => payload.uid === uid);
      },
      async findByUserCode(userCode) {
        return find((payload) => payload.userCode === userCode);
      },
      async consume(id) {
        const entry = entries.get(keyOf(id));
        if (entry) entry.payload.consumed = Math.floor(now() / 1000);
      },
      async destroy(id) {
        entries.delete(keyOf(id));
      },
      async revokeByGrantId(grantId) {
        for (const [key, { payload }] of entries) {
          if (key.startsWith(`${kind}:`) && payload.grantId === grantId) entries.delete(key);
        }
      },
    };
  };
}
