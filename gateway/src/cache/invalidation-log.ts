import type { CacheKey, CacheTag } from './cache-key.js';
import type { CacheMoment } from './store.js';

/** What an entry is judged by. */
export interface Judged {
  readonly key: CacheKey;
  readonly tags: readonly CacheTag[];
  /** See `CacheStore.write`. */
  readonly moment: CacheMoment;
}

/**
 * What was invalidated, and in which order: the last sequence number of each tag and key. Whoever computed before that has
 * written what may be old. The memory store has the log itself; those on Redis have a copy each.
 */
export interface InvalidationLog {
  /** How far the log is known. */
  readonly moment: CacheMoment;
  /** Whether nothing that the entry depends on was invalidated after its moment. */
  isCurrent(entry: Judged): boolean;
  /** Enters one invalidation. Targets that come in any order end with their highest number. */
  enter(targets: readonly string[], sequence: number): void;
  /** Entries of before are not read any more, wherever they are invalidated: what is known of that was dropped. */
  raiseFloor(sequence: number): void;
  /** Forgets everything, and with it what was written under other generations. */
  restart(generation: string): void;
}

/**
 * @param maxTargets The most tags and keys it remembers. Past it the oldest are forgotten, and the floor rises to them.
 */
export function createInvalidationLog(generation: string, maxTargets: number): InvalidationLog {
  /** In the order of their last invalidation. */
  const last = new Map<string, number>();
  let moment: CacheMoment = { generation, sequence: 0 };
  let floor = 0;

  const isAfter = (target: string, sequence: number) => (last.get(target) ?? 0) > sequence;
  const advance = (sequence: number) => {
    if (sequence > moment.sequence) {
      moment = { generation: moment.generation, sequence };
    }
  };

  return {
    get moment() {
      return moment;
    },
    isCurrent({ key, tags, moment: { generation: written, sequence } }) {
      return (
        written === moment.generation &&
        sequence >= floor &&
        !isAfter(key, sequence) &&
        !tags.some((tag) => isAfter(tag, sequence))
      );
    },
    enter(targets, sequence) {
      for (const target of targets) {
        const highest = Math.max(sequence, last.get(target) ?? 0);
        last.delete(target);
        last.set(target, highest);
      }
      for (const [target, forgotten] of last) {
        if (last.size <= maxTargets) {
          break;
        }
        last.delete(target);
        floor = Math.max(floor, forgotten);
      }
      advance(sequence);
    },
    raiseFloor(sequence) {
      floor = Math.max(floor, sequence);
      advance(sequence);
    },
    restart(next) {
      last.clear();
      floor = 0;
      moment = { generation: next, sequence: 0 };
    },
  };
}
