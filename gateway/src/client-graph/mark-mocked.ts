import type { ClientAnswer } from './client-graph.js';

/** The header of answers some of whose data is made up: the names of the mocked sources. */
export const mockedHeader = 'facet-mocked-sources';

/**
 * Says in an answer's headers that sources are mocked, and that nobody is to keep it. The answer says it in `extensions.mock`
 * too, which REST and XML clients do not see.
 *
 * @param sources Names; undefined when there are none.
 */
export function markMocked(answer: ClientAnswer, sources: readonly string[] | undefined): ClientAnswer {
  if (sources === undefined) {
    return answer;
  }
  const headers = new Map(answer.headers).set(mockedHeader, sources.join(', ')).set('cache-control', 'no-store');
  return { ...answer, headers };
}
