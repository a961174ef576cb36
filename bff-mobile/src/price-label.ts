import { formatMoney } from '@facet/bff-kit/money';
import type { Product } from './generated/resolvers.js';

/**
 * The price as the phone writes it, such as `€129.90`.
 *
 * @returns null when the product has no price, or pricing did not answer.
 * @throws {TypeError} when the amount is not decimal text: the pricing service is at fault.
 */
export function priceLabel({ price }: Pick<Product, 'price'>): string | null {
  return price ? formatMoney(price) : null;
}
