import type { PlanNode } from '../planner/types.js';
import { compileFetch } from './compile-fetch.js';
import type { CompilePlanContext } from './compile-plan-context.js';
import type { Step } from './program.js';

/**
 * Compiles a plan node and everything below it into one step.
 *
 * @param path The flatten path that leads to the node, from the root of the data.
 * @throws {GatewayError} INTERNAL_SERVER_ERROR when the plan names a source that does not exist.
 */
export function compilePlan(node: PlanNode, context: CompilePlanContext, path: readonly string[] = []): Step {
  switch (node.kind) {
    case 'sequence': {
      const steps = node.nodes.map((child) => compilePlan(child, context, path));
      return async (state) => {
        for (const step of steps) {
          if (state.signal.aborted) {
            return;
          }
          await step(state);
        }
      };
    }
    case 'parallel': {
      const steps = node.nodes.map((child) => compilePlan(child, context, path));
      return async (state) => {
        await Promise.all(steps.map((step) => step(state)));
      };
    }
    case 'flatten':
      return compilePlan(node.node, context, [...path, ...node.path]);
    case 'condition': {
      const { variable } = node;
      const ifTrue = node.ifTrue === undefined ? nothing : compilePlan(node.ifTrue, context, path);
      const ifFalse = node.ifFalse === undefined ? nothing : compilePlan(node.ifFalse, context, path);
      return (state) => (state.variables[variable] === true ? ifTrue(state) : ifFalse(state));
    }
    case 'fetch':
      return compileFetch(node, context, path);
    default: {
      const never: never = node;
      throw new TypeError(`Unknown plan node ${JSON.stringify(never)}`);
    }
  }
}

const nothing: Step = () => Promise.resolve();

/** Whether any fetch of a plan has context arguments. */
export function readsContext(node: PlanNode | undefined): boolean {
  switch (node?.kind) {
    case undefined:
      return false;
    case 'sequence':
    case 'parallel':
      return node.nodes.some(readsContext);
    case 'flatten':
      return readsContext(node.node);
    case 'condition':
      return readsContext(node.ifTrue) || readsContext(node.ifFalse);
    case 'fetch':
      return node.contextRewrites.length > 0;
  }
}
