import { maxMappedDepth, maxMappedFields } from '../sdl/input-object.js';
import type { Located } from './references.js';
import type { SchemaShapes } from './schema-shape.js';

/** An object schema, by the objects it holds directly or in lists; one for each property that does. */
interface ObjectNode {
  readonly properties: number;
  readonly held: unknown[];
}

/**
 * The schemas of objects that a mapping cannot name to their end, and of all that these hold: those that lead back to
 * themselves, and those with too many fields or levels.
 *
 * O(properties) for circles; what is too large is counted once for each object. Needs no stack however deep schemas lead.
 */
export function unmappableObjects(shapes: SchemaShapes, schemas: readonly Located[]): ReadonlySet<unknown> {
  const graph = objectGraph(shapes, schemas);
  const { order, circular } = sortTopologically(graph);
  const found = new Set(circular);
  const sizes = new Map<unknown, { readonly fields: number; readonly depth: number }>();
  for (const value of order.reverse()) {
    const { properties, held } = graph.get(value) ?? { properties: 0, held: [] };
    // What keeps its names is not named in the mapping of what holds it.
    const inner = held.flatMap((one) => (found.has(one) ? [] : (sizes.get(one) ?? [])));
    const fields = inner.reduce((sum, size) => sum + size.fields, properties);
    const depth = inner.reduce((most, size) => Math.max(most, size.depth), 0) + 1;
    sizes.set(value, { fields, depth });
    if (fields > maxMappedFields || depth > maxMappedDepth) addReachable(graph, value, found);
  }
  return found;
}

/** Objects before what they hold; what is left is what lies on circles, and what these lead to. */
function sortTopologically(graph: ReadonlyMap<unknown, ObjectNode>) {
  const arrows = new Map<unknown, number>([...graph.keys()].map((value) => [value, 0]));
  for (const { held } of graph.values()) {
    for (const target of held) arrows.set(target, (arrows.get(target) ?? 0) + 1);
  }
  const free = [...arrows].flatMap(([value, count]) => (count === 0 ? [value] : []));
  const order: unknown[] = [];
  for (let value = free.pop(); value !== undefined; value = free.pop()) {
    order.push(value);
    arrows.delete(value);
    for (const target of graph.get(value)?.held ?? []) {
      const count = (arrows.get(target) ?? 0) - 1;
      arrows.set(target, count);
      if (count === 0) free.push(target);
    }
  }
  return { order, circular: [...arrows.keys()] };
}

function addReachable(graph: ReadonlyMap<unknown, ObjectNode>, from: unknown, found: Set<unknown>): void {
  const open = [from];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (found.has(value)) continue;
    found.add(value);
    open.push(...(graph.get(value)?.held ?? []));
  }
}

function objectGraph(shapes: SchemaShapes, schemas: readonly Located[]): ReadonlyMap<unknown, ObjectNode> {
  const graph = new Map<unknown, ObjectNode>();
  const open: Array<{ readonly schema: Located; readonly holder: unknown[]; readonly lists: number }> = schemas.map(
    (schema) => ({ schema, holder: [], lists: 0 }),
  );
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { schema, holder, lists } = next;
    const shape = shapes.of(schema);
    // A list may hold itself.
    if (shape.kind === 'list' && lists < maxMappedDepth) open.push({ schema: shape.item, holder, lists: lists + 1 });
    if (shape.kind !== 'object') continue;
    const { value } = shape.at;
    holder.push(value);
    if (graph.has(value)) continue;
    const node: ObjectNode = { properties: shape.properties.size, held: [] };
    graph.set(value, node);
    for (const property of shape.properties.values()) {
      open.push({ schema: property.schema, holder: node.held, lists: 0 });
    }
  }
  return graph;
}
