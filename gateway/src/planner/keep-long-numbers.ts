import {
  type ASTNode,
  type DocumentNode,
  type GraphQLSchema,
  getNamedType,
  isSpecifiedScalarType,
  Kind,
  type StringValueNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { mapFetches } from './map-fetches.js';
import type { FetchNode, PlanNode } from './types.js';

/** A document whose long numbers the planner's library cannot read, and the way back. */
export interface KeptNumbers {
  readonly document: DocumentNode;
  /** Puts the numbers back into what was planned of the document. */
  restore(plan: PlanNode): PlanNode;
}

/** Numbers with fewer characters are the same after they have been read and printed again. */
const shortest = 16;

/**
 * Makes texts of the long numbers that stand for scalars of a schema's own, such as a 64-bit integer: the library reads
 * numbers as JavaScript's, which would lose their last digits. GraphQL's own scalars hold no number that is longer.
 *
 * @param schema What the document is valid against.
 */
export function keepLongNumbers(document: DocumentNode, schema: GraphQLSchema): KeptNumbers {
  if (!hasLongNumber(document)) {
    return { document, restore: (plan) => plan };
  }
  const mark = unusedMark(document);
  const types = new TypeInfo(schema);
  const hide = (node: { readonly value: string }): StringValueNode | undefined => {
    const type = types.getInputType();
    // Within a value of a schema's own scalar there are no types.
    const isOwn = !type || !isSpecifiedScalarType(getNamedType(type));
    return isOwn && node.value.length >= shortest ? { kind: Kind.STRING, value: mark + node.value } : undefined;
  };
  return {
    document: visit(document, visitWithTypeInfo(types, { IntValue: hide, FloatValue: hide })),
    restore: (plan) => mapFetches(plan, (fetch) => restoreFetch(fetch, new RegExp(`"${mark}([-+.0-9eE]+)"`, 'g'))),
  };
}

function restoreFetch(fetch: FetchNode, hidden: RegExp): FetchNode {
  const { operation, otherwise } = fetch;
  return {
    ...fetch,
    operation: operation.replaceAll(hidden, '$1'),
    ...(otherwise && { otherwise: restoreFetch(otherwise, hidden) }),
  };
}

function hasLongNumber(node: unknown): boolean {
  if (Array.isArray(node)) {
    return node.some(hasLongNumber);
  }
  if (!isNode(node)) {
    return false;
  }
  return node.kind === Kind.INT || node.kind === Kind.FLOAT
    ? node.value.length >= shortest
    : Object.values(node).some(hasLongNumber);
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

/** What is in no text of the document, so that nobody's text becomes a number. */
function unusedMark(document: DocumentNode): string {
  let mark = '~';
  visit(document, {
    StringValue({ value }) {
      while (value.includes(mark)) mark += '~';
    },
  });
  return mark;
}
