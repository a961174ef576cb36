import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningSource, startIdentity } from '@facet/example-subgraphs';
import { childElements, parseXml, textOf, type XmlElement } from '@facet/schema/wsdl';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { importDocument } from './kit/imports/import-document.js';
import { type Answer, post } from './kit/post.js';
import { repositoryDir, type Shop, startShop } from './kit/start-shop.js';
import { userToken } from './kit/user-token.js';

let identity: RunningSource;
let shop: Shop;
const signedIn: Partial<Record<GraphName, Readonly<Record<string, string>>>> = {};
beforeAll(async () => {
  identity = await startIdentity({ port: 0 });
  shop = await startShop({ issuer: identity.origin });
  for (const [graph, client] of [
    ['mobile', 'phone'],
    ['web', 'storefront'],
  ] as const) {
    const token = await userToken(identity.origin, { username: 'ada', scope: 'orders:read orders:write', client });
    signedIn[graph] = { authorization: `Bearer ${token}` };
  }
});
afterAll(async () => {
  await shop.stop();
  await identity.stop();
});

type Variables = Readonly<Record<string, unknown>>;
type GraphName = 'mobile' | 'web';

const order = { idempotencyKey: 'three-ways', lines: [{ sku: 'FX-10001', quantity: 1 }] };

/** Variables for every operation of the example; those with `{…}` in their path give that variable there. */
const asked: Readonly<Record<GraphName, Readonly<Record<string, readonly { path: string; variables: Variables }[]>>>> =
  {
    mobile: {
      Delivery: [{ path: '/delivery', variables: { sku: 'FX-10001', postcode: '10115' } }],
      MyOrders: [{ path: '/my-orders', variables: {} }],
      PlaceOrder: [{ path: '/place-order', variables: { input: order } }],
      ProductScreen: [
        { path: '/product-screen', variables: { sku: 'FX-10001', width: 320 } },
        {
          path: '/product-screen',
          variables: { sku: 'FX-10001', width: 64, postcode: 'EC1A 1BB', withDelivery: true },
        },
      ],
      ShortList: [
        { path: '/short-list', variables: {} },
        { path: '/short-list', variables: { first: 3, tileWidth: 80 } },
      ],
    },
    web: {
      Catalogue: [
        { path: '/catalogue', variables: { first: 5 } },
        {
          path: '/catalogue',
          variables: {
            sort: 'NAME',
            first: 2,
            filter: { search: 'tent', brands: ['a & b <c>'], skus: null },
            after: null,
          },
        },
      ],
      CompareProducts: [{ path: '/compare-products', variables: { skus: ['FX-10001', 'FX-10002'] } }],
      DeliveryQuote: [{ path: '/delivery-quote', variables: { sku: 'FX-10001', postcode: '10115' } }],
      MyOrders: [{ path: '/my-orders', variables: { first: 2 } }],
      PlaceOrder: [{ path: '/place-order', variables: { input: order } }],
      ProductPage: [{ path: '/products/{sku}', variables: { sku: 'FX-10001' } }],
      ProductReviews: [{ path: '/product-reviews', variables: { sku: 'FX-10001', first: 3 } }],
    },
  };

const manifests = {
  mobile: 'bff-mobile/manifests/phone/1.0.0.json',
  web: 'bff-web/manifests/storefront/1.0.0.json',
};

interface Operation {
  readonly id: string;
  readonly name: string;
  readonly type: string;
}

function operationsOf(graph: GraphName): readonly Operation[] {
  return JSON.parse(readFileSync(`${repositoryDir}${manifests[graph]}`, 'utf8')).operations;
}

const cases = (['mobile', 'web'] as const).flatMap((graph) =>
  operationsOf(graph).flatMap((operation) =>
    (asked[graph][operation.name] ?? []).map(({ path, variables }) => {
      const title = `${graph} ${operation.name} ${JSON.stringify(variables)}`;
      return { title, graph, operation, path, variables };
    }),
  ),
);

test('every operation of the example is asked for below', () => {
  for (const graph of ['mobile', 'web'] as const) {
    expect(Object.keys(asked[graph]).toSorted()).toEqual(
      operationsOf(graph)
        .map(({ name }) => name)
        .toSorted(),
    );
  }
});

/** Fills variables into the path; what is left goes into the query string or the body. */
function place(graph: GraphName, path: string, variables: Variables): { url: string; rest: Variables } {
  const rest = { ...variables };
  const filled = path.replace(/\{(\w+)\}/g, (_all, name: string) => {
    const value = String(rest[name]);
    delete rest[name];
    return encodeURIComponent(value);
  });
  return { url: `${shop.url}/${graph}/api${filled}`, rest };
}

/** As a query string: lists repeated, objects as JSON, null left out. */
function toSearch(variables: Variables): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(variables)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null) search.append(name, typeof one === 'object' ? JSON.stringify(one) : String(one));
    }
  }
  return search.size === 0 ? '' : `?${search}`;
}

/** As XML, by the rule of docs/rest-and-xml-clients.md. */
function toXml(name: string, value: unknown): string {
  if (value === null) return `<${name} xsi:nil="true"/>`;
  const content = Array.isArray(value)
    ? value.map((item) => toXml('item', item)).join('')
    : typeof value === 'object'
      ? Object.entries(value as object)
          .map(([key, inner]) => toXml(key, inner))
          .join('')
      : String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<${name}>${content}</${name}>`;
}

function toXmlBody(name: string, variables: Variables): string {
  const namespace = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
  return toXml(`${name}Request`, variables).replace(/^<\w+/, (tag) => `${tag} ${namespace}`);
}

/** What an element stands for, told by what it should be: XML alone does not tell a number from a text. */
function fromXml(element: XmlElement, like: unknown): unknown {
  if (element.attributes.some(({ name, value }) => name === 'nil' && value === 'true')) return null;
  const children = childElements(element);
  if (Array.isArray(like)) {
    expect(children.map(({ name }) => name)).toEqual(children.map(() => 'item'));
    return children.map((child, index) => fromXml(child, like[index]));
  }
  if (typeof like === 'object' && like !== null) {
    const members = like as Readonly<Record<string, unknown>>;
    return Object.fromEntries(children.map((child) => [child.name, fromXml(child, members[child.name])]));
  }
  const text = textOf(element);
  return typeof like === 'string' ? text : JSON.parse(text);
}

const documents = new Map<string, Promise<string>>();

function documentOf(graph: GraphName, name: string): Promise<string> {
  const key = `${graph}/${name}`;
  const known = documents.get(key) ?? fetch(`${shop.url}/${graph}/api/${name}`).then((response) => response.text());
  documents.set(key, known);
  return known;
}

/** What was sent and answered as XML, by the client graph whose schema it has to be valid by. */
const seenXml: Readonly<Record<GraphName, Map<string, string>>> = { mobile: new Map(), web: new Map() };

describe.each(cases)('$title', ({ title, graph, operation, path, variables }) => {
  let data: Answer['data'];
  beforeAll(async () => {
    const body = { documentId: operation.id, variables } as unknown as Parameters<typeof post>[1];
    const answer = await post(`${shop.url}/${graph}/graphql`, body, signedIn[graph]);
    expect(answer.errors).toBeUndefined();
    data = answer.data;
    // Something is there to compare.
    expect(Object.values(data)).not.toContain(null);
  });

  const ways =
    operation.type === 'mutation'
      ? (['JSON by POST', 'XML by POST'] as const)
      : (['JSON by GET', 'JSON by POST', 'XML by GET', 'XML by POST'] as const);

  test.each(ways)('is the same as %s', async (way) => {
    const { url, rest } = place(graph, path, variables);
    const xml = way.startsWith('XML');
    const type = xml ? 'application/xml' : 'application/json';
    const body = xml ? toXmlBody(operation.name, rest) : JSON.stringify(rest);
    if (xml) seenXml[graph].set(`${title}, sent as ${way}`, body);
    const response = way.endsWith('GET')
      ? await fetch(`${url}${toSearch(rest)}`, { headers: { ...signedIn[graph], accept: type } })
      : await fetch(url, { method: 'POST', headers: { ...signedIn[graph], accept: type, 'content-type': type }, body });
    const text = await response.text();
    expect([response.status, response.headers.get('content-type'), text]).toEqual([
      200,
      `${type}; charset=utf-8`,
      expect.any(String),
    ]);
    if (xml) {
      seenXml[graph].set(`${title}, answered as ${way}`, text);
      const root = parseXml(text);
      expect(root.name).toBe(`${operation.name}Response`);
      expect(fromXml(root, data)).toEqual(data);
      return;
    }
    expect(JSON.parse(text)).toEqual(data);
    const openapi = JSON.parse(await documentOf(graph, 'openapi.json'));
    const method = way.endsWith('GET') ? 'get' : 'post';
    const ajv = new Ajv2020({ strict: false, formats: { int32: true, double: true, 'uri-reference': true } });
    ajv.addSchema(openapi, 'openapi');
    const operationPath = `openapi#/paths/${path.replaceAll('~', '~0').replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D')}/${method}`;
    const answers = ajv.compile({ $ref: `${operationPath}/responses/200/content/application~1json/schema` });
    expect([answers(JSON.parse(text)), answers.errors]).toEqual([true, null]);
    if (method === 'post') {
      const bodies = ajv.compile({ $ref: `${operationPath}/requestBody/content/application~1json/schema` });
      expect([bodies(rest), bodies.errors]).toEqual([true, null]);
    }
  });

  test('is the same as XML at the path of GraphQL', async () => {
    const response = await fetch(`${shop.url}/${graph}/graphql`, {
      method: 'POST',
      headers: { ...signedIn[graph], accept: 'application/xml', 'content-type': 'application/json' },
      body: JSON.stringify({ documentId: operation.id, variables }),
    });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/xml; charset=utf-8']);
    const text = await response.text();
    seenXml[graph].set(`${title}, at the path of GraphQL`, text);
    expect(fromXml(parseXml(text), data)).toEqual(data);
  });
});

const problemOf = async (response: Response) => ({
  status: response.status,
  type: response.headers.get('content-type'),
  problem: await response.json(),
});

// All at once, since the validator starts anew for each call.
test.each(['mobile', 'web'] as const)('the XML Schema of %s allows all that was sent and answered', async (graph) => {
  const count = cases.filter((one) => one.graph === graph).length;
  expect(seenXml[graph].size).toBeGreaterThanOrEqual(3 * count);
  const schema = { fileName: 'schema.xsd', contents: await documentOf(graph, 'schema.xsd') };
  const xml = [...seenXml[graph]].map(([title, contents], index) => ({ fileName: `${index}.xml`, title, contents }));
  const { errors } = await validateXML({ xml, schema: [schema] });
  const titled = errors.map(
    ({ loc, message }) => `${xml.find(({ fileName }) => fileName === loc?.fileName)?.title}: ${message}`,
  );
  expect(titled).toEqual([]);
  // One that is not valid is found among the others.
  const [first] = xml;
  const spoilt = {
    fileName: 'spoilt.xml',
    contents: first?.contents.replace(/<\/\w+>$/, (end) => `<spoilt/>${end}`) ?? '',
  };
  const { errors: found } = await validateXML({ xml: [...xml, spoilt], schema: [schema] });
  expect(found.map(({ loc }) => loc?.fileName)).toEqual(['spoilt.xml']);
});

describe.each(['mobile', 'web'] as const)('the OpenAPI document of %s', (graph) => {
  test('is understood by whoever imports it, to the last operation', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'facet-endpoints-')), 'openapi.json');
    writeFileSync(file, await documentOf(graph, 'openapi.json'));
    const { report, sdl } = await importDocument('openapi', file);
    const count = operationsOf(graph).reduce((sum, { type }) => sum + (type === 'mutation' ? 1 : 2), 0);
    expect(report.counts).toMatchObject({ operations: count, imported: count });
    expect(report.notes.filter(({ kind }) => kind === 'omitted')).toEqual([]);
    for (const { name } of operationsOf(graph)) expect(sdl.toLowerCase()).toContain(name.toLowerCase());
  });

  test('says how to prove who is calling, and that nobody has to', async () => {
    const openapi = JSON.parse(await documentOf(graph, 'openapi.json'));
    const { securitySchemes } = openapi.components;
    expect(securitySchemes).toEqual({
      shop: {
        type: 'openIdConnect',
        openIdConnectUrl: `${identity.origin}/.well-known/openid-configuration`,
        description: `An access token of ${identity.origin} for the audience "urn:facet-shop:${graph}".`,
      },
    });
    const found = (await (await fetch(securitySchemes.shop.openIdConnectUrl)).json()) as { issuer: string };
    expect(found.issuer).toBe(identity.origin);
    const operations = Object.values(openapi.paths).flatMap((item) => Object.values(item as object));
    expect(operations.map(({ security }) => security)).toEqual(operations.map(() => [{ shop: [] }, {}]));
  });

  test.each(['/no-such', `${asked[graph].MyOrders?.[0]?.path}`])('describes the problem at %s', async (path) => {
    const response = await fetch(`${shop.url}/${graph}/api${path}`);
    const problem: unknown = await response.json();
    const openapi = JSON.parse(await documentOf(graph, 'openapi.json'));
    const ajv = new Ajv2020({ strict: false, formats: { int32: true, 'uri-reference': true } });
    ajv.addSchema(openapi, 'openapi');
    expect(openapi.paths['/my-orders'].get.responses.default).toEqual({ $ref: '#/components/responses/problem' });
    const { schema } = openapi.components.responses.problem.content['application/problem+json'];
    const isProblem = ajv.compile({ $ref: `openapi${schema.$ref}` });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect([isProblem(problem), isProblem.errors]).toEqual([true, null]);

    // Its lists in XML, too, are called what the document says.
    const asXml = await fetch(`${shop.url}/${graph}/api${path}`, { headers: { accept: 'application/xml' } });
    const errors = childElements(parseXml(await asXml.text()), 'errors').flatMap((list) => childElements(list));
    const { name } = openapi.components.schemas['graphql-problem'].properties.errors.items.xml;
    expect(errors.map((error) => error.name)).toEqual([name]);
  });
});

describe('an endpoint of the example', () => {
  test('answers a problem where the shop does not sell the product', async () => {
    const response = await problemOf(await fetch(`${shop.url}/web/api/products/NO-SUCH`));
    const [code, message] = ['UNKNOWN_SKU', 'Unknown SKU "NO-SUCH"'];
    expect(response).toEqual({
      status: 404,
      type: 'application/problem+json; charset=utf-8',
      problem: {
        type: 'about:blank',
        title: 'Not Found',
        status: 404,
        detail: message,
        code,
        errors: [{ message, code, path: ['productPage', 'product'] }],
      },
    });
  });

  test('answers a problem when a source is away, and its data again when it is back', async () => {
    const url = `${shop.url}/mobile/api/product-screen?sku=FX-10001&width=320`;
    shop.sources.get('products').behave({ failWithStatus: 500 });
    const response = await problemOf(await fetch(url));
    expect([response.status, response.type]).toEqual([502, 'application/problem+json; charset=utf-8']);
    expect(response.problem).toMatchObject({ title: 'Bad Gateway', status: 502, code: 'SOURCE_BAD_ANSWER' });
    shop.sources.reset();
    expect((await fetch(url)).status).toBe(200);
  });

  test('refuses who sends a token of another client graph, in the format that was asked for', async () => {
    const response = await fetch(`${shop.url}/mobile/api/my-orders`, {
      headers: { ...signedIn.web, accept: 'application/xml' },
    });
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toBe('application/problem+xml; charset=utf-8');
    expect(response.headers.get('www-authenticate')).toContain('Bearer');
    const root = parseXml(await response.text());
    expect([root.namespace, root.name]).toEqual(['urn:ietf:rfc:7807', 'problem']);
    expect(childElements(root, 'code').map(textOf)).toEqual(['UNAUTHENTICATED']);
  });

  test('places no order for a page of another site, whatever type its form is sent as', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const response = await fetch(`${shop.url}/mobile/api/place-order`, {
        method: 'POST',
        headers: { ...signedIn.mobile, 'content-type': type },
        body: JSON.stringify({ input: order }),
      });
      expect(response.status).toBe(415);
    }
    expect((await fetch(`${shop.url}/mobile/api/place-order`, { headers: signedIn.mobile ?? {} })).status).toBe(405);
  });
});
