import { describe, expect, it } from 'vitest';
import { everybody } from './describe-security.js';
import { openZoo, zooEndpoint } from './endpoints.test-kit.js';
import { openApiDocument } from './openapi-document.js';

// biome-ignore lint/suspicious/noExplicitAny: a document whose parts are looked at one by one.
const describeZoo = (): any => {
  const routes = new Map([['Rename', { path: '/animals/{id}/name' }]]);
  const { all } = openZoo({ routes, partialData: 'allow' }).current();
  return openApiDocument({ name: 'zoo', path: '/zoo/api', all, callers: everybody, csrf: 'fetch-metadata' });
};

const nullable = (schema: object) => ({ anyOf: [schema, { type: 'null' }] });

describe('openApiDocument()', () => {
  it('has GET and POST for queries, and POST alone for mutations, below the path of all', () => {
    const { openapi, servers, paths } = describeZoo();
    expect([openapi, servers]).toEqual(['3.1.0', [{ url: '/zoo/api' }]]);
    expect(Object.entries(paths).map(([path, item]) => [path, Object.keys(item as object)])).toEqual([
      ['/animals', ['get', 'post']],
      ['/thing', ['get', 'post']],
      ['/scalars', ['get', 'post']],
      ['/animals/{id}/name', ['post']],
    ]);
  });

  it('describes variables as parameters: lists repeated, objects as JSON, with their defaults', () => {
    const parameters = describeZoo().paths['/animals'].get.parameters;
    expect(parameters.slice(0, 4)).toEqual([
      {
        name: 'filter',
        in: 'query',
        required: false,
        content: { 'application/json': { schema: nullable({ $ref: '#/components/schemas/Filter' }) } },
      },
      {
        name: 'ids',
        in: 'query',
        required: false,
        style: 'form',
        explode: true,
        schema: {
          type: ['array', 'null'],
          items: { type: 'string', xml: { name: 'item' } },
          xml: { wrapped: true },
        },
      },
      { name: 'size', in: 'query', required: false, schema: nullable({ $ref: '#/components/schemas/Size' }) },
      {
        name: 'first',
        in: 'query',
        required: false,
        schema: { type: ['integer', 'null'], format: 'int32', default: 5 },
      },
    ]);
  });

  it('has variables of the path as parameters, and the others of a POST in its body, as an element of XML too', () => {
    const { parameters, requestBody } = describeZoo().paths['/animals/{id}/name'].post;
    expect(parameters).toEqual([{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }]);
    const schema = {
      type: 'object',
      properties: { name: { type: ['string', 'null'] } },
      additionalProperties: false,
      xml: { name: 'RenameRequest' },
    };
    expect(requestBody).toEqual({
      required: false,
      content: { 'application/json': { schema }, 'application/xml': { schema } },
    });
  });

  it('asks for the header that a GET needs where csrf is preflight, and of nothing else', () => {
    const { all } = openZoo().current();
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    const { paths }: any = openApiDocument({
      name: 'zoo',
      path: '/zoo/api',
      all,
      callers: everybody,
      csrf: 'preflight',
    });
    const header = { name: 'GraphQL-Require-Preflight', in: 'header', required: true };
    expect(paths['/scalars'].get.parameters).toEqual([{ ...header, schema: { type: 'string', enum: ['true'] } }]);
    expect(paths['/scalars'].post.parameters).toEqual([]);
  });

  it('describes input objects that contain themselves once, and enums', () => {
    const { schemas } = describeZoo().components;
    expect(schemas.Size).toEqual({ type: 'string', enum: ['SMALL', 'LARGE'] });
    expect(schemas.Filter).toMatchObject({
      additionalProperties: false,
      properties: {
        name: { type: 'string' },
        near: nullable({ $ref: '#/components/schemas/Filter' }),
        id: {
          title: 'Long',
          description: 'A number with as many digits as it takes.',
          externalDocs: { url: 'https://scalars.example/long' },
        },
      },
    });
    expect(schemas.Filter).not.toHaveProperty('required');
  });

  it('requires of an answer what is always there, and has errors beside partial data only where these are allowed', () => {
    const answer = describeZoo().paths['/animals'].get.responses[200].content['application/json'].schema;
    expect(answer).toMatchObject({ required: ['animals'], xml: { name: 'AnimalsResponse' } });
    expect(Object.keys(answer.properties)).toEqual(['animals', 'graphql-errors']);
    expect(answer.properties.animals.items.required).toEqual(['id', '__typename', 'label']);
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    const refusing: any = openApiDocument({
      name: 'zoo',
      path: '/zoo/api',
      all: [zooEndpoint('Scalars')],
      callers: everybody,
      csrf: 'fetch-metadata',
    });
    const schema = refusing.paths['/scalars'].get.responses[200].content['application/json'].schema;
    expect(Object.keys(schema.properties)).toEqual(['grid', 'big', 'json', 'text']);
  });
});
