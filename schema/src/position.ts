import { type ASTNode, type GraphQLError, getLocation } from 'graphql';

/** A place in a file; the fields are those of a {@link Problem}. */
export interface Position {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/** Where a node begins, given that it was parsed with its file's name as the name of the source; else nothing. */
export function positionOf(node: ASTNode | undefined): Position {
  if (node?.loc === undefined) return {};
  const { line, column } = getLocation(node.loc.source, node.loc.start);
  return { file: node.loc.source.name, line, column };
}

/** The first place an error of graphql-js or Apollo composition points at; nothing when it points at none. */
export function positionOfError(error: GraphQLError): Position {
  const located = error.nodes?.find((node) => node.loc !== undefined);
  if (located !== undefined) return positionOf(located);
  const [location] = error.locations ?? [];
  if (location === undefined || error.source === undefined) return {};
  return { file: error.source.name, line: location.line, column: location.column };
}
