import type { TypeModel } from '../sdl/subgraph-model.js';
import { ownValue } from './json-node.js';
import type { Located } from './references.js';

/** A schema's default as a literal of GraphQL; undefined when there is none, or none that fits the type. */
export function defaultLiteral({ value }: Located, typeName: string, model: TypeModel | undefined): string | undefined {
  const given = ownValue(value, 'default');
  if (model?.kind === 'enum') return model.values.find(({ name }) => name === given)?.name;
  switch (typeName) {
    case 'Int':
      return Number.isInteger(given) && Math.abs(Number(given)) < 2 ** 31 ? String(given) : undefined;
    case 'Float':
      return typeof given === 'number' ? String(given) : undefined;
    case 'Boolean':
      return typeof given === 'boolean' ? String(given) : undefined;
    case 'String':
      return typeof given === 'string' && given !== '' ? JSON.stringify(given) : undefined;
    default:
      return undefined;
  }
}
