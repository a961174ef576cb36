import { parseWeightedValue } from './quality-value.js';

/**
 * The media types that a GraphQL response is answered in. The first is what a client gets that names none: whoever can
 * tell `application/graphql-response+json` apart has to ask for it, and everybody else reads plain JSON.
 */
export const responseMediaTypes = ['application/json', 'application/graphql-response+json'] as const;

/** One of them. */
export type ResponseMediaType = (typeof responseMediaTypes)[number];

interface MediaRange {
  readonly range: string;
  readonly quality: number;
  readonly position: number;
}

/**
 * Chooses what to answer from an `Accept` header.
 *
 * The highest quality wins; each offer has that of the most specific range it fits. Between equals it is the one that
 * the client names first, and what it names with `*` only comes after that, in the order of `offers`. Parameters other
 * than `q` are not looked at: everything is answered in UTF-8.
 *
 * Spec: RFC 9110 section 12.5.1; GraphQL over HTTP, "Accept" (`#sec-Accept`): without the header, or with a `*` for
 * everything, the choice is the server's.
 *
 * @returns undefined when none of the offers is acceptable.
 */
export function negotiateMediaType<Offer extends string>(
  accept: string | undefined,
  offers: readonly Offer[],
): Offer | undefined {
  if (accept === undefined || accept.trim() === '') {
    return offers[0];
  }
  const ranges = accept.split(',').map(parseMediaRange);
  const ranked = offers
    .map((offer) => ({ offer, fit: bestFit(offer, ranges) }))
    .filter((candidate) => candidate.fit.quality > 0)
    // The sort is stable, so equals stay in the order of `offers`.
    .sort((a, b) => b.fit.quality - a.fit.quality || a.fit.position - b.fit.position);
  return ranked[0]?.offer;
}

const unfit: MediaRange = { range: '', quality: 0, position: Number.POSITIVE_INFINITY };

function bestFit(offer: string, ranges: readonly MediaRange[]): MediaRange {
  const exact = ranges.find(({ range }) => range === offer);
  if (exact !== undefined) {
    return exact;
  }
  const type = `${offer.slice(0, offer.indexOf('/'))}/*`;
  const wildcard = ranges.find(({ range }) => range === type) ?? ranges.find(({ range }) => range === '*/*');
  return wildcard === undefined ? unfit : { ...wildcard, position: ranges.length };
}

function parseMediaRange(text: string, position: number): MediaRange {
  const { value, quality } = parseWeightedValue(text);
  return { range: value, quality, position };
}
