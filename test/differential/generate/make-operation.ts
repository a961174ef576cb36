import { type GraphQLSchema, isEnumType, isInputObjectType, parse, print, validate } from 'graphql';
import type { ClientOperation } from '../world/world.js';
import type { Dice } from './dice.js';
import type { ArgumentModel } from './graph.js';
import { makeSelections, type Scope } from './make-selections.js';
import { createVariables } from './make-variables.js';
import type { OperationMaker } from './operation-maker.js';

/** Attempts to make one operation. By far most are valid at once; fields that cannot be merged are what fails. */
const attempts = 30;

/** Makes a random operation that is valid against a schema. */
export function makeOperation(schema: GraphQLSchema, dice: Dice): ClientOperation {
  const types = readInputTypes(schema);
  for (let i = 0; i < attempts; i++) {
    const operation = attempt(schema, types, dice);
    if (validate(schema, parse(operation.text)).length === 0) return operation;
  }
  return { text: '{ __typename }', variables: {} };
}

function attempt(schema: GraphQLSchema, types: OperationMaker['types'], dice: Dice): ClientOperation {
  const variables = createVariables(types, dice);
  const maker: OperationMaker = { schema, types, dice, variables, fragments: new Map(), budget: dice.int(2, 30) };
  const kind = schema.getMutationType() && dice.percent(25) ? 'mutation' : 'query';
  const root = kind === 'mutation' ? schema.getMutationType() : schema.getQueryType();
  if (!root) throw new Error('The schema has no query type');
  const scope: Scope = new Map();
  const selections = makeSelections(maker, root, { scope, depth: 0, factor: 1 });
  const fragments = [...maker.fragments].map(
    ([name, { condition, text }]) => `fragment ${name} on ${condition} ${text}`,
  );
  const declared = variables.declarations();
  const head = kind === 'query' && declared === '' && dice.percent(40) ? '' : `${kind} Main${declared} `;
  const others = head !== '' && dice.percent(5) ? ['query Other { __typename }'] : [];
  return {
    text: [head + selections, ...fragments, ...others].join('\n'),
    ...(others.length > 0 ? { operationName: 'Main' } : {}),
    variables: variables.values(),
  };
}

const cache = new WeakMap<GraphQLSchema, OperationMaker['types']>();

/** Enums and input types of a schema. */
function readInputTypes(schema: GraphQLSchema): OperationMaker['types'] {
  let types = cache.get(schema);
  if (types === undefined) {
    const enums = new Map<string, readonly string[]>();
    const inputs = new Map<string, readonly ArgumentModel[]>();
    for (const type of Object.values(schema.getTypeMap())) {
      if (isEnumType(type) && !type.name.startsWith('__'))
        enums.set(
          type.name,
          type.getValues().map(({ name }) => name),
        );
      if (!isInputObjectType(type)) continue;
      const fields = Object.values(type.getFields()).map((field) => ({
        name: field.name,
        type: String(field.type),
        defaultValue: field.astNode?.defaultValue && print(field.astNode.defaultValue),
      }));
      inputs.set(type.name, fields);
    }
    types = { enums, inputs };
    cache.set(schema, types);
  }
  return types;
}
