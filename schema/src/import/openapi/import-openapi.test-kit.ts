import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { stringify } from 'yaml';
import { composeClientGraph } from '../../compose/compose-client-graph.js';
import type { ImportResult } from '../import-result.js';
import { type ImportOpenApiOptions, importOpenApi } from './import-openapi.js';

/** A part of a document. */
export type Node = Readonly<Record<string, unknown>>;

/** Writes a document into a folder of its own, and tells where. */
export function writeDocument(document: unknown): string {
  const file = join(mkdtempSync(join(tmpdir(), 'facet-openapi-')), 'api.yaml');
  writeFileSync(file, typeof document === 'string' ? document : stringify(document));
  return file;
}

/** Imports a document of these paths and schemas; the result has to compose. */
export async function importOf(
  paths: Node,
  more: { readonly schemas?: Node; readonly root?: Node; readonly options?: ImportOpenApiOptions } = {},
): Promise<ImportResult> {
  const { schemas = {}, root = {}, options = {} } = more;
  const document = {
    openapi: '3.1.0',
    info: { title: 'Pets', version: '1' },
    servers: [{ url: 'https://pets.example/v1' }],
    paths,
    components: { schemas },
    ...root,
  };
  const result = await importOpenApi(writeDocument(JSON.stringify(document)), options);
  const shared = [
    { name: 'pets', url: '', file: 'pets.graphql', sdl: result.sdl },
    { name: 'other', url: '', file: 'other.graphql', sdl: 'type Query { other: Boolean }' },
  ];
  const { problems } = await composeClientGraph({ name: 'g', shared, contract: { include: [], exclude: [] } });
  expect(problems).toEqual([]);
  return result;
}

/** Something with a JSON body. */
export const json = (schema: unknown) => ({ description: 'ok', content: { 'application/json': { schema } } });
/** A path with a GET. */
export const get = (schema: unknown, more: Node = {}) => ({ get: { responses: { 200: json(schema) }, ...more } });
/** A path with a POST that answers nothing. */
export const post = (schema: unknown, more: Node = {}) => ({
  post: { requestBody: { content: json(schema).content }, responses: { 204: { description: 'ok' } }, ...more },
});
export const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** Lines without their margin, and without a connector that has room beside its field. */
export const lines = (sdl: string) => sdl.split('\n').map((line) => line.trim().replace(/ @connect\(.*/, ''));
