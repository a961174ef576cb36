import { type DocumentNode, GraphQLError, parse, Source } from 'graphql';
import { positionOfError } from '../position.js';
import type { Problem } from '../problem.js';

/** A federation subgraph as its owner wrote it. */
export interface SubgraphFile {
  /** Unique among the subgraphs that are composed together. A client graph's own one is `bff-<client graph>`. */
  readonly name: string;
  /** Where the gateway reaches it; `local:<name>` for a client graph's own one. Kept in the supergraph. */
  readonly url: string;
  /** Path of the SDL, shown in problems; relative WSDL paths start at its folder. */
  readonly file: string;
  /** GraphQL SDL with federation directives. */
  readonly sdl: string;
}

/** A subgraph and its SDL as a document whose nodes know their file, line and column. */
export interface ParsedSubgraph {
  readonly source: SubgraphFile;
  readonly document: DocumentNode;
}

/**
 * Parses a subgraph's SDL.
 *
 * @returns The document, or the one problem (`GRAPHQL_SYNTAX`) that stopped the parser.
 */
export function parseSubgraph(source: SubgraphFile): ParsedSubgraph | Problem {
  try {
    return { source, document: parse(new Source(source.sdl, source.file)) };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return {
      code: 'GRAPHQL_SYNTAX',
      message: error.message.replace(/\.$/, ''),
      file: source.file,
      ...positionOfError(error),
    };
  }
}
