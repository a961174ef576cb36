import type { FetchInput, PreparedFetch, SourceAnswer } from '../../executor/source.js';
import type { CacheKey, CacheTag } from '../cache-key.js';
import type { CacheMoment, CacheStore, CacheWrite } from '../store.js';
import type { FetchPolicy, PartPolicy } from './fetch-policy.js';
import type { PartShape, SplitAnswer } from './kept-parts.js';
import type { Learned } from './learned.js';
import type { FlightResult } from './part-flights.js';
import type { KeyOf } from './part-keys.js';
import { encodePart } from './part-record.js';

/** How what a source answers is kept. */
export interface AskOptions {
  readonly send: PreparedFetch;
  readonly shape: PartShape;
  readonly policy: FetchPolicy;
  readonly learned: Learned;
  readonly store: CacheStore;
  /** How long past its time a part is kept, in milliseconds. */
  readonly keepStaleMs: number;
  /** What a part is invalidated by. */
  readonly tagsOf: (part: TaggedPart) => readonly CacheTag[];
}

/** A part that is to be tagged. */
export interface TaggedPart {
  readonly text: string;
  readonly input: FetchInput;
  readonly isPrivate: boolean;
}

/** What a source is asked for. */
export interface Asking {
  /** For these parts alone. */
  readonly input: FetchInput;
  readonly texts: readonly string[];
  readonly everybody: KeyOf;
  /** Undefined: what is the caller's alone is not kept. */
  readonly caller: KeyOf | undefined;
  /** Undefined: nothing is kept. */
  readonly moment: CacheMoment | undefined;
}

/** What it answered. */
export interface Asked {
  readonly answer: SourceAnswer;
  readonly split: SplitAnswer;
  readonly policy: PartPolicy;
  /** What is kept now under a key; undefined when nothing is. */
  readonly kept: FlightResult['kept'];
  /** Resolves when other processes find it, too. */
  readonly stored: Promise<void>;
}

/**
 * Asks the source, and keeps each part that came without an error, as far as that is allowed. Parts are written as bytes
 * before anybody gets the answer, since whoever does may change it.
 *
 * @throws As `PreparedFetch` does.
 */
export async function askSource(asking: Asking, options: AskOptions): Promise<Asked> {
  const { input, texts, moment } = asking;
  const startedAt = performance.now();
  const answer = await options.send(input);
  const madeInMs = performance.now() - startedAt;
  const split = options.shape.split(answer, texts.length);
  const identified = input.request.identity.proof !== 'none';
  const policy = options.policy.judge(answer.heard ?? [{ cacheControl: answer.cacheControl }], { identified });
  options.learned.heard(policy, { split, madeInMs, hasCaller: asking.caller !== undefined });
  const writes = moment === undefined ? [] : writesOf({ ...asking, split, policy, madeInMs }, options);
  return { answer, split, policy, kept: finding(writes), stored: options.store.write(writes, moment) };
}

/** Costs nothing until somebody looks, which is seldom. */
function finding(writes: readonly CacheWrite[]): FlightResult['kept'] {
  let values: Map<CacheKey, Uint8Array> | undefined;
  return (key) => {
    values ??= new Map(writes.map((write) => [write.key, write.value]));
    return values.get(key);
  };
}

interface Answered extends Asking {
  readonly split: SplitAnswer;
  readonly policy: PartPolicy;
  readonly madeInMs: number;
}

function writesOf(answered: Answered, { shape, tagsOf, keepStaleMs }: AskOptions): readonly CacheWrite[] {
  const { input, texts, split, policy, madeInMs, everybody, caller } = answered;
  const { scope, said } = policy;
  const keyOf = scope === 'PUBLIC' ? everybody : caller;
  if (keyOf === undefined || split.values === undefined || split.general.length > 0) {
    return [];
  }
  const isPrivate = scope === 'PRIVATE';
  const facts = { scope, said, madeInMs };
  const writes: CacheWrite[] = [];
  for (let at = 0; at < split.values.length; at++) {
    const value = split.values[at];
    const isNegative = value === null && shape.kind === 'entities';
    const freshForMs = 1000 * (isNegative ? policy.negativeMaxAge : maxAgeOf(value, policy, shape));
    const text = texts[at];
    if (freshForMs > 0 && text !== undefined && (value !== null) === !isNegative && !split.errors.has(at)) {
      writes.push({
        key: keyOf(text),
        value: encodePart(value, facts),
        freshForMs,
        keepForMs: freshForMs + (isNegative ? 0 : keepStaleMs),
        tags: tagsOf({ text, input, isPrivate }),
      });
    }
  }
  return writes;
}

/** In seconds. Root fields that are null have the age that the schema or the source gives them, unless a shorter one is set. */
function maxAgeOf(value: unknown, { maxAge, negativeMaxAge }: PartPolicy, { kind }: PartShape): number {
  if (typeof value !== 'object' || value === null) {
    return 0;
  }
  const hasNull = kind === 'rootFields' && negativeMaxAge > 0 && Object.values(value).includes(null);
  return hasNull ? Math.min(maxAge, negativeMaxAge) : maxAge;
}
