import type { Catalogue } from './catalogue.js';
import { addDays, daysBetween, seedDate } from './dates.js';
import { createRandom, type Random } from './random.js';
import type { Product, Review, User } from './types.js';
import { complaint, type Opinions, praise, shrug } from './words/opinions.js';

/** One product in this many has no review yet. */
const unreviewedShare = 0.06;

/** The most that one product gets. */
const maxPerProduct = 25;

/** Builds about 2,500 reviews, newest first for each product; the same on every run. */
export function buildReviews({ products }: Catalogue, users: readonly User[]): readonly Review[] {
  const reviews: Review[] = [];
  for (const product of products) {
    const random = createRandom(`reviews:${product.sku}`);
    const mood = 3.1 + random.next() * 1.7;
    const drafts = random
      .sample(users, countOf(random))
      .map((author) => reviewOf(product, author, starsOf(mood, random), random))
      .sort((one, other) => other.writtenOn.localeCompare(one.writtenOn));
    for (const draft of drafts) reviews.push({ id: `review-${reviews.length + 1}`, ...draft });
  }
  return reviews;
}

/** Few products have many and many have few, as in any shop. */
function countOf(random: Random): number {
  return random.chance(unreviewedShare) ? 0 : 1 + Math.floor(random.next() ** 2 * maxPerProduct);
}

function starsOf(mood: number, random: Random): number {
  const stars = Math.round(mood + (random.next() + random.next() - 1) * 2.2);
  return Math.min(5, Math.max(1, stars));
}

function reviewOf(product: Product, author: User, stars: number, random: Random): Omit<Review, 'id'> {
  const opinions = stars >= 4 ? praise : stars === 3 ? shrug : complaint;
  return {
    sku: product.sku,
    authorId: author.id,
    stars,
    title: fill(random.pick(opinions.titles), product),
    body: fill(bodyOf(opinions, random), product),
    writtenOn: addDays(product.listedOn, random.integer(0, daysBetween(product.listedOn, seedDate))),
  };
}

function bodyOf({ openings, details, closings }: Opinions, random: Random): string {
  return [random.pick(openings), ...random.sample(details, random.integer(1, 3)), random.pick(closings)]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function fill(text: string, { noun, brand, colour }: Product): string {
  return text
    .replaceAll('{noun}', noun)
    .replaceAll('{brand}', brand)
    .replaceAll('{colour}', colour.name)
    .replaceAll(/\ba (?=[aeiou])/g, 'an ');
}
