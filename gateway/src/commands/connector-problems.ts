import type { Problem, SubgraphFile } from '@facet/schema';
import { type ASTNode, type DirectiveNode, type DocumentNode, Kind, type NameNode, parse } from 'graphql';
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
  /** Undefined: the type or field itself. */
  readonly directive: string | undefined;
  readonly index: number;
  /** Of a source: its name. */
  readonly name: string | undefined;
}

/** `shipping:Query.shipment@connect[0] http.GET`, `shipping:@source(name: "a")` or `shipping:Order.total` -> its parts. */
function parseCoordinate(coordinate: string): ParsedCoordinate {
  const parts = /^[^:]*:(?:(\w+)(?:\.(\w+))?)?(?:@(\w+)(?:\[(\d+)\]|\(name: "(.*)"\))?)?/.exec(coordinate);
  const [, type, field, directive, index = '0', name] = parts ?? [];
  return { type, field, directive, index: Number(index), name };
}

function positionOf(problem: ConnectorProblem, { sdl }: SubgraphFile): { line: number; column: number } | object {
  const { coordinate, line, column } = problem;
  const document = parse(sdl);
  const parsed = parseCoordinate(coordinate);
  const node = parsed.directive === undefined ? undefined : directiveOf(directivesAt(document, parsed), parsed);
  const argument = / (\S+)$/.exec(coordinate)?.[1];
  if (node !== undefined && argument !== undefined && line !== undefined && column !== undefined) {
    const place = placeInFile(node, argument, { line, column });
    if (place !== undefined) return place;
  }
  const start = (node ?? elementAt(document, parsed))?.loc?.startToken;
  return start === undefined ? {} : { line: start.line, column: start.column };
}

/** A directive that was imported under another name is found by its place alone. */
function directiveOf(
  candidates: readonly DirectiveNode[],
  { directive, index, name }: ParsedCoordinate,
): DirectiveNode | undefined {
  const named = candidates.filter((candidate) => candidate.name.value === directive);
  if (name === undefined) return named[index] ?? candidates[0];
  // Of two sources with one name the second is the one that is too many.
  return candidates.findLast(({ arguments: args }) =>
    args?.some(({ name: key, value }) => key.value === 'name' && value.kind === Kind.STRING && value.value === name),
  );
}

/** The name of a type or field, where it is first written. */
function elementAt(document: DocumentNode, { type, field }: ParsedCoordinate): ASTNode | undefined {
  const nodes = document.definitions.filter((node) => 'name' in node && node.name?.value === type);
  if (field === undefined) return nodes.flatMap((node) => ('name' in node && node.name) || [])[0];
  const fields = nodes.flatMap((node): ReadonlyArray<{ readonly name: NameNode }> => {
    return 'fields' in node ? (node.fields ?? []) : [];
  });
  return fields.find(({ name }) => name.value === field)?.name;
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
