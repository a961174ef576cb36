import type { FastifyInstance } from 'fastify';
import { carriers, maxParcelGrams } from './carriers.js';
import { bookPickup } from './pickups.js';
import { countryOf } from './postcode.js';
import { ProblemError } from './problem.js';
import { quotesFor } from './quotes.js';
import type { Shipment } from './shipments.js';

/** What the routes need of their surroundings. */
export interface ShippingRoutesOptions {
  /** By tracking number. */
  readonly shipments: ReadonlyMap<string, Shipment>;
  /** The current date, as YYYY-MM-DD. */
  readonly today: () => string;
}

/** Most carriers that one call asks for by id. */
const maxCarrierIds = 20;

/** Adds carriers, quotes, shipments and pick-ups, as the OpenAPI document says. */
export function registerShippingRoutes(server: FastifyInstance, { shipments, today }: ShippingRoutesOptions): void {
  server.get<{ Querystring: { ids?: string } }>('/carriers', { schema: { querystring: carriersQuery } }, (request) => {
    const { ids } = request.query;
    return { carriers: findCarriers(ids).map(({ id, name, website }) => ({ id, name, website })) };
  });
  server.get<{ Querystring: { postcode: string; weightGrams: number } }>(
    '/quotes',
    { schema: { querystring: quotesQuery } },
    (request) => {
      const { postcode, weightGrams } = request.query;
      const country = countryOf(postcode);
      if (country === undefined) throw new ProblemError('bad-postcode', `Nobody delivers to "${postcode}"`, 'postcode');
      return { quotes: quotesFor(country, weightGrams, today()) };
    },
  );
  server.get<{ Params: { trackingNumber: string } }>('/shipments/:trackingNumber', (request) => {
    const { trackingNumber } = request.params;
    const shipment = shipments.get(trackingNumber);
    if (shipment === undefined) throw new ProblemError('not-found', `No parcel has the number "${trackingNumber}"`);
    return shipment;
  });
  server.post<{ Body: { trackingNumber: string; date: string } }>(
    '/pickups',
    { schema: { body: pickupBody } },
    (request, reply) => reply.code(201).send(bookPickup(request.body, shipments, today())),
  );
}

function findCarriers(ids: string | undefined) {
  if (ids === undefined) return carriers;
  const wanted = new Set(ids.split(','));
  if (wanted.size > maxCarrierIds) {
    throw new ProblemError(
      'bad-value',
      `At most ${maxCarrierIds} ids can be asked for: there are ${wanted.size}`,
      'ids',
    );
  }
  return carriers.filter(({ id }) => wanted.has(id));
}

const carriersQuery = { type: 'object', properties: { ids: { type: 'string' } } };

const quotesQuery = {
  type: 'object',
  required: ['postcode', 'weightGrams'],
  properties: {
    postcode: { type: 'string' },
    weightGrams: { type: 'integer', minimum: 1, maximum: maxParcelGrams },
  },
};

const pickupBody = {
  type: 'object',
  required: ['trackingNumber', 'date'],
  properties: { trackingNumber: { type: 'string' }, date: { type: 'string' } },
};
