import { describe, expect, it } from 'vitest';
import { openZoo, persistedOf, zooOperations } from './endpoints.test-kit.js';

const pathsOf = (endpoints: ReturnType<typeof openZoo>) =>
  endpoints
    .current()
    .all.map(({ operation, path }) => `${operation.name} ${path}`)
    .toSorted();

describe('openEndpoints()', () => {
  it('makes an endpoint of every query and mutation of the manifest', () => {
    expect(pathsOf(openZoo())).toEqual(['Animals /animals', 'Rename /rename', 'Scalars /scalars', 'Thing /thing']);
  });

  it('makes endpoints of those in routes alone, where these say, with expose: routes', () => {
    const routes = new Map([['Thing', { path: '/things/{id}', partialData: 'allow' as const }]]);
    const endpoints = openZoo({ expose: 'routes', routes });
    expect(pathsOf(endpoints)).toEqual(['Thing /things/{id}']);
    expect(endpoints.current().match('/things/7')).toMatchObject({
      kind: 'endpoint',
      endpoint: { partialData: 'allow', operation: { id: 'id-of-Thing', type: 'query' } },
      pathValues: new Map([['id', '7']]),
    });
    expect(endpoints.current().match('/thing')).toEqual({ kind: 'none' });
  });

  it('prefers paths without variables', () => {
    const routes = new Map([
      ['Thing', { path: '/x/{id}' }],
      ['Scalars', { path: '/x/all' }],
    ]);
    const { match } = openZoo({ routes }).current();
    expect(match('/x/all')).toMatchObject({ endpoint: { operation: { name: 'Scalars' } } });
    expect(match('/x/al')).toMatchObject({ endpoint: { operation: { name: 'Thing' } } });
  });

  it('serves its documents, or does not', () => {
    for (const path of ['/openapi.json', '/schema.xsd']) {
      expect(openZoo().current().match(path)).toMatchObject({ kind: 'document', document: { status: 200 } });
      expect(openZoo({ documents: false }).current().match(path)).toEqual({ kind: 'none' });
    }
  });

  it.each([
    [{ Nothing: {} }, '"Nothing" of endpoints.routes is no operation of the manifest'],
    [{ Thing: { path: '/a/{x}' } }, 'its path has "{x}", and it has no variable $x'],
    [
      { Thing: { path: '/a/{id}/{id}' } },
      '"{id}" cannot be in its path: only one scalar or enum value can stand there, once',
    ],
    [{ Animals: { path: '/a/{filter}' } }, '"{filter}" cannot be in its path'],
    [{ Animals: { path: '/a/{ids}' } }, '"{ids}" cannot be in its path'],
    [{ Thing: { path: '/scalars' } }, 'its path "/scalars" is that of "Thing"'],
    [{ Thing: { path: '/openapi.json' } }, 'its path "/openapi.json" is that of a document of the endpoints'],
  ])('refuses to start with routes %j', (routes, message) => {
    expect(() => openZoo({ routes: new Map(Object.entries(routes)) })).toThrow(message);
  });

  it('refuses to start without the manifest', () => {
    expect(() => openZoo({ manifest: 'manifests/zoo/2.json' })).toThrow(
      'The operations of endpoints are not there: the manifest "manifests/zoo/2.json" does not exist',
    );
  });

  it('leaves out an operation that the schema does not allow any more, and says so', () => {
    const lines: object[] = [];
    const persisted = persistedOf({ ...zooOperations, Old: 'query Old { gone }' });
    expect(pathsOf(openZoo({}, { persisted: () => persisted, lines }))).not.toContain('Old /old');
    expect(lines).toMatchObject([{ level: 'warn', msg: expect.stringContaining('"Old" cannot be an endpoint') }]);
  });

  it('follows changed manifests, and goes on with what was there when these cannot be used', () => {
    const lines: object[] = [];
    let persisted = persistedOf({ Scalars: zooOperations.Scalars });
    const routes = new Map([['Scalars', {}]]);
    const endpoints = openZoo({ routes }, { persisted: () => persisted, lines });
    persisted = persistedOf({ Scalars: zooOperations.Scalars, Thing: zooOperations.Thing });
    expect(pathsOf(endpoints)).toEqual(['Scalars /scalars', 'Thing /thing']);
    persisted = persistedOf({ Thing: zooOperations.Thing });
    expect(pathsOf(endpoints)).toEqual(['Scalars /scalars', 'Thing /thing']);
    expect(pathsOf(endpoints)).toEqual(['Scalars /scalars', 'Thing /thing']);
    expect(lines).toMatchObject([
      { level: 'error', problems: ['"Scalars" of endpoints.routes is no operation of the manifest'] },
    ]);
  });
});
