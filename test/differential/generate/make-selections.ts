import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLOutputType,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { literal } from './make-literal.js';
import type { OperationMaker } from './operation-maker.js';

/** What the response names at one place of the answer stand for. */
export type Scope = Map<string, ScopeEntry>;

interface ScopeEntry {
  /** Field, arguments and type: equal ones can be merged. */
  readonly key: string;
  readonly args: string;
  readonly type: string;
  readonly parent: GraphQLCompositeType;
  readonly below: Scope;
}

/** Where selections are being made. */
interface Place {
  readonly scope: Scope;
  readonly depth: number;
  /** About how many objects of the answer stand here. */
  readonly factor: number;
}

const maxDepth = 5;
const maxFactor = 40;

/** Names that could be taken for something else on the way: key and other fields, the library's, JavaScript's. */
const trickyAliases = [
  ...['id', 'sku', 'low', 'high', 'code', 'peer', 'name', 'size', 'weight', 'owner', 'items', 'text', 'note', 'title'],
  ...['__typename', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'then', 'length', 'prototype'],
  ...['_0_name', '_1_id', '_standIn0_size', '_entities', 'representations', 'data', 'errors', '__schema'],
];

/** Makes a selection set of a type, as text. */
export function makeSelections(maker: OperationMaker, type: GraphQLCompositeType, place: Place): string {
  const { dice } = maker;
  const texts: string[] = [];
  for (let i = dice.int(1, 5); i > 0; i--) {
    const kind = dice.weighted([
      [70, 'field'],
      [8, 'typename'],
      [14, 'inline'],
      [8, 'spread'],
    ] as const);
    const text = makeSelection(maker, type, place, kind);
    if (text !== undefined) texts.push(text);
  }
  return `{ ${texts.length === 0 ? typenameText(maker, type, place) : texts.join(' ')} }`;
}

function makeSelection(
  maker: OperationMaker,
  type: GraphQLCompositeType,
  place: Place,
  kind: 'field' | 'typename' | 'inline' | 'spread',
): string | undefined {
  if (kind === 'typename') return typenameText(maker, type, place);
  if (kind === 'field' && !isUnionType(type)) return makeField(maker, type, place);
  if (place.depth >= maxDepth) return undefined;
  return kind === 'spread' ? makeSpread(maker, type, place) : makeInline(maker, type, place);
}

function typenameText(maker: OperationMaker, parent: GraphQLCompositeType, place: Place): string {
  const entry = { key: '__typename', args: '', type: 'String!', parent, below: new Map() };
  const name = responseName(maker, '__typename', entry, place);
  return `${name === '__typename' ? '' : `${name}: `}__typename${directives(maker)}`;
}

function makeField(maker: OperationMaker, parent: GraphQLCompositeType, place: Place): string | undefined {
  if (isUnionType(parent)) return undefined;
  const { dice } = maker;
  const field = pickField(maker, Object.values(parent.getFields()), place);
  if (field === undefined) return undefined;
  maker.budget--;
  const known = place.scope.get(field.name);
  const isAgain = known?.key.startsWith(`${field.name}(`) === true && known.parent === parent && dice.percent(50);
  const args = isAgain ? known.args : makeArguments(maker, field);
  const type = String(field.type);
  const entry = { key: `${field.name}(${args}): ${type}`, args, type, parent, below: new Map() };
  const name = responseName(maker, field.name, entry, place);
  const head = `${name === field.name ? '' : `${name}: `}${field.name}${args}${directives(maker)}`;
  const below = getNamedType(field.type);
  if (!isCompositeType(below)) return head;
  const factor = place.factor * (1 + 1.5 * listDepth(field.type));
  const scope = place.scope.get(name)?.below ?? new Map();
  return `${head} ${makeSelections(maker, below, { scope, depth: place.depth + 1, factor })}`;
}

function pickField(
  { dice, budget }: OperationMaker,
  fields: readonly GraphQLField<unknown, unknown>[],
  place: Place,
): GraphQLField<unknown, unknown> | undefined {
  const mayGoOn = budget > 0 && place.depth < maxDepth && place.factor < maxFactor;
  const candidates = mayGoOn ? fields : fields.filter(({ type }) => !isCompositeType(getNamedType(type)));
  return candidates.length === 0 ? undefined : dice.pick(candidates);
}

/** Chooses a response name and notes what it stands for here. */
function responseName({ dice }: OperationMaker, fieldName: string, entry: ScopeEntry, { scope }: Place): string {
  const wanted = dice.percent(25) ? dice.pick(trickyAliases) : fieldName;
  for (const name of [wanted, fieldName]) {
    const known = scope.get(name);
    if (known === undefined) scope.set(name, entry);
    if (known === undefined || known.key === entry.key) return name;
    // Objects of different types cannot be the same: the name may mean something else in each.
    const isDistinct = isObjectType(known.parent) && isObjectType(entry.parent) && known.parent !== entry.parent;
    if (isDistinct && known.type === entry.type && dice.percent(70)) return name;
  }
  const free = `alias${scope.size}`;
  scope.set(free, entry);
  return free;
}

function makeArguments(maker: OperationMaker, field: GraphQLField<unknown, unknown>): string {
  const { dice, types, variables } = maker;
  const given = field.args.filter(
    ({ type, defaultValue }) => (String(type).endsWith('!') && defaultValue === undefined) || dice.percent(60),
  );
  const texts = given.map(({ name, type, defaultValue }) => {
    const variable = (wanted: string, hasDefault: boolean) => variables.place(wanted, hasDefault);
    return `${name}: ${literal({ types, dice, variable }, String(type), 0, defaultValue !== undefined)}`;
  });
  return texts.length === 0 ? '' : `(${texts.join(', ')})`;
}

function makeInline(maker: OperationMaker, type: GraphQLCompositeType, place: Place): string {
  const { dice } = maker;
  const condition = dice.percent(15) ? undefined : pickCondition(maker, type);
  const below = { ...place, depth: place.depth + 1 };
  const on = condition === undefined ? '' : ` on ${condition.name}`;
  return `...${on}${directives(maker)} ${makeSelections(maker, condition ?? type, below)}`;
}

function makeSpread(maker: OperationMaker, type: GraphQLCompositeType, place: Place): string {
  const { dice, fragments } = maker;
  const made = [...fragments].filter(([, { condition, text }]) => {
    const other = maker.schema.getType(condition);
    return text !== undefined && isCompositeType(other) && overlap(maker, type, other);
  });
  if (made.length > 0 && dice.percent(50)) return `...${dice.pick(made)[0]}${directives(maker)}`;
  const condition = pickCondition(maker, type);
  const name = `F${fragments.size}`;
  fragments.set(name, { condition: condition.name, text: undefined });
  const text = makeSelections(maker, condition, { ...place, depth: place.depth + 1 });
  fragments.set(name, { condition: condition.name, text });
  return `...${name}${directives(maker)}`;
}

/** A type that objects of a type may also have. */
function pickCondition(maker: OperationMaker, type: GraphQLCompositeType): GraphQLCompositeType {
  const candidates = Object.values(maker.schema.getTypeMap()).filter(
    (candidate): candidate is GraphQLCompositeType =>
      isCompositeType(candidate) && !candidate.name.startsWith('__') && overlap(maker, type, candidate),
  );
  return maker.dice.pick(candidates);
}

function overlap({ schema }: OperationMaker, left: GraphQLCompositeType, right: GraphQLCompositeType): boolean {
  const objects = (type: GraphQLCompositeType) => (isAbstractType(type) ? schema.getPossibleTypes(type) : [type]);
  const [first, second] = [objects(left), objects(right)];
  return first.some((type) => second.includes(type));
}

function directives({ dice, variables }: OperationMaker): string {
  if (!dice.percent(12)) return '';
  const condition = () => (dice.percent(70) ? variables.condition() : String(dice.percent(50)));
  const one = (name: string) => ` @${name}(if: ${condition()})`;
  return dice.percent(15) ? one('skip') + one('include') : one(dice.pick(['skip', 'include']));
}

function listDepth(type: GraphQLOutputType): number {
  return [...String(type)].filter((character) => character === '[').length;
}
