import { type DocumentNode, parse } from 'graphql';
import type { FetchNode } from './types.js';

const known = new WeakMap<FetchNode, DocumentNode>();

/** Says what a fetch's text parses to, where the planner has just printed it. */
export function setFetchDocument(fetch: FetchNode, document: DocumentNode | undefined): void {
  if (document !== undefined) {
    known.set(fetch, document);
  }
}

/** What a fetch's text parses to, without locations. */
export function fetchDocument(fetch: FetchNode): DocumentNode {
  return known.get(fetch) ?? parse(fetch.operation, { noLocation: true });
}
