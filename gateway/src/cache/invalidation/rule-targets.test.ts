import { parseTagFormat, type TagFormat } from '@facet/schema/tag-format';
import { buildSchema, type GraphQLObjectType, type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { WrittenData } from '../../executor/completion/written-data.js';
import type { MutationRule } from '../../supergraph/mutation-rules.js';
import { mutatedFields } from './mutated-fields.js';
import { targetsOfRule } from './rule-targets.js';

const schema = buildSchema(`
  type Query { a: Int }
  type Mutation { move(skus: [ID!], to: To, n: Int = 7): Result }
  input To { stores: [Store!] }
  input Store { id: ID! }
  type Result { sku: ID, all: [Item] n(of: Int): Int }
  type Item { id: ID, in: Item }
`);
const format = (text: string) => parseTagFormat(text) as TagFormat;

/** What a rule comes to after a mutation that was answered with data. */
function targetsAfter(rule: MutationRule, text: string, data: unknown, variables: Record<string, unknown> = {}) {
  const document = parse(text);
  const operation = document.definitions[0] as OperationDefinitionNode;
  const outcome = { kind: 'executed', data: WrittenData.ofText(JSON.stringify(data)), errors: [] } as const;
  const mutation = { evaluated: () => ({ document, operation }), variables, outcome, isAborted: false };
  const [field] = mutatedFields(mutation, schema.getMutationType() as GraphQLObjectType);
  return field && targetsOfRule(rule, field);
}
const named = (text: string): MutationRule => ({ kind: 'cache_tag', format: format(text) });
const names = (...list: string[]) => list.map((cacheTag) => ({ kind: 'cache_tag', cacheTag }));

describe('targetsOfRule()', () => {
  test('fills in arguments, given, by variables and by default, and each item of lists', () => {
    const text = 'mutation($skus: [ID!]) { move(skus: $skus, to: { stores: [{ id: 1 }, { id: 2 }] }) { sku } }';
    const after = (rule: string) => targetsAfter(named(rule), text, {}, { skus: ['a', 'b'] });
    expect(after('n-{$args.n}')).toEqual(names('n-7'));
    expect(after('p-{$args.skus}')).toEqual(names('p-a', 'p-b'));
    expect(after('{$args.to.stores.id}:{$args.skus}')).toEqual(names('1:a', '1:b', '2:a', '2:b'));
  });

  test('reads the result by the names of fields, through aliases, fragments and lists', () => {
    const text =
      'mutation { m: move { x: all { ...F } all2: sku } } fragment F on Item { key: id in { ...G } } fragment G on Item { id }';
    const data = {
      m: {
        x: [
          { key: '1', in: { id: 'i' } },
          { key: '2', in: { id: 'j' } },
        ],
        all2: 's',
      },
    };
    expect(targetsAfter(named('p-{$result.all.id}'), text, data)).toEqual(names('p-1', 'p-2'));
    expect(targetsAfter(named('p-{$result.all.in.id}'), text, data)).toEqual(names('p-i', 'p-j'));
    const rule = {
      kind: 'entity',
      type: 'Item',
      key: { sku: format('{$result.sku}'), org: { id: format('{$args.n}') } },
    } as const;
    expect(targetsAfter(rule, text, data)).toEqual([
      { kind: 'entity', type: 'Item', key: { sku: 's', org: { id: '7' } } },
    ]);
  });

  test.each([
    ['is not selected', 'mutation { move { all { id } } }', { move: { all: [] } }],
    ['is two things', 'mutation { move { sku: n(of: 1) n } }', { move: { sku: 1, n: 2 } }],
    ['is null', 'mutation { move { sku } }', { move: { sku: null } }],
    ['was not answered', 'mutation { move { sku } }', { move: null }],
  ])('invalidates all that may be meant where a value %s', (_, text, data) => {
    const field = text.includes('n(of') ? 'n' : 'sku';
    const key = { sku: format(`{$result.${field}}`) };
    expect(targetsAfter({ kind: 'entity', type: 'Item', key }, text, data)).toEqual([{ kind: 'type', type: 'Item' }]);
    expect(targetsAfter(named(`p-{$result.${field}}`), text, data)).toEqual([
      { kind: 'cache_tags_like', format: format(`p-{$result.${field}}`) },
    ]);
  });

  test.each([
    [100, 100],
    [101, 1],
  ])('of %i items invalidates %i targets', (items, targets) => {
    const skus = Array.from({ length: items }, (_unused, n) => `${n}`);
    const text = 'mutation($skus: [ID!]) { move(skus: $skus) { sku } }';
    expect(targetsAfter(named('p-{$args.skus}'), text, {}, { skus })).toHaveLength(targets);
  });
});
