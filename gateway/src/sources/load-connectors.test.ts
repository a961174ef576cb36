import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { connectorsLibrary } from './connectors-library.js';
import { loadConnectors } from './load-connectors.js';

function compose(typeDefs: string): string {
  const { supergraphSdl, errors } = composeServices([{ name: 'a', url: 'http://a', typeDefs: parse(typeDefs) }]);
  if (supergraphSdl === undefined) {
    throw new Error(String(errors));
  }
  return supergraphSdl;
}

const federation = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.12")';

describe('loadConnectors()', () => {
  it('loads nothing for a supergraph without connectors, though it defines the directive that carries them', async () => {
    const sdl = compose(`${federation} type Query { ok: Boolean }`);
    expect(sdl).toContain('directive @join__directive');
    expect(await loadConnectors(sdl)).toBeUndefined();
  });

  it.each(['connect', 'mine'])('loads them for a supergraph that has some, called %s', async (name) => {
    const as = name === 'mine' ? '{ name: "@connect", as: "@mine" }' : `"@connect" "@source"`;
    const connect = name === 'mine' ? 'mine' : 'connect';
    const sdl = compose(`
      ${federation} @link(url: "https://specs.apollo.dev/connect/v0.2", import: [${as}])
      type Query { ok: Boolean @${connect}(http: { GET: "http://b/(ok)" } selection: "$") }
    `);
    const library = await loadConnectors(sdl);
    expect(library).toBe(connectorsLibrary);
    expect(library?.find(parse(sdl), 'a')?.connectors).toHaveLength(1);
    expect(library?.find(parse(sdl), 'b')).toBeUndefined();
  });

  it('finds them whatever the order of arguments, and the white space between them', async () => {
    const written =
      'schema\n  @join__directive ( args: { note: "a)b" }, graphs: [A], name: "connect") { query: Query }';
    expect(await loadConnectors(`directive  @join__directive(name: String!) on SCHEMA\n${written}`)).toBe(
      connectorsLibrary,
    );
  });
});
