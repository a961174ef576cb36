import { parseValue, valueFromASTUntyped } from 'graphql';
import type { Dice } from './dice.js';
import { type LiteralMaker, literal } from './make-literal.js';

/** The variables of an operation while it is being made. */
export interface Variables {
  /** Perhaps a variable, as `$name`, for a place of a type. */
  place(type: string, hasDefault: boolean): string | undefined;
  /** A variable for `@skip` or `@include`. */
  condition(): string;
  /** `($a: Int = 1)`, or nothing. */
  declarations(): string;
  /** What the client sends. */
  values(): Readonly<Record<string, unknown>>;
}

interface Variable {
  readonly name: string;
  readonly type: string;
  readonly defaultValue: string | undefined;
}

/** Creates an operation's variables; none at first. */
export function createVariables(types: LiteralMaker['types'], dice: Dice): Variables {
  const declared: Variable[] = [];
  const values: Record<string, unknown> = {};
  const maker: LiteralMaker = { types, dice };
  const declare = (type: string, defaultValue: string | undefined): Variable => {
    const variable = { name: `v${declared.length}`, type, defaultValue };
    declared.push(variable);
    const isOptional = !type.endsWith('!') || defaultValue !== undefined;
    if (isOptional && dice.percent(30)) return variable;
    const isNull = !type.endsWith('!') && dice.percent(15);
    values[variable.name] = isNull ? null : valueFromASTUntyped(parseValue(literal(maker, `${bare(type)}!`)));
    return variable;
  };
  return {
    place(type, hasDefault) {
      if (!dice.percent(30)) return undefined;
      const known = declared.filter((variable) => fits(variable, type, hasDefault));
      if (known.length > 0 && dice.percent(40)) return `$${dice.pick(known).name}`;
      // A variable that may be null fits a place that may not, when one of the two has a default.
      const isLoose = type.endsWith('!') && dice.percent(30);
      const ownType = isLoose ? bare(type) : dice.percent(30) ? `${bare(type)}!` : type;
      const needsDefault = isLoose && !hasDefault;
      const defaultValue =
        needsDefault || (!ownType.endsWith('!') && dice.percent(30)) ? literal(maker, `${bare(type)}!`) : undefined;
      return `$${declare(ownType, defaultValue).name}`;
    },
    condition() {
      const known = declared.filter(({ type }) => type === 'Boolean!');
      if (known.length > 0 && dice.percent(50)) return `$${dice.pick(known).name}`;
      return `$${declare('Boolean!', dice.percent(25) ? 'true' : undefined).name}`;
    },
    declarations() {
      const texts = declared.map(
        ({ name, type, defaultValue }) => `$${name}: ${type}${defaultValue === undefined ? '' : ` = ${defaultValue}`}`,
      );
      return texts.length === 0 ? '' : `(${texts.join(', ')})`;
    },
    values: () => values,
  };
}

function bare(type: string): string {
  return type.replace(/!$/, '');
}

function fits(variable: Variable, type: string, hasDefault: boolean): boolean {
  if (variable.type === type || variable.type === `${type}!`) return true;
  const hasSome = hasDefault || (variable.defaultValue !== undefined && variable.defaultValue !== 'null');
  return hasSome && `${variable.type}!` === type;
}
