import type { FetchInput, Source, SourceAnswer } from '../executor/source.js';

/** Changes answers of a source, or only looks at them. One that changes `data` itself leaves out `plainData`. */
export type OnAnswer = (answer: SourceAnswer, input: FetchInput) => SourceAnswer;

/** The same source, with every answer going through `onAnswer`. */
export function withAnswers(source: Source, onAnswer: OnAnswer): Source {
  return {
    ...source,
    prepare(operation) {
      const fetch = source.prepare(operation);
      return async (input) => onAnswer(await fetch(input), input);
    },
  };
}

/**
 * Adds to a subgraph's errors what `ApolloGateway` adds: `extensions.serviceName`, and the code DOWNSTREAM_SERVICE_ERROR
 * where there is none.
 */
export function nameService(answer: SourceAnswer, serviceName: string): SourceAnswer {
  if (answer.errors.length === 0) {
    return answer;
  }
  const errors = answer.errors.map((error) => ({
    ...error,
    extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', ...error.extensions, serviceName },
  }));
  return { ...answer, errors };
}
