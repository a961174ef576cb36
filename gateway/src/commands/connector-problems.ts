import type { Problem, SubgraphFile } from '@facet/schema';
import { type DirectiveNode, type DocumentNode, Kind, parse } from 'graphql';
import type { ConnectorProblem } from '../sources/connectors/connector.js';
import { validateConnectors } from '../sources/connectors/validate/validate-connectors.js';

/**
 * What is wrong with the connectors of a composed supergraph, each problem at the directive it stands in.
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
    const at = problem.line === undefined ? '' : ` (line ${problem.line}, column ${problem.column})`;
    // Syntax errors name the place themselves.
    const message = problem.message.endsWith(at) ? problem.message : problem.message + at;
    return {
      code: problem.code,
      message: `${problem.coordinate}: ${message}`,
      clientGraph,
      ...(subgraph === undefined ? {} : { file: subgraph.file, ...positionOf(problem, subgraph) }),
    };
  });
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

function positionOf(
  { coordinate }: ConnectorProblem,
  { sdl }: SubgraphFile,
): { line: number; column: number } | object {
  const parsed = parseCoordinate(coordinate);
  const candidates = parsed === undefined ? [] : directivesAt(parse(sdl), parsed);
  // A directive that was imported under another name is found by its place alone.
  const node = candidates.filter(({ name }) => name.value === parsed?.directive)[parsed?.index ?? 0] ?? candidates[0];
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
