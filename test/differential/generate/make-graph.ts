import type { World } from '../world/world.js';
import type { Dice } from './dice.js';
import type { Graph } from './graph.js';
import { guardRequired } from './guard-required.js';
import {
  addInterfaceObjectFields,
  addRootFields,
  addSignatureFields,
  addValueFields,
  declareAbstract,
  declareValues,
} from './make-abstract-types.js';
import { makeData } from './make-data.js';
import { addEntityFields, customLabels } from './make-fields.js';
import { addProvides, addRequires } from './make-requires.js';
import { declareEntities, placeEntities, startGraph } from './make-types.js';
import { printMonolith, printSubgraph } from './print-graph.js';

/** Makes a random schema, its cut and its data. Composition may still refuse the cut, which is rare. */
export function makeWorld(dice: Dice): World {
  const graph = makeGraph(dice);
  const subgraphs: Record<string, string> = {};
  for (const subgraph of graph.subgraphs) {
    const sdl = printSubgraph(graph, subgraph);
    if (sdl !== undefined) subgraphs[subgraph] = sdl;
  }
  const entities = makeData(graph, dice);
  const labels = customLabels.filter((label) => Object.values(subgraphs).some((sdl) => sdl.includes(`"${label}"`)));
  const activeLabels = dice.pickSome(labels, 0, labels.length);
  return { monolith: printMonolith(graph), subgraphs, entities, ...(activeLabels.length > 0 ? { activeLabels } : {}) };
}

/** The order matters: a type is complete before a subgraph can be given it. */
function makeGraph(dice: Dice): Graph {
  const graph = startGraph(dice);
  declareEntities(graph, dice);
  declareValues(graph, dice);
  declareAbstract(graph, dice);
  addValueFields(graph, dice);
  placeEntities(graph, dice);
  addSignatureFields(graph, dice);
  for (const object of [...graph.objects.values()]) {
    if (object.role === 'entity') addEntityFields(graph, object, dice);
  }
  addInterfaceObjectFields(graph, dice);
  addRootFields(graph, dice);
  addRequires(graph, dice);
  addProvides(graph, dice);
  guardRequired(graph);
  return graph;
}
