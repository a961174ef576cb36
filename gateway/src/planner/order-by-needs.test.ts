import { describe, expect, it } from 'vitest';
import { orderByNeeds } from './order-by-needs.js';
import type { FetchNode, FlattenNode, PlanNode, RequiredSelection } from './types.js';

const isObject = (type: string): boolean => type !== 'Node';
const field = (name: string, ...below: RequiredSelection[]): RequiredSelection => ({
  kind: 'field',
  name,
  selections: below.length === 0 ? undefined : below,
});

function fetch(operation: string, requires?: readonly RequiredSelection[]): FetchNode {
  return {
    kind: 'fetch',
    source: 'any',
    operationKind: 'query',
    operationName: undefined,
    operation,
    variables: [],
    requires,
    inputRewrites: [],
    outputRewrites: [],
    contextRewrites: [],
  };
}

/** Asks for fields of the users, and sends fields of them. */
function ofUsers(brings: string, ...sends: RequiredSelection[]): FlattenNode {
  const requires: RequiredSelection[] = [{ kind: 'fragment', typeCondition: 'User', selections: sends }];
  const operation = `query($representations:[_Any!]!){_entities(representations:$representations){...on User{${brings}}}}`;
  return { kind: 'flatten', path: ['users', '@'], node: fetch(operation, requires) };
}

const inSequence = (...nodes: PlanNode[]): PlanNode => ({ kind: 'sequence', nodes });
const inParallel = (...nodes: PlanNode[]): PlanNode => ({ kind: 'parallel', nodes });
const users = fetch('{users{__typename id}}');
const name = ofUsers('name{first}', field('id'));
const greeting = ofUsers('greeting', field('id'), field('name', field('first')));
const age = ofUsers('age', field('id'));

describe('orderByNeeds()', () => {
  it('puts what brings a field before what requires it, and leaves the rest beside them', () => {
    const plan = inSequence(users, inParallel(greeting, age, name));
    expect(orderByNeeds(plan, isObject)).toEqual(inSequence(users, inParallel(inSequence(name, greeting), age)));
  });

  it('finds what is required late in a sequence, and what is brought there', () => {
    const shout = ofUsers('shout', field('id'), field('greeting'));
    const plan = inSequence(users, inParallel(inSequence(age, shout), inSequence(name, greeting)));
    expect(orderByNeeds(plan, isObject)).toEqual(
      inSequence(users, inSequence(inSequence(name, greeting), inSequence(age, shout))),
    );
  });

  it('orders what needs what needs another', () => {
    const shout = ofUsers('shout', field('id'), field('greeting'));
    const plan = inSequence(users, inParallel(shout, greeting, name));
    const ordered = orderByNeeds(plan, isObject);
    const texts = JSON.stringify(ordered);
    const places = [name, greeting, shout].map((node) => texts.indexOf(JSON.stringify(node)));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(texts).not.toContain('parallel');
  });

  it.each([
    ['was there before', inSequence(users, name, inParallel(greeting, ofUsers('name{first}age', field('id'))))],
    [
      'was there for an interface',
      inSequence(fetch('{users{__typename ...on Node{id name{first}}}}'), inParallel(greeting, name)),
    ],
    ['is brought before in the same branch', inSequence(users, inParallel(inSequence(name, greeting), name))],
    ['nobody brings', inSequence(users, inParallel(greeting, age))],
    ['is renamed', inSequence(users, inParallel(greeting, ofUsers('other:name{first}', field('id'))))],
  ])('leaves a plan as it is where what is required %s', (_, plan) => {
    expect(orderByNeeds(plan, isObject)).toEqual(plan);
  });

  it('knows fields by the names that they get', () => {
    const renaming: FlattenNode = {
      ...name,
      node: {
        ...fetch(
          'query($representations:[_Any!]!){_entities(representations:$representations){...on User{a:name{first}}}}',
        ),
        requires: (name.node as FetchNode).requires,
        outputRewrites: [{ kind: 'renameKey', path: ['... on User', 'a'], to: 'name' }],
      },
    };
    const plan = inSequence(users, inParallel(greeting, renaming));
    expect(orderByNeeds(plan, isObject)).toEqual(inSequence(users, inSequence(renaming, greeting)));
  });
});
