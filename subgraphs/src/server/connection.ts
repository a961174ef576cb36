import { GraphQLError } from 'graphql';

/** Longest page, whatever `first` says. */
const maxFirst = 100;

/** Arguments of a forward-paged field. */
export interface PageArguments {
  /** 0 or more; above 100 it is taken as 100. */
  readonly first: number;
  /** A cursor that an earlier page gave out. */
  readonly after?: string | null;
}

/** One page of a list. Spec: Relay, GraphQL Cursor Connections Specification. */
export interface Connection<T> {
  readonly edges: readonly { readonly cursor: string; readonly node: T }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount: number;
}

/**
 * Cuts the page that `args` ask for out of a whole list.
 *
 * A cursor names an item and not a position, so that a page goes on at the right place when items before it come or go.
 *
 * @param items All items, in the order of the pages.
 * @param args Which page.
 * @param idOf An item's id, unique in the list.
 * @throws {GraphQLError} BAD_USER_INPUT when `first` is negative or `after` is no cursor of this list.
 */
export function connectionOf<T>(items: readonly T[], args: PageArguments, idOf: (item: T) => string): Connection<T> {
  const start = args.after == null ? 0 : indexAfter(items, args.after, idOf);
  const end = Math.min(start + pageSize(args.first), items.length);
  const edges = items.slice(start, end).map((node) => ({ cursor: cursorOf(idOf(node)), node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: end < items.length,
      hasPreviousPage: start > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: items.length,
  };
}

/**
 * How many items `first` stands for: itself, at most 100.
 *
 * @throws {GraphQLError} BAD_USER_INPUT when it is negative.
 */
export function pageSize(first: number): number {
  if (first < 0) throw badInput(`Cannot take the first ${first} items: "first" must be 0 or more`);
  return Math.min(first, maxFirst);
}

function indexAfter<T>(items: readonly T[], cursor: string, idOf: (item: T) => string): number {
  const index = items.findIndex((item) => cursorOf(idOf(item)) === cursor);
  if (index < 0) throw badInput(`Cannot continue after "${cursor}": not a cursor of this list`);
  return index + 1;
}

/** Opaque, so that nobody makes one up and its form may change. */
function cursorOf(id: string): string {
  return Buffer.from(`after:${id}`).toString('base64url');
}

function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}
