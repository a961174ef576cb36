import { formatMoney, isLess, reductionPercent } from '@facet/bff-kit/money';
import type { PriceLabel, Product } from './generated/resolvers.js';

/**
 * The price as a price tag shows it: `€109.90`, and when it is reduced the old price and `-15%`.
 *
 * @returns null when the product has no price, or pricing did not answer.
 * @throws {TypeError} when an amount is not decimal text: the pricing service is at fault.
 */
export function priceLabel({ price }: Pick<Product, 'price'>): PriceLabel | null {
  if (!price) {
    return null;
  }
  const { amount, currency, listAmount } = price;
  const text = formatMoney(price);
  if (!listAmount || !isLess(amount, listAmount)) {
    return { text, strikethrough: null, reduction: null };
  }
  const percent = reductionPercent(amount, listAmount);
  return {
    text,
    strikethrough: formatMoney({ amount: listAmount, currency }),
    // Less than half a per cent is a lower price, but nothing to boast of.
    reduction: percent === 0 ? null : `-${percent}%`,
  };
}
