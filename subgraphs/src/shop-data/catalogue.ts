import { addDays, seedDate } from './dates.js';
import { createRandom, type Random } from './random.js';
import type { Category, Colour, Product } from './types.js';
import { colours } from './words/colours.js';
import { departments } from './words/departments.js';
import type { Department, Kind } from './words/kind.js';
import { models } from './words/models.js';

/** What the shop sells. */
export interface Catalogue {
  /** In the order in which a shop would show them. */
  readonly categories: readonly Category[];
  /** By SKU, ascending. */
  readonly products: readonly Product[];
}

/** 12 departments x 5 kinds x 5 make 300 products. */
const productsPerKind = 5;

/** SKUs count up from the one after this. */
const skuBase = 10_000;

/** Builds the catalogue; the same on every run. */
export function buildCatalogue(): Catalogue {
  const products: Product[] = [];
  for (const department of departments) {
    for (const kind of department.kinds) {
      for (const draft of draftsOf(department, kind)) {
        products.push(productOf(draft, `FX-${skuBase + 1 + products.length}`));
      }
    }
  }
  const categories = departments.map(({ id, name }) => ({
    id,
    name,
    productCount: products.filter((product) => product.categoryId === id).length,
  }));
  return { categories, products };
}

/** The choices that make one product. */
interface Draft {
  readonly department: Department;
  readonly kind: Kind;
  readonly brand: string;
  readonly model: string;
  readonly material: string;
  /** Position in `kind.sizes`; 0 when there is one size. */
  readonly sizeIndex: number;
  readonly colour: Colour;
}

/** Two models of two brands: three variants of the first, two of the second. */
function draftsOf(department: Department, kind: Kind): Draft[] {
  const random = createRandom(`kind:${department.id}:${kind.noun}`);
  const brands = random.sample(department.brands, 2);
  const names = random.sample(models, 2);
  return brands.flatMap((brand, index) => {
    const line = { department, kind, brand, model: names[index] ?? brand, material: random.pick(kind.materials) };
    const count = index === 0 ? Math.ceil(productsPerKind / 2) : Math.floor(productsPerKind / 2);
    return random.sample(variantsOf(department, kind), count).map((variant) => ({ ...line, ...variant }));
  });
}

function variantsOf(department: Department, kind: Kind): Pick<Draft, 'sizeIndex' | 'colour'>[] {
  const sizeCount = Math.max(1, kind.sizes.length);
  return department.colours.flatMap((name) =>
    Array.from({ length: sizeCount }, (_, sizeIndex) => ({ sizeIndex, colour: colourOf(name) })),
  );
}

function productOf(draft: Draft, sku: string): Product {
  const { department, kind, brand, model, material, colour } = draft;
  const random = createRandom(`product:${sku}`);
  const size = kind.sizes[draft.sizeIndex];
  const listPriceCents = priceOf(between(kind.cents, draft, random));
  return {
    sku,
    name: `${[model, size, kind.noun].filter(Boolean).join(' ')}, ${colour.name}`,
    description: descriptionOf(draft, random),
    brand,
    categoryId: department.id,
    noun: kind.noun,
    colour,
    attributes: [
      { name: 'Colour', value: colour.name },
      { name: 'Material', value: material },
      ...(size === undefined ? [] : [{ name: kind.sizeLabel, value: size }]),
      { name: 'Guarantee', value: `${random.pick([2, 3, 5, 10])} years` },
    ],
    weightGrams: Math.round(between(kind.grams, draft, random) / 5) * 5,
    purchaseCostCents: Math.round(listPriceCents * (0.42 + random.next() * 0.18)),
    listPriceCents,
    listedOn: addDays(seedDate, -random.integer(0, 900)),
  };
}

function descriptionOf({ kind, brand, model, material }: Draft, random: Random): string {
  const opening = random.pick([
    `Made for ${kind.use}.`,
    `${brand} makes the ${model} for ${kind.use}.`,
    `A ${kind.noun.replace(/^.*\s/, '')} for ${kind.use}, by ${brand}.`,
  ]);
  return [fixArticle(opening), ...random.sample(kind.features, 2), `${material}.`].join(' ');
}

/** "A sandals" -> "Sandals", "A umbrella" -> "An umbrella". */
function fixArticle(sentence: string): string {
  return sentence
    .replace(/^A (\w)(\w*s)\b/, (_, first: string, rest: string) =>
      rest.endsWith('ss') ? `A ${first}${rest}` : first.toUpperCase() + rest,
    )
    .replace(/^A (?=[aeiou])/, 'An ');
}

/** A value on the way from a kind's smallest size to its largest, give or take 4 %. */
function between([least, most]: readonly [number, number], { kind, sizeIndex }: Draft, random: Random): number {
  const share = kind.sizes.length > 1 ? sizeIndex / (kind.sizes.length - 1) : random.next();
  return (least + (most - least) * share) * (0.96 + random.next() * 0.08);
}

/** The nearest price that ends on 9 euros 95, 4 euros 95 or, when it is low, on 95 cents. */
function priceOf(cents: number): number {
  const step = cents < 5000 ? 100 : 500;
  return Math.max(step, Math.round(cents / step) * step) - 5;
}

function colourOf(name: string): Colour {
  const colour = colours.get(name);
  if (colour === undefined) throw new RangeError(`Cannot find colour "${name}": add it to words/colours.ts`);
  return colour;
}
