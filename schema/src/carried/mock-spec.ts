import { buildSchema } from 'graphql';
import { positionOf } from '../position.js';
import type { Problem } from '../problem.js';
import type { CarriedSpec, CarriedUse } from './carried-spec.js';

const definitions = /* GraphQL */ `
  "Any value of the field's type."
  scalar MockValue

  "How the source is mocked, where the configuration says that it is."
  directive @mock(
    "Of the schema: chooses the values; another seed, other values."
    seed: Int
    "Items of a list that nothing else says the length of: of the field, or of all fields."
    listSize: Int
    "Of a field: the values it can have; of a list, those of its items."
    values: [MockValue!]
  ) on SCHEMA | FIELD_DEFINITION

  type Query { unused: Boolean }
`;

/** Facet's directive for services that are not there yet, `@mock`, carried into the supergraph. */
export function createMockSpec(): CarriedSpec {
  return {
    identity: 'https://specs.facet.example/mock',
    version: 'v0.1',
    name: 'mock',
    definitions: buildSchema(definitions),
    directives: ['mock'],
    // A gateway that cannot mock loses nothing but the mock.
    purpose: undefined,
    check: (uses) => uses.flatMap(checkUse),
  };
}

/** Problems: `MOCK_INVALID`. */
function checkUse({ coordinate, args, node }: CarriedUse): readonly Problem[] {
  const { listSize } = args;
  const isSize = listSize === undefined || listSize === null || (Number(listSize) >= 0 && Number(listSize) <= 1000);
  const faults = [
    ...(coordinate !== undefined && args['seed'] !== undefined ? ['"seed" is for the schema, not for a field'] : []),
    ...(coordinate === undefined && args['values'] !== undefined
      ? ['"values" is for a field, not for the schema']
      : []),
    ...(isSize ? [] : ['"listSize" must be from 0 to 1000']),
  ];
  return faults.map((fault) => ({ code: 'MOCK_INVALID', message: `@mock: ${fault}`, ...positionOf(node) }));
}
