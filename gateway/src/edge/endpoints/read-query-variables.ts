import type { GraphQLInputType } from 'graphql';
import { type Endpoint, isJsonInQuery, repeatedType } from '../../client-graph/endpoints/endpoint.js';
import { parseJsonText } from '../parse-json.js';
import { type Reading, refuse } from '../refusal.js';
import { scalarOfText } from './scalar-of-text.js';

/** Values of variables, by name, as they would stand in JSON. */
export type VariableValues = ReadonlyMap<string, unknown>;

/**
 * Reads variables from a query string: scalars as text, lists by repeating the parameter, input objects as JSON. What is
 * not given is left to the operation's default.
 *
 * @param search Without `?`.
 * @param method A POST has its variables in its body: it may have no parameters.
 * @returns The values, or BAD_REQUEST for a parameter that is no variable, is repeated and no list, or is not well-formed.
 */
export function readQueryVariables(
  search: string,
  endpoint: Endpoint,
  method: 'GET' | 'POST',
): Reading<VariableValues> {
  const given = decodeSearch(search);
  if (given === undefined) {
    return refuse('BAD_REQUEST', 'The query string is not percent-encoded UTF-8');
  }
  const values = new Map<string, unknown>();
  for (const name of new Set(given.keys())) {
    const variable = endpoint.variables.get(name);
    if (variable === undefined || variable.inPath || method === 'POST') {
      return refuse('BAD_REQUEST', unknownParameter(name, endpoint, method));
    }
    const value = readParameter(name, given.getAll(name), variable.type);
    if (value.kind === 'refused') {
      return value;
    }
    values.set(name, value.value);
  }
  return { kind: 'read', value: values };
}

/** The variables that stand in the path, by their types. */
export function pathVariables(values: ReadonlyMap<string, string>, { variables }: Endpoint): VariableValues {
  return new Map(
    [...values].map(([name, text]) => {
      const type = variables.get(name)?.type;
      return [name, type === undefined ? text : scalarOfText(type, text)];
    }),
  );
}

function readParameter(name: string, texts: readonly string[], type: GraphQLInputType): Reading<unknown> {
  const item = repeatedType(type);
  const [first = ''] = texts;
  if (item === type) {
    return texts.length > 1
      ? refuse('BAD_REQUEST', `The parameter "${name}" is given more than once, and is no list`)
      : readText(name, first, type);
  }
  const items: unknown[] = [];
  for (const text of texts) {
    const value = readText(name, text, item);
    if (value.kind === 'refused') {
      return value;
    }
    items.push(value.value);
  }
  return { kind: 'read', value: items };
}

function readText(name: string, text: string, type: GraphQLInputType): Reading<unknown> {
  return isJsonInQuery(type)
    ? parseJsonText(text, `The parameter "${name}"`)
    : { kind: 'read', value: scalarOfText(type, text) };
}

function unknownParameter(name: string, { operation, variables }: Endpoint, method: 'GET' | 'POST'): string {
  const shown = JSON.stringify(name.slice(0, 80));
  if (method === 'POST') {
    return `The parameter ${shown} is not read: a POST has its variables in its body`;
  }
  const known = [...variables].filter(([, { inPath }]) => !inPath).map(([other]) => `"${other}"`);
  const help = known.length === 0 ? 'there are none' : `there is ${known.join(', ')}`;
  return `${shown} is no parameter of "${operation.name}": ${help}`;
}

/** `URLSearchParams` replaces what it cannot decode; here it is refused, so that no value changes on the way. */
function decodeSearch(search: string): URLSearchParams | undefined {
  try {
    decodeURIComponent(search.replaceAll('+', ' '));
    return new URLSearchParams(search);
  } catch {
    // A URIError says no more than this.
    return undefined;
  }
}
