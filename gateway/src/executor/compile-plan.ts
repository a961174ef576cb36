import type { ParallelNode, PlanNode, SequenceNode } from '../planner/types.js';
import { compileFetch } from './compile-fetch.js';
import type { CompilePlanContext } from './compile-plan-context.js';
import { Place, type PlacedStep } from './place.js';
import { fetchesOf } from './plan-fetches.js';
import type { Step } from './program.js';
import { together } from './together.js';

/**
 * Compiles a plan into one step.
 *
 * @throws {GatewayError} INTERNAL_SERVER_ERROR when the plan names a source that does not exist.
 */
export function compilePlan(node: PlanNode, context: CompilePlanContext): Step {
  return compileAt([], node, context);
}

function compileAt(path: readonly string[], node: PlanNode, context: CompilePlanContext): Step {
  const step = compileNode(node, context, path);
  return (state) => step(state, new Place(path));
}

/** @param path The flatten path that leads to the node, from the root of the data. */
function compileNode(node: PlanNode, context: CompilePlanContext, path: readonly string[]): PlacedStep {
  switch (node.kind) {
    case 'sequence': {
      const steps = joinPlaces(node).map((child) => compileNode(child, context, path));
      const [only] = steps;
      if (only !== undefined && steps.length === 1) {
        return only;
      }
      return async (state, place) => {
        for (const step of steps) {
          if (state.signal.aborted) {
            return;
          }
          const pending = step(state, place);
          if (pending !== undefined) {
            await pending;
          }
        }
      };
    }
    case 'parallel': {
      const steps = joinPlaces(node).map((child) => compileNode(child, context, path));
      return (state, place) => together(steps.map((step) => step(state, place)));
    }
    case 'flatten':
      return compileAt([...path, ...node.path], node.node, context);
    case 'condition': {
      const { variable } = node;
      const ifTrue = node.ifTrue === undefined ? nothing : compileNode(node.ifTrue, context, path);
      const ifFalse = node.ifFalse === undefined ? nothing : compileNode(node.ifFalse, context, path);
      return (state, place) => (state.variables[variable] === true ? ifTrue(state, place) : ifFalse(state, place));
    }
    case 'fetch':
      return compileFetch(node, context, path);
    default: {
      const never: never = node;
      throw new TypeError(`Unknown plan node ${JSON.stringify(never)}`);
    }
  }
}

const nothing: PlacedStep = () => undefined;

/** Neighbours with one path become one node, so that the objects there are looked up once for all of them. */
function joinPlaces({ kind, nodes }: SequenceNode | ParallelNode): readonly PlanNode[] {
  const joined: PlanNode[] = [];
  for (const node of nodes) {
    const last = joined.at(-1);
    if (node.kind === 'flatten' && last?.kind === 'flatten' && node.path.join() === last.path.join()) {
      const before = last.node.kind === kind ? last.node.nodes : [last.node];
      joined[joined.length - 1] = { ...last, node: { kind, nodes: [...before, node.node] } };
    } else {
      joined.push(node);
    }
  }
  return joined;
}

/** Whether any fetch of a plan has context arguments. */
export function readsContext(node: PlanNode | undefined): boolean {
  return [...fetchesOf(node)].some(({ contextRewrites }) => contextRewrites.length > 0);
}
