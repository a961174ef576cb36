import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { sourceVersion } from './source-version.js';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@shareable", "@inaccessible", "@external", "@requires"])';
const connect = '@link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])';
const products = `${link} type Query { top: Product } type Product @key(fields: "id") { id: ID! name: String @shareable color: Color } enum Color { RED }`;
const others = `${link} type Product @key(fields: "id") { id: ID! name: String @shareable }`;

function versionOf(sdls: Readonly<Record<string, string>>, graph = 'PRODUCTS'): string {
  const services = Object.entries(sdls).map(([name, sdl]) => ({ name, url: '', typeDefs: parse(sdl) }));
  const { supergraphSdl, errors } = composeServices(services);
  if (supergraphSdl === undefined) {
    throw new Error(errors?.map(({ message }) => message).join('\n'));
  }
  return sourceVersion(parse(supergraphSdl), graph);
}

describe('sourceVersion()', () => {
  const version = versionOf({ products, others });

  test('does not depend on what other sources have, nor on what a contract hides', () => {
    const own = `${link} type Query { mine: Int } type Product @key(fields: "id") { id: ID! extra: Int @inaccessible } type Own { a: Int }`;
    expect(versionOf({ own, products, others })).toBe(version);
    expect(versionOf({ products })).toBe(version);
    expect(versionOf({ products: products.replace('color: Color', 'color: Color @inaccessible'), others })).toBe(
      version,
    );
  });

  test.each([
    ['a field’s type', products.replace('color: Color', 'color: String')],
    ['an argument', products.replace('color:', 'color(of: Int):')],
    ['a further field', products.replace('color:', 'size: Int color:')],
    ['a key', products.replace('@key(fields: "id")', '@key(fields: "id") @key(fields: "id name")')],
    ['a value of an enum', products.replace('RED', 'RED GREEN')],
    [
      'what is required',
      products.replace(
        'name: String @shareable color: Color',
        'name: String @external color: Color @requires(fields: "name")',
      ),
    ],
  ])('depends on %s', (_what, changed) => {
    expect(versionOf({ products: changed, others })).not.toBe(version);
  });

  test('depends on connectors of the source, and not on those of others', () => {
    const withConnector = (path: string, name: string) =>
      `${link} ${connect} @source(name: "api", http: { baseURL: "http://a.example" }) type Query { ${name}: Int @connect(source: "api", http: { GET: "/${path}" }, selection: "$") }`;
    const one = versionOf({ products: withConnector('a', 'x') });
    expect(versionOf({ products: withConnector('b', 'x') })).not.toBe(one);
    expect(versionOf({ products: withConnector('a', 'x'), own: withConnector('b', 'y') })).toBe(one);
  });
});
