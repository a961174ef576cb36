import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { main } from '../cli.js';
import { wsdlAround } from '../sources/connectors/soap/soap.test-kit.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'facet-import-'));
  write('api.json', JSON.stringify(petApi('listPets')));
});

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

/** Runs `facet import` in the folder. */
async function run(...args: string[]) {
  let [out, err] = ['', ''];
  const exitCode = await main(['import', ...args], {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    environment: {},
    folder,
  });
  return { exitCode, out, err };
}

function petApi(operationId: string) {
  const Pet = { type: 'object', required: ['name'], properties: { name: { type: 'string' } } };
  const content = { 'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/Pet' } } } };
  return {
    openapi: '3.0.0',
    info: { title: 'Pets', version: '1' },
    servers: [{ url: 'http://pets.example' }],
    paths: { '/pets': { get: { operationId, responses: { 200: { description: 'ok', content } } }, options: {} } },
    components: { schemas: { Pet } },
  };
}

describe('facet import openapi', () => {
  it('writes the subgraph to standard output, and what it left out to standard error', async () => {
    const { exitCode, out, err } = await run('openapi', 'api.json');
    expect(exitCode).toBe(0);
    expect(out).toContain('type Query {\n  pets: [Pet!] @connect(source: "pets"');
    expect(err).toBe(
      'imported 1 of 2 operations: 1 queries, 0 mutations, 1 not expressible\nLeft out:\n  OPTIONS /pets: connectors cannot send OPTIONS\n',
    );
  });

  it('shows what changed when it imports again, and keeps the overlay', async () => {
    expect((await run('openapi', 'api.json', '--out', 'schema.graphql', '--report', 'report.json')).err).toContain(
      'wrote schema.graphql',
    );
    expect(JSON.parse(read('report.json'))).toMatchObject({
      counts: { operations: 2, imported: 1, notExpressible: 1 },
      operations: [{ subject: 'GET /pets', coordinate: 'Query.pets' }],
      notes: [{ kind: 'omitted', subject: 'OPTIONS /pets' }],
    });
    expect((await run('openapi', 'api.json', '--out', 'schema.graphql')).err).toContain('schema.graphql is current');

    write('schema.overlay.graphql', 'extend type Query { "All of them." allPets: [Pet!] }');
    write('api.json', JSON.stringify(petApi('allPets')));
    const check = await run('openapi', 'api.json', '--out', 'schema.graphql', '--check');
    expect(check).toMatchObject({ exitCode: 1, err: expect.stringContaining('schema.graphql is not current') });
    const again = await run('openapi', 'api.json', '--out', 'schema.graphql');
    expect(again.err).toContain('+ Query.allPets: allPets: [Pet!]\n- Query.pets: pets: [Pet!]\nwrote schema.graphql\n');
    expect(read('schema.graphql')).toContain('"All of them."');
  });

  it('replaces neither what somebody has edited nor what it has not written, unless forced', async () => {
    await run('openapi', 'api.json', '--out', 'schema.graphql');
    writeFileSync(join(folder, 'schema.graphql'), read('schema.graphql').replace('name: String!', 'name: String'));
    const edited = await run('openapi', 'api.json', '--out', 'schema.graphql');
    expect(edited).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('was edited by hand since it was imported'),
    });
    const forced = await run('openapi', 'api.json', '--out', 'schema.graphql', '--force');
    expect(forced.err).toContain('~ Pet.name: name: String -> name: String!');
    write('own.graphql', 'type Query { a: Int }');
    const foreign = await run('openapi', 'api.json', '--out', 'own.graphql');
    expect(foreign).toMatchObject({ exitCode: 2, err: expect.stringContaining('was not written by an import') });
  });

  it('says once what the configuration has to have, which it takes', async () => {
    const api = petApi('listPets') as Record<string, unknown>;
    const components = api['components'] as object;
    const petKey = { type: 'apiKey', in: 'header', name: 'X-Key' };
    write(
      'api.json',
      JSON.stringify({
        ...api,
        security: [{ petKey: [] }],
        components: { ...components, securitySchemes: { petKey } },
      }),
    );
    const { err } = await run('openapi', 'api.json', '--out', 'subgraphs/pets/schema.graphql');
    const [, settings = ''] = err.split('to serve it, add to facet.yaml:\n');
    expect(parseYaml(settings)).toEqual({
      sources: {
        each: {
          pets: {
            schema: './subgraphs/pets/schema.graphql',
            // biome-ignore lint/suspicious/noTemplateCurlyInString: as the configuration names the environment
            connectors: { pets: { config: { petKey: '${PETS_PET_KEY}' } } },
          },
        },
      },
    });
    mkdirSync(join(folder, 'graph'));
    write('graph/facet.bff.yaml', 'name: graph\nowner: team\npath: /graphql\n');
    write('facet.yaml', `${settings.replace(/^ {2}/gm, '')}clientGraphs: [./graph]\n`);
    const output: string[] = [];
    const add = (text: string) => void output.push(text);
    const context = { out: add, err: add, environment: { PETS_PET_KEY: 'secret' }, folder };
    expect([await main(['compose'], context), output.join('')]).toEqual([0, expect.stringContaining('graph.graphql')]);
    expect((await run('openapi', 'api.json', '--out', 'subgraphs/pets/schema.graphql', '--force')).err).not.toContain(
      'to serve it',
    );
  });

  it('names the environment so that no other source, nor the system, means something else by it', async () => {
    const schemes = {
      api_key: { type: 'apiKey', in: 'header', name: 'X-Key' },
      shop2Key: { type: 'http', scheme: 'basic' },
    };
    const api = { ...petApi('listPets'), security: [{ api_key: [], shop2Key: [] }] };
    write('api.json', JSON.stringify({ ...api, components: { ...api.components, securitySchemes: schemes } }));
    const { err } = await run('openapi', 'api.json', '--out', 'subgraphs/shop-2/schema.graphql');
    expect([...err.matchAll(/\$\{(.*)\}/g)].map(([, name]) => name)).toEqual(['SHOP_2_API_KEY', 'SHOP_2_SHOP2_KEY']);
  });

  it('says that a graph needs a query where a document has none', async () => {
    const api = petApi('addPet');
    write('api.json', JSON.stringify({ ...api, paths: { '/pets': { post: api.paths['/pets'].get } } }));
    const { err } = await run('openapi', 'api.json');
    expect(err).toContain('To do or know:\n  queries: none, and a graph needs one: --queries, or another subgraph\n');
  });

  it.each([
    ['openapi', 'api.xml', 'A WSDL is read by: facet import wsdl'],
    ['openapi', 'elsewhere.json', 'Allow what may be read with --allow-host or --allow-directory'],
    ['wsdl', 'api.json', 'JSON and YAML are read by: facet import openapi'],
  ])('says of %s %s what to do', async (kind, file, hint) => {
    write('api.xml', '<definitions xmlns="http://schemas.xmlsoap.org/wsdl/"/>');
    write('elsewhere.json', JSON.stringify({ openapi: '3.0.0', paths: { '/a': { $ref: 'http://other.example/a' } } }));
    const { exitCode, err } = await run(kind, file);
    expect([exitCode, err]).toEqual([1, expect.stringContaining(hint)]);
  });

  it('does not take line ends for edits', async () => {
    await run('openapi', 'api.json', '--out', 'schema.graphql');
    write('schema.graphql', read('schema.graphql').replaceAll('\n', '\r\n'));
    expect((await run('openapi', 'api.json', '--out', 'schema.graphql')).exitCode).toBe(0);
  });

  it('writes nothing that does not compose', async () => {
    write('schema.overlay.graphql', 'extend type Query { broken: Nothing }');
    const { exitCode, err } = await run('openapi', 'api.json', '--out', 'schema.graphql');
    expect([exitCode, err]).toEqual([1, expect.stringContaining('does not compose, so it is not written')]);
    expect(readdirSync(folder)).not.toContain('schema.graphql');
  });

  it('fetches a document, and shows no secret of its URL', async () => {
    const server = createServer((request, response) => {
      if (request.url !== '/api.json?key=s3cret') return response.writeHead(404).end();
      return response.end(read('api.json'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      expect((await run('openapi', `${url}/api.json?key=s3cret`)).exitCode).toBe(0);
      const { exitCode, err } = await run('openapi', `${url}/no.json?key=s3cret`);
      expect(exitCode).toBe(1);
      expect(err).toContain('the server answered 404');
      expect(err).not.toContain('s3cret');
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });
});

const wsdl =
  wsdlAround(`<x:element name="Do"><x:complexType><x:sequence><x:element name="Size" type="x:int"/></x:sequence></x:complexType></x:element>
  <x:element name="DoResponse"><x:complexType><x:sequence><x:element name="Done" type="x:boolean"/></x:sequence></x:complexType></x:element>`);

describe('facet import wsdl', () => {
  it('writes a subgraph that names the WSDL relative to itself', async () => {
    write('service.wsdl', wsdl);
    const { exitCode, err } = await run('wsdl', 'service.wsdl', '--out', 'sub/schema.graphql', '--queries', 'D*');
    expect([exitCode, err]).toEqual([0, expect.stringContaining('imported 1 of 1 operations: 1 queries, 0 mutations')]);
    expect(read('sub/schema.graphql')).toContain('wsdl: "../service.wsdl"');
    expect(read('sub/schema.graphql')).toContain('do(size: Int!): Boolean');
  });

  it('keeps a WSDL that it fetched, with what that imports, beside the subgraph', async () => {
    const schema = '<x:schema xmlns:x="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:other"/>';
    const importing = wsdl.replace(
      '<types>',
      '<types><x:schema><x:import namespace="urn:other" schemaLocation="other.xsd?a=1&amp;b=2"/></x:schema>',
    );
    const server = createServer((request, response) => response.end(request.url === '/do.wsdl' ? importing : schema));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/do.wsdl`;
    try {
      expect((await run('wsdl', url)).exitCode).toBe(2);
      expect((await run('wsdl', url, '--out', 'schema.graphql')).exitCode).toBe(0);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
    expect(readdirSync(folder).sort()).toEqual(['api.json', 'schema-1.xsd', 'schema.graphql', 'schema.wsdl']);
    expect(read('schema.graphql')).toContain('wsdl: "./schema.wsdl"');
    // Without the server: what was kept is whole.
    expect((await run('wsdl', 'schema.wsdl')).exitCode).toBe(0);
  });

  it('refuses WSDL 2.0 and what is none', async () => {
    write('two.wsdl', '<description xmlns="http://www.w3.org/ns/wsdl"/>');
    expect(await run('wsdl', 'two.wsdl')).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('WSDL_UNSUPPORTED'),
    });
    expect(await run('wsdl', 'api.json')).toMatchObject({ exitCode: 1, err: expect.stringContaining('WSDL_INVALID') });
  });
});
