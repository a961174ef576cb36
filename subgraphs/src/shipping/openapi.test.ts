import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { RunningSource } from '../server/running-source.js';
import { readSourceFile } from '../server/source-file.js';
import { demoApiKey, startShipping } from './start-shipping.js';

interface Media {
  readonly schema: object;
  readonly example?: unknown;
}
interface Answer {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, Media>>;
}
interface Operation {
  readonly parameters?: readonly { name: string; in: string; example: unknown; schema: object }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, Answer>>;
}
interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly responses: Readonly<Record<string, Answer>> };
}

const document = parse(await readSourceFile('shipping', 'openapi.yaml')) as Document;
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);

// The document is more than a schema, so unknown keywords are not errors; "$ref" inside it finds "#/components".
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ $id: 'openapi', ...document });

/** What is wrong with a value, by a schema of the document; null when nothing is. */
function errorsOf(schema: object, value: unknown): unknown {
  const text = JSON.stringify(schema).replaceAll('"#/', '"openapi#/');
  const validate = ajv.compile(JSON.parse(text));
  return validate(value) ? null : validate.errors;
}

function resolve(answer: Answer | undefined): Answer {
  const name = answer?.$ref?.split('/').at(-1);
  return (
    (name === undefined ? answer : document.components.responses[name]) ?? expect.fail('the document answers this')
  );
}

/** The request that an operation's own examples make. */
function requestOf(path: string, { parameters = [], requestBody }: Operation): { url: string; body?: string } {
  const query = new URLSearchParams();
  let url = path;
  for (const parameter of parameters) {
    if (parameter.in === 'query') query.set(parameter.name, String(parameter.example));
    else url = url.replace(`{${parameter.name}}`, encodeURIComponent(String(parameter.example)));
  }
  const example = requestBody?.content['application/json']?.example;
  return { url: `${url}?${query}`, ...(example ? { body: JSON.stringify(example) } : {}) };
}

let source: RunningSource;
beforeAll(async () => {
  source = await startShipping({ port: 0, today: () => '2026-09-01' });
});
afterAll(() => source.stop());

async function send(url: string, method: string, options: { body?: string; apiKey?: string } = {}): Promise<Response> {
  const { body, apiKey = demoApiKey } = options;
  return fetch(`${source.url}${url}`, {
    method,
    headers: { 'x-api-key': apiKey, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body } : {}),
  });
}

async function expectDescribed(response: Response, operation: Operation): Promise<void> {
  const described = resolve(operation.responses[String(response.status)]);
  const mediaType = response.headers.get('content-type')?.split(';')[0] ?? '';
  expect(Object.keys(described.content ?? {})).toContain(mediaType);
  expect(errorsOf(described.content?.[mediaType]?.schema ?? {}, await response.json())).toBeNull();
}

describe('openapi.yaml', () => {
  it('is OpenAPI 3.1, and what the service publishes', async () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    const published = await fetch(`${source.url}/openapi.json`);
    expect(await published.json()).toEqual(document);
  });

  it('describes every operation of the service', () => {
    expect(operations.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /carriers',
      'GET /quotes',
      'GET /shipments/{trackingNumber}',
      'POST /pickups',
    ]);
  });

  it.each(operations)(
    'describes what $method $path really answers to its examples',
    async ({ path, method, operation }) => {
      const { url, ...init } = requestOf(path, operation);
      const response = await send(url, method, init);
      expect(response.ok).toBe(true);
      await expectDescribed(response, operation);
    },
  );

  it.each(operations)('describes what $method $path answers to a wrong key', async ({ path, method, operation }) => {
    const { url, ...init } = requestOf(path, operation);
    const response = await send(url, method, { ...init, apiKey: 'wrong' });
    expect(response.status).toBe(401);
    await expectDescribed(response, operation);
  });

  it.each([
    ['/quotes?postcode=00000&weightGrams=1', 'GET', undefined, '/quotes', 422],
    ['/quotes', 'GET', undefined, '/quotes', 422],
    [`/carriers?ids=${Array.from({ length: 21 }, (_, index) => index)}`, 'GET', undefined, '/carriers', 422],
    ['/shipments/none', 'GET', undefined, '/shipments/{trackingNumber}', 404],
    ['/pickups', 'POST', '{"trackingNumber":"none","date":"2026-09-02"}', '/pickups', 422],
    ['/pickups', 'POST', '{', '/pickups', 400],
  ])('describes the refusal of %s', async (url, method, body, path, status) => {
    const response = await send(url, method, body === undefined ? {} : { body });
    expect(response.status).toBe(status);
    await expectDescribed(response, document.paths[path]?.[method.toLowerCase()] ?? expect.fail('it is described'));
  });

  it('has examples that are valid by its own schemas', () => {
    const answers = [...operations.flatMap(({ operation }) => Object.values(operation.responses).map(resolve))];
    const bodies = operations.flatMap(({ operation }) => operation.requestBody ?? []);
    const media = [...answers, ...bodies].flatMap(({ content = {} }) => Object.values(content));
    const parameters = operations.flatMap(({ operation }) => operation.parameters ?? []);
    const examples = [...media, ...parameters].filter(({ example }) => example !== undefined);
    expect(examples.length).toBeGreaterThan(10);
    expect(
      examples.map(({ schema, example }) => errorsOf(schema, example)).filter((errors) => errors !== null),
    ).toEqual([]);
  });
});
