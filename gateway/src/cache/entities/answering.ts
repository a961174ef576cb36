import { badAnswer } from '../../executor/send-fetch.js';
import type { HeardPart, SourceAnswer, SourceError } from '../../executor/source.js';
import type { Asked } from './ask-source.js';
import type { PartMetrics } from './entity-metrics.js';
import type { PartPolicy } from './fetch-policy.js';
import type { PartShape } from './kept-parts.js';
import type { LookUp } from './look-up.js';
import { isOutage, isOutageError } from './outage.js';
import { partFacts, partValue } from './part-record.js';

/** Puts the answer to a fetch together, of what was kept and what the source has said. */
export interface Answering {
  /** What the source answered for some parts. */
  addAsked(parts: readonly number[], asked: Asked): void;
  /** What came of somebody else's asking. */
  addShared(part: number, value: Uint8Array): void;
  /** There was no answer for some parts. */
  addFailure(parts: readonly number[], failure: unknown): void;
  /** As the source was heard last; undefined when it was not asked. */
  policy(): PartPolicy | undefined;
  /** @throws Whatever the source failed with, when there is nothing else to say. */
  answer(): SourceAnswer;
}

/** What an answer is put together with. */
export interface AnsweringOptions {
  readonly shape: PartShape;
  readonly source: string;
  readonly metrics: PartMetrics;
  readonly now: () => number;
}

/** Starts with what was found. Owns its values from then on. */
export function createAnswering(found: LookUp, { shape, source, metrics, now }: AnsweringOptions): Answering {
  const { values, spare, heard: kept } = found;
  const heard: HeardPart[] = [];
  const errors: SourceError[] = [];
  let failure: { readonly thrown: unknown } | undefined;
  let whole: Asked | undefined;
  let last: Asked | undefined;

  /** @returns Whether something of before could be given instead. */
  const useSpare = (part: number): boolean => {
    const entry = spare?.get(part);
    if (entry === undefined) {
      return false;
    }
    values[part] = partValue(entry.value);
    kept.addStale(entry, now());
    metrics.read('stale-if-error', 1);
    return true;
  };

  return {
    addAsked(parts, answered) {
      const { answer, split } = answered;
      last = answered;
      whole = parts.length === values.length ? answered : undefined;
      heard.push(...(answer.heard ?? [{ cacheControl: answer.cacheControl }]));
      const isOut =
        split.values === undefined
          ? split.errors.size === 0 && split.general.every(isOutageError)
          : split.general.some(isOutageError);
      let unanswered = 0;
      parts.forEach((part, at) => {
        const own = split.errors.get(at) ?? [];
        const value = split.values?.[at];
        const failed = own.some(isOutageError) || (isOut && (value === null || value === undefined));
        if (failed && useSpare(part)) {
          whole = undefined;
          return;
        }
        values[part] = value;
        errors.push(...own.map((error) => shape.relocate(error, part)));
        unanswered += value === null || value === undefined ? 1 : 0;
      });
      // Of no interest when all that they took away could be given otherwise.
      if (unanswered > 0 || whole !== undefined || !isOut) {
        errors.push(...split.general);
        if (split.values === undefined && answer.errors.length === 0) {
          const broken = badAnswer(source, `it is not what was asked for, ${parts.length} parts`);
          errors.push({ message: broken.message, failure: broken });
        }
      }
    },
    addShared(part, value) {
      values[part] = partValue(value);
      // As fresh as one's own would be.
      kept.add(partFacts(value), Number.MAX_SAFE_INTEGER);
      metrics.read('shared', 1);
    },
    addFailure(parts, thrown) {
      const isOut = isOutage(thrown);
      const uncovered = parts.filter((part) => !(isOut && useSpare(part)));
      if (uncovered.length > 0) {
        failure = { thrown };
      }
    },
    policy: () => last?.policy,
    answer() {
      if (failure !== undefined && values.every((value) => value === undefined)) {
        throw failure.thrown;
      }
      // As the source said it: whoever reads it knows best what is wrong with it.
      if (whole !== undefined) {
        return whole.answer;
      }
      if (failure !== undefined) {
        const { thrown } = failure;
        const error = thrown instanceof Error ? thrown : new Error(String(thrown));
        errors.push({ message: error.message, failure: error });
      }
      const data = shape.join(values.map((value) => value ?? null));
      return { data, errors, heard: [...kept.list(), ...heard] };
    },
  };
}
