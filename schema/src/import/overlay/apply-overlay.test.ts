import { describe, expect, it } from 'vitest';
import { applyOverlay } from './apply-overlay.js';
import { printChanges, sdlChanges } from './sdl-changes.js';

const sdl = `# Imported.

extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
  @source(name: "api", http: { baseURL: "http://a" })

type Query {
  "One pet."
  pet(id: ID!): Pet @connect(source: "api", selection: "id name") @tag(name: "pets")
  pets: [Pet!]
}

type Pet @key(fields: "id") {
  id: ID!
  name: String
}
`;
const over = (text: string) => applyOverlay(sdl, { file: 'overlay.graphql', text });

describe('applyOverlay()', () => {
  it('leaves the text as it is when it says nothing', () => {
    expect(over('# nothing yet\n')).toEqual({ sdl, unmatched: [] });
  });

  it('changes a field, and keeps what it does not mention', () => {
    const { sdl: text } = over('extend type Query { pet(id: ID!, now: Boolean): Pet! @tag(name: "public") }');
    expect(text).toContain(
      '"One pet."\n  pet(id: ID!, now: Boolean): Pet! @connect(source: "api", selection: "id name") @tag(name: "pets") @tag(name: "public")\n',
    );
  });

  it('adds fields, types and directives', () => {
    const { sdl: text } = over('extend type Pet @tag(name: "x") { age: Int }\nscalar Extra');
    expect(text).toContain('type Pet @key(fields: "id") @tag(name: "x") {\n  id: ID!\n  name: String\n  age: Int\n}');
    expect(text.endsWith('\n\nscalar Extra\n')).toBe(true);
  });

  it('removes fields and types, and says what is not there', () => {
    const { sdl: text, unmatched } = over(
      'extend type Query { pets: Int @remove  gone: Int @remove }\nextend type No { a: Int }',
    );
    expect(text).not.toContain('pets: [Pet!]');
    expect(unmatched).toEqual(['Query.gone', 'No']);
  });

  it('replaces a type, a source of the same name and a link of the same specification', () => {
    const { sdl: text } = over(`type Pet { only: Int }
      extend schema @source(name: "api", http: { baseURL: "http://b" }) @source(name: "two", http: { baseURL: "http://c" })
        @link(url: "https://specs.apollo.dev/federation/v2.13", import: ["@key", "@tag"])`);
    expect(text).toContain('type Pet {\n  only: Int\n}');
    expect(text.match(/@source/g)).toHaveLength(2);
    expect(text).toContain('v2.13');
    expect(text).not.toContain('v2.12');
  });

  it('keeps what it does not mention of a source: credentials and the shape of errors', () => {
    const secured = sdl.replace(
      '{ baseURL: "http://a" }',
      '{ baseURL: "http://a", headers: [{ name: "K", value: "{$config.k}" }] }, errors: { message: "m" }',
    );
    const overlay = (text: string) => applyOverlay(secured, { file: 'overlay.graphql', text }).sdl;
    expect(
      overlay('extend schema @source(name: "api", isSuccess: "$(true)", http: { baseURL: "http://b" })'),
    ).toContain(
      '@source(name: "api", http: {baseURL: "http://b", headers: [{name: "K", value: "{$config.k}"}]}, errors: {message: "m"}, isSuccess: "$(true)")',
    );
    expect(overlay('extend schema @source(name: "api", http: { headers: [] })')).toContain(
      'http: {baseURL: "http://a", headers: []}, errors',
    );
  });

  it('names the line of what does not parse', () => {
    expect(() => over('type Pet {\n  a\n}')).toThrow('overlay.graphql:3: Syntax Error');
  });
});

describe('sdlChanges()', () => {
  it('names what is new, gone or another', () => {
    const after = over('extend type Query { pet(id: ID!): Pet!  pets: Int @remove  cats: [Pet!] }\nscalar Extra').sdl;
    expect(printChanges(sdlChanges(sdl, after))).toBe(
      [
        '~ Query.pet: pet(id: ID!): Pet -> pet(id: ID!): Pet!',
        '+ Query.cats: cats: [Pet!]',
        '+ Extra: scalar',
        '- Query.pets: pets: [Pet!]',
        '',
      ].join('\n'),
    );
  });

  it('sees changes of directives, none of layout', () => {
    expect(sdlChanges(sdl, sdl.replaceAll('\n  ', '\n      '))).toEqual([]);
    const changed = sdlChanges(sdl, sdl.replace('"id name"', '"id"'));
    expect(changed).toEqual([{ kind: 'changed', element: 'Query.pet', detail: 'description or directives' }]);
  });
});
