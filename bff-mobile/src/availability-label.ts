import { formatDate } from '@facet/bff-kit/calendar-date';
import type { Product } from './generated/resolvers.js';

/** Most pieces for which the phone says how many are left: enough to hurry, few enough to be true for a while. */
const fewPieces = 5;

/**
 * Stock in words, short enough for a phone: `In stock`, `Only 3 left`, `Back on 3 Dec`, `Out of stock`.
 *
 * @returns null when stock is not known.
 * @throws {TypeError} when the restock date is not a day: the inventory service is at fault.
 */
export function availabilityLabel({ availability }: Pick<Product, 'availability'>): string | null {
  if (!availability) {
    return null;
  }
  if (availability.inStock) {
    return availability.quantity <= fewPieces ? `Only ${availability.quantity} left` : 'In stock';
  }
  return availability.restockDate
    ? `Back on ${formatDate(availability.restockDate, { names: 'short', weekday: false })}`
    : 'Out of stock';
}
