import { parseWeightedValue } from './quality-value.js';
import { type Reading, refuse } from './refusal.js';

/** The codings that bodies may come in. */
const requestCodings = ['gzip', 'deflate', 'br'] as const;

/** One of them, or none. */
export type RequestCoding = (typeof requestCodings)[number] | 'identity';

/** The codings that answers are sent in; the first of equals is taken. */
const answerCodings = ['br', 'gzip'] as const;

/** One of them. */
export type AnswerCoding = (typeof answerCodings)[number];

/**
 * Reads in which coding a request's body comes.
 *
 * Spec: RFC 9110 section 8.4 (a body may be coded several times over: such bodies are refused, as only attacks have them),
 * section 8.4.1.3 (`x-gzip` is `gzip`), section 12.5.3 (415 SHOULD say by `Accept-Encoding` what would do).
 */
export function readContentCoding(headers: ReadonlyMap<string, string>): Reading<RequestCoding> {
  const written = headers.get('content-encoding') ?? 'identity';
  const named = written.trim().toLowerCase();
  const coding = named === 'x-gzip' ? 'gzip' : named;
  const known = [...requestCodings, 'identity' as const].find((each) => each === coding);
  if (known !== undefined) {
    return { kind: 'read', value: known };
  }
  const shown = written.length > 80 ? `${written.slice(0, 80)}…` : written;
  return refuse(
    'UNSUPPORTED_MEDIA_TYPE',
    `The Content-Encoding "${shown}" is not supported: send the body uncompressed, or in one of ${requestCodings.join(', ')}`,
    { 'accept-encoding': requestCodings.join(', ') },
  );
}

/**
 * Chooses how to compress an answer.
 *
 * Spec: RFC 9110 section 12.5.3. Without the header a client takes anything, and is sent what nobody fails to read.
 *
 * @returns undefined for not at all.
 */
export function chooseAnswerCoding(acceptEncoding: string | undefined): AnswerCoding | undefined {
  if (acceptEncoding === undefined) {
    return undefined;
  }
  const accepted = acceptEncoding.split(',').map(parseWeightedValue);
  const qualityOf = (coding: string) =>
    (accepted.find(({ value }) => value === coding) ?? accepted.find(({ value }) => value === '*'))?.quality ?? 0;
  const [best] = answerCodings
    .map((coding) => ({ coding, quality: qualityOf(coding) }))
    // The sort is stable, so equals stay in their order.
    .sort((a, b) => b.quality - a.quality);
  return best !== undefined && best.quality > 0 ? best.coding : undefined;
}
