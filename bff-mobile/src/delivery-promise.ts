import { formatDateRange } from '@facet/bff-kit/calendar-date';
import type { DeliveryQuote } from './generated/resolvers.js';

/**
 * When a parcel arrives, short enough for a phone: `Tue 24 to Thu 26 Nov`.
 *
 * @throws {TypeError} or {RangeError} when the dates are none, or the wrong way round: the shipping service is at fault.
 */
export function deliveryPromise({ earliest, latest }: Pick<DeliveryQuote, 'earliest' | 'latest'>): string {
  return formatDateRange(earliest, latest, { names: 'short' });
}
