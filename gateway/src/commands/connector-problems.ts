import type { Problem, SubgraphFile } from '@facet/schema';
import { type DirectiveNode, type DocumentNode, Kind, parse } from 'graphql';
import type { ConnectorProblem } from '../sources/connectors/connector.js';
import { validateConnectors } from '../sources/connectors/validate/validate-connectors.js';
import { placeInFile, pointTo } from './place-in-text.js';

/**
 * What is wrong with the connectors of a composed supergraph, each problem where it stands: in the text of a mapping, with
 * a pointer to the place, else at its directive.
 *
 * @param supergraph Text of the supergraph.
 * @param shared The subgraphs it was composed from.
 */
export function connectorProblems(
  supergraph: string,
  shared: readonly SubgraphFile[],
  clientGraph: string,
): readonly Problem[] {
  return validateConnectors(parse(supergraph)).map((problem) => {
    const subgraph = shared.find(({ name }) => name === problem.subgraph);
    const { code, hint } = problem;
    return {
      code,
      message: `${problem.coordinate}: ${messageOf(problem)}`,
      clientGraph,
      ...(subgraph === undefined ? {} : { file: subgraph.file, ...positionOf(problem, subgraph) }),
      ...(hint !== undefined && { hint }),
    };
  });
}

function messageOf({ message, line, column, text }: ConnectorProblem): string {
  if (line === undefined || column === undefined) return message;
  const at = ` (line ${line}, column ${column})`;
  // Syntax errors name the place themselves.
  const placed = message.endsWith(at) ? message : message + at;
  return text === undefined ? placed : `${placed}\n${pointTo(text, { line, column })}`;
}

interface ParsedCoordinate {
  /** Undefined: the schema itself. */
  readonly type: string | undefined;
  readonly field: string | undefined;
  readonly directive: string;
  readonly index: number;
}

/** `shipping:Query.shipment@connect[0] http.GET` -> its parts. */
function parseCoordinate(coordinate: string): ParsedCoordinate | undefined {
  const parts = /^[^:]*:(?:(\w+)(?:\.(\w+))?)?@(\w+)(?:\[(\d+)\])?/.exec(coordinate);
  const directive = parts?.[3];
  return directive === undefined
    ? undefined
    : { type: parts?.[1], field: parts?.[2], directive, index: Number(parts?.[4] ?? 0) };
}

function positionOf(problem: ConnectorProblem, { sdl }: SubgraphFile): { line: number; column: number } | object {
  const { coordinate, line, column } = problem;
  const parsed = parseCoordinate(coordinate);
  const candidates = parsed === undefined ? [] : directivesAt(parse(sdl), parsed);
  // A directive that was imported under another name is found by its place alone.
  const node = candidates.filter(({ name }) => name.value === parsed?.directive)[parsed?.index ?? 0] ?? candidates[0];
  const argument = / (\S+)$/.exec(coordinate)?.[1];
  if (node !== undefined && argument !== undefined && line !== undefined && column !== undefined) {
    const place = placeInFile(node, argument, { line, column });
    if (place !== undefined) return place;
  }
  const start = node?.loc?.startToken;
  return start === undefined ? {} : { line: start.line, column: start.column };
}

function directivesAt(document: DocumentNode, { type, field }: ParsedCoordinate): readonly DirectiveNode[] {
  return document.definitions.flatMap((definition): readonly DirectiveNode[] => {
    if (definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION) {
      return type === undefined ? (definition.directives ?? []) : [];
    }
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.OBJECT_TYPE_EXTENSION) {
      return [];
    }
    if (definition.name.value !== type) {
      return [];
    }
    return field === undefined
      ? (definition.directives ?? [])
      : (definition.fields ?? []).flatMap((node) => (node.name.value === field ? (node.directives ?? []) : []));
  });
}
