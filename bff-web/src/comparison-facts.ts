import type { ComparisonFact, Product } from './generated/resolvers.js';

/** What a comparison is made from. */
export type ComparedProduct = Pick<Product, 'brand' | 'weightGrams' | 'availability'>;

/**
 * The rows of a comparison: for every product the same labels in the same order, so that columns line up.
 *
 * What is not known is said, never left out.
 */
export function comparisonFacts(product: ComparedProduct): ComparisonFact[] {
  return [
    { label: 'Brand', value: product.brand },
    { label: 'Weight', value: weightText(product.weightGrams) },
    { label: 'Stock', value: stockText(product.availability) },
  ];
}

/** Grams up to a kilogram, then kilograms with at most two decimals. */
function weightText(grams: number): string {
  const unit = grams < 1000 ? 'gram' : 'kilogram';
  const value = grams < 1000 ? grams : grams / 1000;
  return new Intl.NumberFormat('en-GB', { style: 'unit', unit, maximumFractionDigits: 2 }).format(value);
}

function stockText(availability: ComparedProduct['availability']): string {
  if (!availability) {
    return 'Not known';
  }
  return availability.inStock ? `${availability.quantity} in stock` : 'Out of stock';
}
