import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningSource } from '../server/running-source.js';
import { exampleShop } from '../shop-data/shop.js';
import { demoApiKey, startShipping } from './start-shipping.js';

const monday = '2026-08-31';

let source: RunningSource;
beforeAll(async () => {
  source = await startShipping({ port: 0, today: () => monday });
});
afterAll(() => source.stop());

async function ask(
  path: string,
  init: RequestInit = {},
): Promise<{ status: number; type: string | null; body: unknown }> {
  const response = await fetch(`${source.url}${path}`, {
    ...init,
    headers: { 'x-api-key': demoApiKey, ...(init.body ? { 'content-type': 'application/json' } : {}) },
  });
  return { status: response.status, type: response.headers.get('content-type'), body: await response.json() };
}

const bookPickup = (body: object) => ask('/pickups', { method: 'POST', body: JSON.stringify(body) });

function problem(kind: string, title: string, status: number, detail: string, field?: string) {
  const type = `https://shipping.facet.example/problems/${kind}`;
  const body = { type, title, status, detail, ...(field ? { field } : {}) };
  return { status, type: 'application/problem+json; charset=utf-8', body };
}

const badValue = (detail: string, field: string) =>
  problem('bad-value', 'A value is missing or not possible', 422, detail, field);

describe('GET /v1/quotes', () => {
  it('answers quotes, cheapest first', async () => {
    const { status, body } = await ask('/quotes?postcode=SW1A%201AA&weightGrams=500');
    expect(status).toBe(200);
    expect(body).toEqual({
      quotes: [
        {
          carrierId: 'kingfisher',
          earliestDate: '2026-09-02',
          latestDate: '2026-09-03',
          costAmount: '4.65',
          costCurrency: 'GBP',
        },
        {
          carrierId: 'hermod',
          earliestDate: '2026-09-04',
          latestDate: '2026-09-09',
          costAmount: '7.50',
          costCurrency: 'GBP',
        },
        {
          carrierId: 'atlantic',
          earliestDate: '2026-09-01',
          latestDate: '2026-09-01',
          costAmount: '11.10',
          costCurrency: 'GBP',
        },
        {
          carrierId: 'spedition-nord',
          earliestDate: '2026-09-08',
          latestDate: '2026-09-11',
          costAmount: '45.70',
          costCurrency: 'GBP',
        },
      ],
    });
  });

  it('refuses a bad postcode with 422, its own words and the field', async () => {
    expect(await ask('/quotes?postcode=00000&weightGrams=500')).toEqual(
      problem('bad-postcode', 'The postcode is not served', 422, 'Nobody delivers to "00000"', 'postcode'),
    );
  });

  it('refuses weights that are missing, no numbers, or out of bounds', async () => {
    expect(await ask('/quotes?postcode=80331')).toEqual(badValue('"weightGrams" is missing', 'weightGrams'));
    expect(await ask('/quotes?postcode=80331&weightGrams=much')).toEqual(
      badValue('"weightGrams" must be integer', 'weightGrams'),
    );
    const statuses = [0, 1, 70_000, 70_001].map(
      async (grams) => (await ask(`/quotes?postcode=80331&weightGrams=${grams}`)).status,
    );
    expect(await Promise.all(statuses)).toEqual([422, 200, 200, 422]);
  });
});

describe('GET /v1/carriers', () => {
  it('answers all, or those asked for, leaving out unknown ids, and records how many were asked for', async () => {
    const all = (await ask('/carriers')).body as { carriers: { id: string }[] };
    expect(all.carriers).toHaveLength(6);
    source.reset();
    expect((await ask('/carriers?ids=gelbpost,nobody,hermod')).body).toEqual({
      carriers: [
        { id: 'hermod', name: 'Hermod Parcel', website: 'https://hermod.example' },
        { id: 'gelbpost', name: 'Gelbpost', website: 'https://gelbpost.example' },
      ],
    });
    expect(source.requests.map(({ itemCount }) => itemCount)).toEqual([3]);
  });

  it('takes up to 20 ids', async () => {
    const ids = (count: number) => Array.from({ length: count }, (_, index) => `c${index}`).join(',');
    expect((await ask(`/carriers?ids=${ids(20)}`)).status).toBe(200);
    expect(await ask(`/carriers?ids=${ids(21)}`)).toEqual(
      badValue('At most 20 ids can be asked for: there are 21', 'ids'),
    );
  });
});

describe('GET /v1/shipments/{trackingNumber}', () => {
  it('answers where a parcel is', async () => {
    const { body } = await ask('/shipments/FXT3311140');
    expect(body).toMatchObject({ trackingNumber: 'FXT3311140', status: 'IN_TRANSIT' });
  });

  it('knows every parcel of the shop, each delivered exactly when its order is', async () => {
    const parcels = exampleShop().orders.filter(({ trackingNumber }) => trackingNumber !== null);
    const answers = await Promise.all(parcels.map(({ trackingNumber }) => ask(`/shipments/${trackingNumber}`)));
    const delivered = answers.map(({ body }) => (body as { status: string }).status === 'DELIVERED');
    expect(delivered).toEqual(parcels.map(({ status }) => status === 'DELIVERED'));
  });

  it('answers 404 with a problem document for an unknown number', async () => {
    const detail = 'No parcel has the number "FXT0"';
    expect(await ask('/shipments/FXT0')).toEqual(problem('not-found', 'There is no such thing', 404, detail));
  });
});

describe('POST /v1/pickups', () => {
  const trackingNumber = 'FXT3311140';

  it('books a window on a working day, the same one when asked again', async () => {
    const first = await bookPickup({ trackingNumber, date: '2026-09-01' });
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({ id: expect.stringMatching(/^PU-\d{8}$/), date: '2026-09-01' });
    expect(await bookPickup({ trackingNumber, date: '2026-09-01' })).toEqual(first);
    expect((await bookPickup({ trackingNumber, date: '2026-09-02' })).body).not.toEqual(first.body);
  });

  it('refuses days that do not exist, are past, too far ahead or at a weekend', async () => {
    const bounds = (date: string) => badValue(`Pick-ups can be booked 1 to 60 days ahead, not for ${date}`, 'date');
    expect(await bookPickup({ trackingNumber, date: 'soon' })).toEqual(
      badValue('"soon" is no date as YYYY-MM-DD', 'date'),
    );
    expect(await bookPickup({ trackingNumber, date: monday })).toEqual(bounds(monday));
    expect((await bookPickup({ trackingNumber, date: '2026-10-30' })).status).toBe(201);
    expect(await bookPickup({ trackingNumber, date: '2026-11-02' })).toEqual(bounds('2026-11-02'));
    expect(await bookPickup({ trackingNumber, date: '2026-09-05' })).toEqual(
      badValue('Carriers do not come at weekends: 2026-09-05 is one', 'date'),
    );
  });

  it('refuses unknown and delivered parcels, and bodies that are incomplete or no JSON', async () => {
    const delivered = exampleShop().orders.find(({ status }) => status === 'DELIVERED')?.trackingNumber;
    expect(await bookPickup({ trackingNumber: 'FXT0', date: '2026-09-01' })).toEqual(
      badValue('No parcel has the number "FXT0"', 'trackingNumber'),
    );
    expect(await bookPickup({ trackingNumber: delivered, date: '2026-09-01' })).toEqual(
      badValue(`The parcel "${delivered}" was delivered already`, 'trackingNumber'),
    );
    expect(await bookPickup({ date: '2026-09-01' })).toEqual(badValue('"trackingNumber" is missing', 'trackingNumber'));
    expect(await ask('/pickups', { method: 'POST', body: '{' })).toMatchObject({
      status: 400,
      body: { type: 'https://shipping.facet.example/problems/malformed-request' },
    });
  });
});

describe('startShipping()', () => {
  it('refuses a missing and a wrong API key with 401, and needs none for its OpenAPI document', async () => {
    const answerTo = async (headers: Record<string, string>) => {
      const response = await fetch(`${source.url}/carriers`, { headers });
      return { status: response.status, type: response.headers.get('content-type'), body: await response.json() };
    };
    expect(await answerTo({})).toEqual(
      problem('missing-key', 'An API key is needed', 401, 'The header X-Api-Key is missing'),
    );
    expect(await answerTo({ 'x-api-key': 'guess' })).toEqual(
      problem('missing-key', 'An API key is needed', 401, 'The API key is wrong'),
    );
    expect((await fetch(`${source.url}/openapi.json`)).status).toBe(200);
    expect((await fetch(`${source.url}/openapi.yaml`)).headers.get('content-type')).toContain('application/yaml');
  });

  it('answers 404 with a problem document where there is nothing', async () => {
    const detail = 'There is nothing at /v1/parcels';
    expect(await ask('/parcels')).toEqual(problem('not-found', 'There is no such thing', 404, detail));
  });

  it('takes another API key', async () => {
    const other = await startShipping({ port: 0, apiKey: 'another' });
    const response = await fetch(`${other.url}/carriers`, { headers: { 'x-api-key': 'another' } });
    await other.stop();
    expect(response.status).toBe(200);
  });
});
