import type { Located } from './references.js';
import type { SchemaShapes } from './schema-shape.js';

/**
 * The schemas of objects that lead back to themselves, and of all that these hold: what is left of a graph when whatever
 * nothing leads to is taken away, again and again.
 *
 * O(properties). Needs no stack however deep the schemas lead.
 */
export function objectsInCircles(shapes: SchemaShapes, schemas: readonly Located[]): ReadonlySet<unknown> {
  const graph = objectGraph(shapes, schemas);
  const arrows = new Map<unknown, number>([...graph.keys()].map((value) => [value, 0]));
  for (const target of [...graph.values()].flat()) arrows.set(target, (arrows.get(target) ?? 0) + 1);
  const free = [...arrows].flatMap(([value, count]) => (count === 0 ? [value] : []));
  for (let value = free.pop(); value !== undefined; value = free.pop()) {
    arrows.delete(value);
    for (const target of graph.get(value) ?? []) {
      const count = (arrows.get(target) ?? 0) - 1;
      arrows.set(target, count);
      if (count === 0) free.push(target);
    }
  }
  return new Set(arrows.keys());
}

/** Which objects hold which, directly or in lists. */
function objectGraph(shapes: SchemaShapes, schemas: readonly Located[]): ReadonlyMap<unknown, readonly unknown[]> {
  const graph = new Map<unknown, unknown[]>();
  const open: Array<{ readonly schema: Located; readonly holder: unknown[] }> = schemas.map((schema) => ({
    schema,
    holder: [],
  }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { schema, holder } = next;
    const shape = shapes.of(schema);
    if (shape.kind === 'list') open.push({ schema: shape.item, holder });
    if (shape.kind !== 'object') continue;
    const { value } = shape.at;
    holder.push(value);
    if (graph.has(value)) continue;
    const held: unknown[] = [];
    graph.set(value, held);
    for (const property of shape.properties.values()) open.push({ schema: property.schema, holder: held });
  }
  return graph;
}
