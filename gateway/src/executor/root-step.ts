import type { RememberLoaded } from './loaded-entities.js';
import { mergeInto } from './merge.js';
import type { PlacedStep } from './place.js';
import { badAnswer, type CompiledFetch, sendFetch } from './send-fetch.js';
import type { SourceAnswer } from './source.js';

/**
 * A root fetch: its answer is merged into every object at the path (more than one only below a list of root types).
 *
 * @param remember Told of answers without errors.
 */
export function rootStep(fetch: CompiledFetch, remember?: RememberLoaded): PlacedStep {
  return async (state, place) => {
    const targets = place.objects(state, undefined);
    if (targets.length === 0) {
      return;
    }
    let answer: SourceAnswer;
    try {
      answer = await sendFetch(fetch, state);
      state.strings.answered(answer);
    } catch (error) {
      fetch.errors.ofFetch(state, error instanceof Error ? error : new Error(String(error)));
      return;
    }
    if (answer.data !== undefined && answer.data !== null) {
      fetch.rewrite(answer.data);
      if (remember !== undefined && state.entities !== undefined && answer.errors.length === 0) {
        remember(answer.data, state.entities);
      }
      for (const target of targets) {
        mergeInto(target, answer.data, fetch.isAbstract);
      }
    } else if (answer.errors.length === 0) {
      fetch.errors.ofFetch(state, badAnswer(fetch.node.source, 'it has neither data nor errors'));
    }
    fetch.errors.ofRootAnswer(state, answer);
  };
}
