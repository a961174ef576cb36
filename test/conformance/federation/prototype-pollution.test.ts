import { afterEach, describe, expect, it } from 'vitest';
import { type RunningGraph, startGraph } from '../../kit/start-graph.js';
import { section } from './kit/sections.js';
import { startFederation, type TestSubgraphs } from './kit/start-federation.js';

const names = ['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString', 'valueOf', '__defineGetter__'];

/** Everything that a polluted prototype would show: no new key, and every old one as it was. */
const untouched = new Map([Object.prototype, Array.prototype, Function.prototype].map((one) => [one, snapshot(one)]));
function snapshot(prototype: object): unknown {
  return Reflect.ownKeys(prototype).map((key) => [key, Reflect.getOwnPropertyDescriptor(prototype, key)]);
}
afterEach(() => {
  for (const [prototype, before] of untouched) expect(snapshot(prototype)).toEqual(before);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

const farm: TestSubgraphs = {
  barn: {
    sdl: `
      scalar Json
      type Query { cow: Cow cows: [Cow!]! echo(text: String, any: Json): String }
      type Cow @key(fields: "id") { id: ID! name: String any: Json prototype: String constructor: String }
    `,
    resolvers: {
      Query: {
        cow: () => cow,
        cows: () => [cow],
        echo: (_: unknown, { text, any }: { text?: string; any?: unknown }) => `${text} ${JSON.stringify(any)}`,
      },
      Cow: { constructor: () => 'a field', prototype: () => 'another' },
    },
  },
  dairy: {
    sdl: 'type Cow @key(fields: "id") { id: ID! name: String @external milk: String @requires(fields: "name") }',
    resolvers: { Cow: { milk: ({ name }: { name: string }) => `milk of ${name}` } },
  },
};
const cow = { id: 'c', name: 'Bella', any: JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":2}}') };
const anyText = '{"__proto__":{"polluted":1},"constructor":{"prototype":2}}';

describe('names that JavaScript objects inherit', () => {
  it.each(names)(
    'FED-PROTOTYPE-01 an alias "%s" of a field is answered, of a root field and of an entity',
    async (name) => {
      const { run } = await startFederation(farm);
      const { text, answer } = await run(
        `{ ${name}: cow { ${name}: name milk } cows { ${name}: milk id } other: cow { ${name}: __typename } }`,
      );
      expect(answer.errors, section.names).toBeUndefined();
      expect(text).toBe(
        `{"${name}":{"${name}":"Bella","milk":"milk of Bella"},"cows":[{"${name}":"milk of Bella","id":"c"}],"other":{"${name}":"Cow"}}`,
      );
    },
  );

  it.each(names)('FED-PROTOTYPE-02 a variable "$%s" is the client’s value, or none', async (name) => {
    const { run } = await startFederation(farm);
    const query = `query ($${name}: String = "default") { echo(text: $${name}) }`;
    const given = JSON.parse(`{"${name}":"given"}`);
    expect((await run(query, { variables: given })).answer, section.coerceVariables).toEqual({
      data: { echo: 'given undefined' },
    });
    expect((await run(query)).answer).toEqual({ data: { echo: 'default undefined' } });
    const required = await run(`query ($${name}: String!) { echo(text: $${name}) }`);
    expect(required.answer).toEqual({
      errors: [{ message: `Variable "$${name}" of required type "String!" was not provided.` }],
    });
  });

  it.each(names)('FED-PROTOTYPE-03 an operation and a fragment "%s" are found by their names', async (name) => {
    const { run } = await startFederation(farm);
    const query = `query ${name} { cow { ...${name} } } query Other { cow { id } } fragment ${name} on Cow { name milk }`;
    expect((await run(query, { operationName: name })).answer, section.names).toEqual({
      data: { cow: { name: 'Bella', milk: 'milk of Bella' } },
    });
    expect((await run(query, { operationName: 'Other' })).answer).toEqual({ data: { cow: { id: 'c' } } });
  });

  it('FED-PROTOTYPE-04 fields of such names are fields', async () => {
    const { run } = await startFederation(farm);
    const { answer } = await run('{ cow { constructor prototype milk p: constructor } }');
    expect(answer, section.names).toEqual({
      data: { cow: { constructor: 'a field', prototype: 'another', milk: 'milk of Bella', p: 'a field' } },
    });
  });

  it('FED-PROTOTYPE-05 a custom scalar with such keys goes through in both directions', async () => {
    const { run } = await startFederation(farm);
    const { text } = await run('query ($any: Json) { cow { any milk } echo(any: $any) }', {
      variables: JSON.parse(`{"any":${anyText},"__proto__":{"polluted":1}}`),
    });
    expect(text).toBe(
      `{"cow":{"any":${anyText},"milk":"milk of Bella"},"echo":${JSON.stringify(`undefined ${anyText}`)}}`,
    );
  });

  it.each([
    [
      'a root answer',
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"cow":{"id":"c","name":"Bella"}}',
    ],
    [
      'an object',
      '{"cow":{"__proto__":{"polluted":1},"id":"c","constructor":{"prototype":{"polluted":1}},"name":"Bella"}}',
    ],
    ['the type name', '{"cow":{"__typename":"__proto__","id":"c","name":"Bella"}}'],
  ])('FED-PROTOTYPE-06 a source that sends such keys in %s changes nothing', async (_, data) => {
    const { run } = await startFederation({
      ...farm,
      barn: { ...farm['barn'], sdl: farm['barn']?.sdl ?? '', answer: () => ({ data: JSON.parse(data), errors: [] }) },
    });
    const { answer } = await run('{ cow { id name } }');
    expect(answer).toEqual({ data: { cow: { id: 'c', name: 'Bella' } } });
  });

  it('FED-PROTOTYPE-07 a source that sends such keys in entities changes nothing', async () => {
    const entities =
      '{"_entities":[{"__proto__":{"polluted":1},"milk":"m","constructor":{"prototype":{"polluted":1}}}]}';
    const { run } = await startFederation({
      ...farm,
      dairy: {
        ...farm['dairy'],
        sdl: farm['dairy']?.sdl ?? '',
        answer: () => ({ data: JSON.parse(entities), errors: [] }),
      },
    });
    const { text } = await run('{ cow { milk id constructor } }');
    expect(text).toBe('{"cow":{"milk":"m","id":"c","constructor":"a field"}}');
  });

  it('FED-PROTOTYPE-08 a source that sends such keys and paths in errors changes nothing', async () => {
    const error =
      '{"message":"no","path":["_entities",0,"__proto__"],"extensions":{"code":"NO","__proto__":{"polluted":1}}}';
    const { run } = await startFederation({
      ...farm,
      dairy: {
        ...farm['dairy'],
        sdl: farm['dairy']?.sdl ?? '',
        answer: () => ({ data: { _entities: [{ milk: null }] }, errors: [JSON.parse(error)] }),
      },
    });
    const { answer } = await run('{ cow { milk } }');
    expect(answer).toEqual({ data: { cow: { milk: null } }, errors: [{ message: 'no', path: ['cow'], code: 'NO' }] });
  });
});

describe('such names through HTTP', () => {
  let graph: RunningGraph | undefined;
  afterEach(async () => {
    await graph?.stop();
    graph = undefined;
  });

  async function open(): Promise<
    (body: string, init?: { readonly method?: 'GET'; readonly search?: string }) => Promise<unknown>
  > {
    const opened = await startGraph({
      sdl: 'scalar Json type Query { echo(text: String, any: Json): String who: String }',
      resolvers: {
        Query: {
          echo: (_: unknown, { text, any }: { text?: string; any?: unknown }) => `${text} ${JSON.stringify(any)}`,
          who: () => 'me',
        },
      },
    });
    graph = opened;
    return async (body, { method, search = '' } = {}) => {
      const response = await fetch(`${opened.endpoint}${search}`, {
        method: method ?? 'POST',
        headers: { 'content-type': 'application/json' },
        ...(method === 'GET' ? {} : { body }),
      });
      return JSON.parse(await response.text());
    };
  }

  it('FED-PROTOTYPE-20 keys of a request beside those of GraphQL change nothing', async () => {
    const send = await open();
    for (const extra of [
      '"__proto__":{"polluted":1,"operationName":"B"}',
      '"constructor":{"prototype":{"polluted":1}}',
      '"prototype":{"polluted":1}',
      '"extensions":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
      '"variables":{"__proto__":{"polluted":1,"text":"inherited"},"constructor":{"prototype":{"polluted":1}}}',
    ]) {
      const answer = await send(`{${extra},"query":"query A($text: String) { echo(text: $text) who }"}`);
      expect(answer).toEqual({ data: { echo: 'undefined undefined', who: 'me' } });
    }
  });

  it('FED-PROTOTYPE-21 values of variables keep such keys, and nothing inherits from them', async () => {
    const send = await open();
    const answer = await send(`{"query":"query ($any: Json) { echo(any: $any) }","variables":{"any":${anyText}}}`);
    expect(answer).toEqual({ data: { echo: `undefined ${anyText}` } });
  });

  it.each(names)('FED-PROTOTYPE-22 "%s" may be alias, variable, fragment and operation of a request', async (name) => {
    const send = await open();
    const query = `query ${name}($${name}: String) { ...${name} } query Other { who } fragment ${name} on Query { ${name}: echo(text: $${name}) }`;
    const body = `{"query":${JSON.stringify(query)},"operationName":"${name}","variables":{"${name}":"x"}}`;
    const answer = await send(body);
    expect(JSON.stringify(answer)).toBe(`{"data":{"${name}":"x undefined"}}`);
  });

  it('FED-PROTOTYPE-23 an operation of such a name that is not there is not found', async () => {
    const send = await open();
    for (const name of names) {
      const answer = await send(`{"query":"query A { who } query B { who }","operationName":"${name}"}`);
      expect(answer).toMatchObject({ errors: [{ extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }] });
    }
  });

  it('FED-PROTOTYPE-24 parameters of a GET change nothing', async () => {
    const send = await open();
    const query = encodeURIComponent('query ($text: String) { echo(text: $text) }');
    const variables = encodeURIComponent('{"__proto__":{"text":"inherited","polluted":1}}');
    for (const extra of ['__proto__[polluted]=1', 'constructor[prototype][polluted]=1', '__proto__.polluted=1']) {
      const answer = await send('', { method: 'GET', search: `?${extra}&query=${query}&variables=${variables}` });
      expect(answer).toEqual({ data: { echo: 'undefined undefined' } });
    }
  });
});
