import { buildSchema } from '@apollo/federation-internals';
import { buildSchema as buildGraphqlSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { aliasConflicts } from './alias-conflicts.js';
import type { FetchNode, Rewrite } from './types.js';

const sdl = `
  type Query { media: [Media] _entities(representations: [Int]): [Media] }
  union Media = Book | Film | Song
  type Book { id: ID! related: Int }
  type Film { id: ID related: [Media!]! }
  type Song { id: Int related: [Media!]! }
`;
const schema = buildSchema(sdl);
const schemaOf = () => schema;
const onFilm: Rewrite = { kind: 'renameKey', path: ['media', '... on Film', 'related__alias_0'], to: 'related' };

function fetch(operation: string, outputRewrites: readonly Rewrite[]): FetchNode {
  return {
    kind: 'fetch',
    source: 'any',
    operationKind: 'query',
    operationName: undefined,
    operation,
    variables: [],
    requires: undefined,
    inputRewrites: [],
    outputRewrites,
    contextRewrites: [],
  };
}

/** The fetch with its aliases, after a look whether GraphQL allows it now and did not before. */
function aliased(before: FetchNode): FetchNode {
  const problems = ({ operation }: FetchNode) => validate(buildGraphqlSchema(sdl), parse(operation));
  const after = aliasConflicts(before, schemaOf);
  expect(problems(before)).not.toEqual([]);
  expect(problems(after)).toEqual([]);
  return after;
}

describe('aliasConflicts()', () => {
  it('gives aliases below an alias, and renames what is deepest first', () => {
    const before = fetch(
      '{media{...on Book{related}...on Film{related__alias_0:related{...on Book{id}...on Film{id}}}}}',
      [onFilm],
    );
    expect(aliased(before)).toEqual({
      ...before,
      operation:
        '{media{...on Book{related}...on Film{related__alias_0:related{...on Book{id}...on Film{id__alias_0:id}}}}}',
      outputRewrites: [
        {
          kind: 'renameKey',
          path: ['media', '... on Film', 'related__alias_0', '... on Film', 'id__alias_0'],
          to: 'id',
        },
        onFilm,
      ],
    });
  });

  it('gives aliases in fragments without a type condition', () => {
    const before = fetch('query($a:Boolean!){media{...on Book{id}...on Film{...@include(if:$a){id}}}}', [
      { kind: 'renameKey', path: ['media', '... on Film', 'id__alias_0'], to: 'id' },
    ]);
    expect(aliased(before).operation).toBe(
      'query($a:Boolean!){media{...on Book{id}...on Film{...@include(if:$a){id__alias_0:id}}}}',
    );
  });

  it('compares what is below all fields of one alias', () => {
    const before = fetch(
      'query($a:Boolean!){media{...on Book{related}...on Film{related__alias_0:related{...on Book{id}}}' +
        '...on Film@skip(if:$a){related__alias_0:related{...on Film{id}}}}}',
      [onFilm],
    );
    expect(aliased(before).operation).toContain('...on Film{id__alias_0:id}');
  });

  it('gives types that go together one alias, and others another', () => {
    const before = fetch(
      '{media{...on Book{id related}...on Film{id related{__typename}}...on Song{id related{__typename}}}}',
      [onFilm],
    );
    expect(aliased(before).operation).toBe(
      '{media{...on Book{id related}...on Film{id__alias_0:id related__alias_0:related{__typename}}' +
        '...on Song{id__alias_1:id related__alias_0:related{__typename}}}}',
    );
  });

  it('begins the paths of entities at the entities', () => {
    const entities = '_entities(representations:[1])';
    const before = {
      ...fetch(`{${entities}{...on Book{id}...on Film{...@include(if:true){id}}}}`, [
        { kind: 'renameKey', path: ['... on Film', 'other__alias_0'], to: 'other' },
      ]),
      requires: [],
    };
    expect(aliased(before).outputRewrites).toContainEqual({
      kind: 'renameKey',
      path: ['... on Film', 'id__alias_0'],
      to: 'id',
    });
  });

  it('takes no name that is there', () => {
    const before = fetch('{media{...on Book{id id__alias_0:related}...on Film{id}}}', [onFilm]);
    expect(aliased(before).operation).toBe('{media{...on Book{id id__alias_0:related}...on Film{id__alias_1:id}}}');
  });

  it('leaves a fetch as it is whose aliases are complete', () => {
    const complete = fetch('{media{...on Book{related}...on Film{related__alias_0:related{__typename}}}}', [onFilm]);
    expect(aliasConflicts(complete, schemaOf)).toBe(complete);
  });
});
