import type { RecordedRequest, RunningSource, RunningSources } from '@facet/example-subgraphs';

/**
 * What a source was asked on behalf of clients since it was reset. The gateway's own probes neither name an operation nor
 * carry a correlation id.
 */
export function clientRequests({ requests }: RunningSource): readonly RecordedRequest[] {
  return requests.filter(({ correlationId, operation }) => correlationId !== undefined || operation !== undefined);
}

/** How many requests each source has got on behalf of clients since it was reset; those that got none are left out. */
export function sourceCalls(sources: RunningSources): Readonly<Record<string, number>> {
  const counts = sources.all.map((source) => [source.name, clientRequests(source).length] as const);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}
