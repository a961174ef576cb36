import type { Entities } from './datum.js';

/**
 * One graph twice over: whole, and cut into subgraphs. Data is told apart from both, so that the monolith and the
 * subgraphs answer from the same facts. Plain data: a failing one is printed and kept as a fixed case.
 */
export interface World {
  /** The whole schema. Fields marked `@inaccessible` exist for subgraphs only: clients do not see them. */
  readonly monolith: string;
  /** Subgraph schemas with their federation directives, by subgraph name. The `@link` is added. */
  readonly subgraphs: Readonly<Record<string, string>>;
  readonly entities: Entities;
  /** Labels of `@override(label:)` that are on. None when left out. */
  readonly activeLabels?: readonly string[];
}

/** What a client sends. */
export interface ClientOperation {
  readonly text: string;
  readonly operationName?: string;
  readonly variables: Readonly<Record<string, unknown>>;
}
