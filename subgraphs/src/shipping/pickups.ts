import { addDays, isCalendarDate, isWeekend } from '../shop-data/dates.js';
import { createRandom } from '../shop-data/random.js';
import { ProblemError } from './problem.js';
import type { Shipment } from './shipments.js';

/** `Pickup` of the OpenAPI document. */
export interface Pickup {
  readonly id: string;
  /** YYYY-MM-DD. */
  readonly date: string;
  /** HH:MM. */
  readonly windowStart: string;
  /** HH:MM. */
  readonly windowEnd: string;
}

/** How far ahead carriers plan. */
const maxDaysAhead = 60;

/**
 * Books a pick-up. It has no memory: the same parcel on the same day has the same id and window, so that a call may be
 * repeated.
 *
 * @throws {ProblemError} bad-value when the parcel is not known or has arrived, or the date is none on which carriers come.
 */
export function bookPickup(
  { trackingNumber, date }: { readonly trackingNumber: string; readonly date: string },
  shipments: ReadonlyMap<string, Shipment>,
  today: string,
): Pickup {
  const shipment = shipments.get(trackingNumber);
  if (shipment === undefined) {
    throw new ProblemError('bad-value', `No parcel has the number "${trackingNumber}"`, 'trackingNumber');
  }
  if (shipment.status === 'DELIVERED') {
    throw new ProblemError('bad-value', `The parcel "${trackingNumber}" was delivered already`, 'trackingNumber');
  }
  assertDate(date, today);
  const random = createRandom(`pickup:${trackingNumber}:${date}`);
  const hour = random.integer(8, 16);
  const asTime = (value: number) => `${String(value).padStart(2, '0')}:00`;
  const id = `PU-${random.integer(10_000_000, 99_999_999)}`;
  return { id, date, windowStart: asTime(hour), windowEnd: asTime(hour + 3) };
}

function assertDate(date: string, today: string): void {
  if (!isCalendarDate(date)) throw new ProblemError('bad-value', `"${date}" is no date as YYYY-MM-DD`, 'date');
  if (date <= today || date > addDays(today, maxDaysAhead)) {
    throw new ProblemError(
      'bad-value',
      `Pick-ups can be booked 1 to ${maxDaysAhead} days ahead, not for ${date}`,
      'date',
    );
  }
  if (isWeekend(date)) throw new ProblemError('bad-value', `Carriers do not come at weekends: ${date} is one`, 'date');
}
