import { createObject } from '../json.js';

/** Deeper levels, further keys and alternatives are left out: a shape is for reading. */
const maxDepth = 8;
const maxKeys = 50;

/**
 * The shape of a JSON value without any of its values: `{ "rows": ["10000 items", { "id": "string" }] }`. A list is shown
 * by its length and its first item.
 */
export function describeShape(value: unknown, depth = 0): unknown {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  if (depth >= maxDepth) return '…';
  if (Array.isArray(value)) {
    const count = `${value.length} ${value.length === 1 ? 'item' : 'items'}`;
    return value.length === 0 ? [count] : [count, describeShape(value[0], depth + 1)];
  }
  const shape = createObject();
  const entries = Object.entries(value);
  for (const [key, child] of entries.slice(0, maxKeys)) shape[key] = describeShape(child, depth + 1);
  if (entries.length > maxKeys) shape['…'] = `${entries.length - maxKeys} more keys`;
  return shape;
}
