import { addDays, seedDate } from '../shop-data/dates.js';
import { createRandom, type Random } from '../shop-data/random.js';
import type { Order } from '../shop-data/types.js';
import { carriers } from './carriers.js';

/** `Shipment` of the OpenAPI document. */
export interface Shipment {
  readonly trackingNumber: string;
  readonly status: 'ANNOUNCED' | 'IN_TRANSIT' | 'DELIVERED';
  readonly carrierId: string;
  /** Oldest first. */
  readonly events: readonly ShipmentEvent[];
}

/** One thing that happened to a parcel. */
export interface ShipmentEvent {
  /** An instant, RFC 3339. */
  readonly at: string;
  readonly place: string;
  readonly description: string;
}

const depots = ['Hamburg', 'Hannover', 'Köln', 'Rotterdam', 'Leeds', 'Newark NJ'] as const;

/** What happens to each parcel, with the day after the order on which it does. */
const journey = [
  { day: 2, status: 'ANNOUNCED', description: 'The parcel was announced' },
  { day: 3, status: 'IN_TRANSIT', description: 'The parcel was picked up' },
  { day: 4, status: 'IN_TRANSIT', description: 'The parcel was sorted' },
  { day: 5, status: 'IN_TRANSIT', description: 'The parcel is on its way to you' },
  { day: 6, status: 'DELIVERED', description: 'The parcel was delivered' },
] as const;

/** The parcels of all orders that have left, by tracking number; the same on every run. */
export function buildShipments(orders: readonly Order[]): ReadonlyMap<string, Shipment> {
  const shipments = orders.flatMap(({ trackingNumber, placedOn }) =>
    trackingNumber === null ? [] : [shipmentOf(trackingNumber, placedOn)],
  );
  return new Map(shipments.map((shipment) => [shipment.trackingNumber, shipment]));
}

function shipmentOf(trackingNumber: string, placedOn: string): Shipment {
  const random = createRandom(`shipment:${trackingNumber}`);
  const steps = journey.filter(({ day }) => addDays(placedOn, day) <= seedDate);
  return {
    trackingNumber,
    status: steps.at(-1)?.status ?? 'ANNOUNCED',
    carrierId: random.pick(carriers).id,
    events: steps.map(({ day, description }) => ({
      at: `${addDays(placedOn, day)}T${timeOf(random)}Z`,
      place: random.pick(depots),
      description,
    })),
  };
}

function timeOf(random: Random): string {
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  return `${twoDigits(random.integer(6, 19))}:${twoDigits(random.integer(0, 59))}:00`;
}
