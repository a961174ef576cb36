import { GraphQLError } from 'graphql';
import { hash, stableJson } from './stable-json.js';

/** A fact: what a field of an object holds before arguments have their say. Plain JSON. */
export type Datum =
  | null
  | boolean
  | number
  | string
  | readonly Datum[]
  /** An object with an identity of its own: a key of `Entities`. */
  | { readonly ref: string }
  /** An object that lives in its field alone. */
  | { readonly object: string; readonly fields: Facts }
  /** A resolver that throws this message. */
  | { readonly fault: string }
  /** A custom scalar's value. */
  | { readonly json: unknown }
  /** One of several, picked by the field's arguments. */
  | { readonly choose: readonly Datum[] };

/** Data of one object by field name. */
export type Facts = Readonly<Record<string, Datum>>;

/** Every object with an identity, by its name. `Query` and `Mutation` are the root objects. */
export type Entities = Readonly<Record<string, { readonly type: string; readonly facts: Facts }>>;

/** An object as resolvers hand it on. */
export interface Node {
  /** Its type in the monolith. */
  readonly type: string;
  readonly facts: Facts;
}

/** What beside its datum decides a field's value; absent when nothing does. */
export interface FieldInputs {
  readonly args?: Readonly<Record<string, unknown>>;
  /** The fields that its `@requires` names. */
  readonly required?: unknown;
}

/**
 * Makes the value that a resolver returns. Arguments and required fields leave their mark on every scalar, so that a
 * wrong one on the way shows in the answer. Faults are returned as errors, which graphql-js throws: in lists, at the item.
 */
export function makeValue(datum: Datum, entities: Entities, inputs?: FieldInputs): unknown {
  if (datum === null || typeof datum !== 'object') {
    return inputs === undefined || datum === null ? datum : marked(datum, inputs);
  }
  if (isList(datum)) return datum.map((item) => makeValue(item, entities, inputs));
  if ('ref' in datum) return nodeOf(datum.ref, entities);
  if ('object' in datum) return { type: datum.object, facts: datum.fields } satisfies Node;
  if ('fault' in datum) return new GraphQLError(datum.fault, { extensions: { code: 'FAULT' } });
  // Its own order of keys: JSON has none, and a representation may have come in any.
  if ('json' in datum)
    return inputs === undefined ? datum.json : { value: datum.json, ...JSON.parse(stableJson(inputs)) };
  const index = hash(stableJson(inputs ?? null)) % datum.choose.length;
  return makeValue(datum.choose[index] ?? null, entities, inputs);
}

/** The entity of a name. */
export function nodeOf(name: string, entities: Entities): Node {
  const entity = entities[name];
  if (entity === undefined) throw new Error(`There is no entity "${name}"`);
  return entity;
}

function marked(value: boolean | number | string, inputs: FieldInputs): unknown {
  const text = stableJson(inputs);
  switch (typeof value) {
    case 'string':
      // Enum values stay what they are: any other text would not be one.
      return /^[A-Z]+$/.test(value) ? value : `${value} ${text}`;
    case 'number':
      return value + (hash(text) % 1_000_000);
    default:
      return hash(text) % 2 === 0 ? value : !value;
  }
}

/** `Array.isArray` does not narrow read-only arrays. */
export function isList(datum: Datum): datum is readonly Datum[] {
  return Array.isArray(datum);
}
