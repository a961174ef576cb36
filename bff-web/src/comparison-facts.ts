import type { ComparisonFact, Product } from './generated/resolvers.js';

/** What a comparison is made from: what the catalogue knows, so that no other source's failure takes it away. */
export type ComparedProduct = Pick<Product, 'brand' | 'category' | 'weightGrams'>;

/** The rows of a comparison: for every product the same labels in the same order, so that columns line up. */
export function comparisonFacts({ brand, category, weightGrams }: ComparedProduct): ComparisonFact[] {
  return [
    { label: 'Brand', value: brand },
    { label: 'Department', value: category.name },
    { label: 'Weight', value: weightText(weightGrams) },
  ];
}

/** Grams up to a kilogram, then kilograms with at most two decimals. */
function weightText(grams: number): string {
  const unit = grams < 1000 ? 'gram' : 'kilogram';
  const value = grams < 1000 ? grams : grams / 1000;
  return new Intl.NumberFormat('en-GB', { style: 'unit', unit, maximumFractionDigits: 2 }).format(value);
}
