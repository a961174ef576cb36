import type { CompositionSuccess } from '@apollo/composition';
import type { GraphQLError } from 'graphql';
import { positionOf, positionOfError } from '../position.js';
import type { Problem } from '../problem.js';
import type { Locator } from '../subgraph/locate-coordinate.js';
import type { ParsedSubgraph } from '../subgraph/subgraph-file.js';

/** Where composition's messages can be found in files. */
export interface CompositionPlaces {
  readonly subgraphs: readonly ParsedSubgraph[];
  readonly locate: Locator;
}

/**
 * Turns an error of composition into a problem, with composition's own code.
 *
 * Its place is that of the error; or else, as with errors of satisfiability, that of the first element its message
 * names that was written somewhere; or else the file of the subgraph the message begins with.
 */
export function compositionProblem(error: GraphQLError, places: CompositionPlaces): Problem {
  const [, subgraph, text = error.message] = /^\[([^\]]+)\] ([\s\S]*)$/.exec(error.message) ?? [];
  return {
    code: String(error.extensions['code'] ?? 'COMPOSITION_FAILED'),
    message: text.replace(/\.$/, ''),
    ...firstPlace([
      () => positionOfError(error),
      ...elementsNamedIn(text).map((element) => () => places.locate(element)),
      () => fileOf(subgraph, places),
    ]),
  };
}

/** Turns a hint of composition into a warning, with composition's own code. */
export function hintProblem(hint: CompositionSuccess['hints'][number], places: CompositionPlaces): Problem {
  return {
    code: hint.definition.code,
    message: hint.message.replace(/\.$/, ''),
    ...firstPlace([() => positionOf(hint.nodes?.[0]), () => places.locate(hint.coordinate ?? '')]),
    severity: 'warning',
  };
}

function firstPlace(candidates: readonly (() => ReturnType<Locator>)[]): ReturnType<Locator> {
  for (const candidate of candidates) {
    const place = candidate();
    if (place.file !== undefined) return place;
  }
  return {};
}

function elementsNamedIn(message: string): readonly string[] {
  return [...message.matchAll(/"([A-Za-z_]\w*(?:\.\w+(?:\(\w+:\))?)?)"/g)].map(([, element = '']) => element);
}

function fileOf(subgraph: string | undefined, { subgraphs }: CompositionPlaces): ReturnType<Locator> {
  const found = subgraphs.find(({ source }) => source.name === subgraph);
  return found === undefined ? {} : { file: found.source.file };
}
