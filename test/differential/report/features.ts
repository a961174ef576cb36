import { type ASTNode, Kind, parse, visit } from 'graphql';
import type { Answer } from '../run/answers.js';
import { readSubgraphFacts } from '../world/subgraph-facts.js';
import type { ClientOperation, World } from '../world/world.js';

/** What occurs in a world, in the words of the README. */
export function worldFeatures(world: World): ReadonlySet<string> {
  const features = new Set<string>();
  const note = (feature: string, occurs: boolean) => {
    if (occurs) features.add(feature);
  };
  for (const sdl of Object.values(world.subgraphs)) {
    const facts = readSubgraphFacts(sdl);
    for (const keys of facts.keys.values()) {
      note('several keys', keys.length > 1);
      note(
        'compound keys',
        keys.some(({ fields }) => /\w \w/.test(fields)),
      );
      note(
        'nested keys',
        keys.some(({ fields }) => fields.includes('{')),
      );
      note(
        'keys that are not resolvable',
        keys.some(({ resolvable }) => !resolvable),
      );
    }
    for (const fieldSet of facts.requires.values()) {
      features.add('@requires');
      note('@requires with arguments', fieldSet.includes('('));
      note('@requires of objects', fieldSet.includes('{'));
      note('@requires with fragments', fieldSet.includes('...'));
    }
    note('@provides', facts.provides.size > 0);
    note('@shareable', sdl.includes('@shareable'));
    note('@override', facts.overrides.size > 0);
    note('@override with a label', sdl.includes('label: "'));
    note('@interfaceObject', facts.interfaceObjects.size > 0);
    note('@external types', sdl.includes('@external'));
    note('interfaces with keys', /interface \w+ @key/.test(sdl));
  }
  const { monolith } = world;
  note('interfaces', /^interface /m.test(monolith));
  note('unions', /^union /m.test(monolith));
  note('lists of lists', monolith.includes('[['));
  note('custom scalars', /^scalar /m.test(monolith));
  note('enums', /^enum /m.test(monolith));
  note('input types', /^input /m.test(monolith));
  note('hidden fields (@inaccessible)', monolith.includes('@inaccessible'));
  note('mutations', /^type Mutation /m.test(monolith));
  const data = JSON.stringify(world.entities);
  note('data that is null', /:null|[[,]null/.test(data));
  note('data that fails', data.includes('{"fault":'));
  return features;
}

/** What occurs in an operation and its answer, in the words of the README. */
export function operationFeatures(operation: ClientOperation, answer: Answer): ReadonlySet<string> {
  const features = new Set<string>();
  visit(parse(operation.text, { noLocation: true }), {
    enter(node) {
      const feature = nodeFeature(node);
      if (feature !== undefined) features.add(feature);
    },
  });
  if (answer.kind === 'refused') features.add('variables that do not fit');
  if (answer.kind !== 'executed') return features;
  if (answer.errors.length > 0) features.add('errors in the answer');
  if (answer.data === 'null') features.add('a null at the root of the answer');
  if (/:null|[[,]null/.test(answer.data)) features.add('nulls in the answer');
  if (/:\s*\[[^\]]/.test(answer.data)) features.add('lists in the answer');
  return features;
}

function nodeFeature(node: ASTNode): string | undefined {
  switch (node.kind) {
    case Kind.FIELD:
      return node.alias === undefined ? undefined : 'aliases';
    case Kind.ARGUMENT:
      return 'arguments';
    case Kind.FRAGMENT_SPREAD:
      return 'named fragments';
    case Kind.INLINE_FRAGMENT:
      return 'inline fragments';
    case Kind.DIRECTIVE:
      return '@skip and @include';
    case Kind.VARIABLE_DEFINITION:
      return 'variables';
    case Kind.OPERATION_DEFINITION:
      return node.operation === 'mutation' ? 'mutations sent' : undefined;
    default:
      return undefined;
  }
}
