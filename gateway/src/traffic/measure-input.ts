import { Kind, type ValueNode } from 'graphql';

/** What an input value comes to. */
export interface InputSize {
  /** Items of its longest list. */
  readonly items: number;
  /** Lists and objects one inside the other; 0 for a value that is neither. */
  readonly depth: number;
}

/** The size of a value that is neither list nor object. */
export const noInput: InputSize = { items: 0, depth: 0 };

/** Measures a value as a document writes it. Recursive: brackets nest no deeper than `maxNesting`. */
export function measureLiteral(node: ValueNode): InputSize {
  if (node.kind === Kind.LIST) {
    return around(node.values.length, node.values, measureLiteral);
  }
  return node.kind === Kind.OBJECT ? around(0, node.fields, (field) => measureLiteral(field.value)) : noInput;
}

/** Measures the value of a variable. Recursive: who reads requests lets JSON nest to some 200 levels only. */
export function measureValue(value: unknown): InputSize {
  if (typeof value !== 'object' || value === null) {
    return noInput;
  }
  return Array.isArray(value)
    ? around(value.length, value, measureValue)
    : around(0, Object.values(value), measureValue);
}

function around<T>(items: number, inner: readonly T[], measure: (value: T) => InputSize): InputSize {
  let depth = 0;
  let longest = items;
  for (const value of inner) {
    const size = measure(value);
    depth = Math.max(depth, size.depth);
    longest = Math.max(longest, size.items);
  }
  return { items: longest, depth: depth + 1 };
}
