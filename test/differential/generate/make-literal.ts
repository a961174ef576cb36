import type { Dice } from './dice.js';
import type { Graph } from './graph.js';

/** How literals are made. */
export interface LiteralMaker {
  readonly types: Pick<Graph, 'enums' | 'inputs'>;
  readonly dice: Dice;
  /** A variable to write in a place of a type, or undefined for none. Absent: there are no variables. */
  readonly variable?: (type: string, hasDefault: boolean) => string | undefined;
}

/** GraphQL text of a random value of an input type. */
export function literal(maker: LiteralMaker, type: string, depth = 0, hasDefault = false): string {
  const { types, dice } = maker;
  const variable = maker.variable?.(type, hasDefault);
  if (variable !== undefined) return variable;
  if (!type.endsWith('!') && dice.percent(8)) return 'null';
  const bare = type.replace(/!$/, '');
  if (bare.startsWith('[')) return listLiteral(maker, bare.slice(1, -1), depth);
  const input = types.inputs.get(bare);
  if (input !== undefined) {
    const given = input.filter(({ type: inner }) => dice.percent(depth > 0 && inner === bare ? 0 : 50));
    const fields = given.map(
      (field) => `${field.name}: ${literal(maker, field.type, depth + 1, field.defaultValue !== undefined)}`,
    );
    return `{${fields.join(', ')}}`;
  }
  const values = types.enums.get(bare);
  return values === undefined ? leafLiteral(bare, dice) : dice.pick(values);
}

function listLiteral(maker: LiteralMaker, item: string, depth: number): string {
  // A list of one may be written without its brackets.
  if (!item.startsWith('[') && maker.dice.percent(15)) {
    return literal({ types: maker.types, dice: maker.dice }, `${item.replace(/!$/, '')}!`, depth);
  }
  const items = Array.from({ length: maker.dice.int(0, 2) }, () => literal(maker, item, depth));
  return `[${items.join(', ')}]`;
}

function leafLiteral(type: string, dice: Dice): string {
  switch (type) {
    case 'Int':
      return String(dice.pick([0, 1, -1, 7, 1000]));
    case 'Float':
      return dice.pick(['0', '1', '-0.5', '2.25', '1e3']);
    case 'Boolean':
      return String(dice.percent(50));
    case 'ID':
      return dice.pick(['"1"', '""', '7']);
    case 'String':
      return dice.pick(['""', '"a"', '"two words"', '"\\"quoted\\" \\\\ \\n"', '"""block"""', '"ünï 🚲"']);
    default:
      return dice.pick(['1', '"text"', 'true', '[1, "two"]', '{ deep: { er: [1] } }', '{}']);
  }
}
