import type { PlacedStep } from './place.js';
import type { ExecutionState } from './program.js';
import { badAnswer, type CompiledFetch } from './send-fetch.js';

/**
 * Keeps to one fetch the damage of JSON that is nested too deeply: `JSON.parse()` reads any depth, but what walks or
 * writes such a value recurses, and overflows the stack. No source may fail with it what others have answered.
 */
export function containOverflow(step: PlacedStep, { node, errors }: CompiledFetch): PlacedStep {
  const contain = (state: ExecutionState, error: unknown): void => {
    if (!(error instanceof RangeError)) {
      throw error;
    }
    const failure = badAnswer(node.source, 'it, or what was to be sent for it, is nested too deeply', error);
    try {
      errors.ofFetch(state, failure);
    } catch {
      // Its places cannot be looked for, either: they are in what is nested too deeply.
      const { message } = failure;
      state.errors.add({ message, path: undefined, extensions: undefined, failure, source: node.source });
    }
  };
  return (state, place) => {
    try {
      return step(state, place)?.catch((error) => contain(state, error));
    } catch (error) {
      contain(state, error);
      return undefined;
    }
  };
}
