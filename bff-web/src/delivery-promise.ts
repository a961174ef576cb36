import { formatDateRange } from '@facet/bff-kit/calendar-date';
import type { DeliveryQuote } from './generated/resolvers.js';

/**
 * When a parcel arrives, written out: `Tuesday 24 to Thursday 26 November`.
 *
 * @throws {TypeError} or {RangeError} when the dates are none, or the wrong way round: the shipping service is at fault.
 */
export function deliveryPromise({ earliest, latest }: Pick<DeliveryQuote, 'earliest' | 'latest'>): string {
  return formatDateRange(earliest, latest, { names: 'long' });
}
