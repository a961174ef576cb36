import { type DocumentNode, type GraphQLSchema, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { StaticOperation, StaticResponse, StaticResponses } from '../../executor/static-responses.js';
import type { Log } from '../../telemetry/logger.js';
import type { Metrics } from '../../telemetry/metrics.js';
import { checkStaticData } from './check-static-data.js';

/** A static response as it is configured. */
export interface ConfiguredResponse extends StaticResponse {
  /** Of the one text that it answers, SHA-256 in hexadecimal; undefined: every text with an operation of that name. */
  readonly documentHash: string | undefined;
  /** Texts that are known to have the operation, at least one, and the option that they come from. */
  readonly known: readonly { readonly from: string; readonly text: string }[];
}

/** What static responses are checked against, and told to. */
export interface StaticResponsesOptions {
  readonly clientGraph: string;
  readonly schema: GraphQLSchema;
  readonly isInMaintenance: (source: string) => boolean;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** Documents of which it is remembered whether a static response fits. */
const MAX_DOCUMENTS = 1000;

/** What is wrong with static responses: of each, with each text that is known to have its operation. */
export function findStaticProblems(responses: readonly ConfiguredResponse[], schema: GraphQLSchema): readonly string[] {
  return responses.flatMap((response) =>
    response.known.flatMap(({ from, text }) => {
      const document = parse(text, { noLocation: true });
      const operation = operationIn(document, response.operation);
      const said = `The static response of "${response.operation}" does not fit the operation of ${from}`;
      if (operation?.operation !== 'query') {
        return [`${said}: only queries have one`];
      }
      const problems = checkStaticData({ schema, document, operation, data: response.data });
      return problems.length === 0 ? [] : [`${said}: ${problems.join('; ')}`];
    }),
  );
}

/**
 * Makes what finds static responses. Clients may send other texts with an operation of the same name: one that the data does
 * not fit is executed, and leaves one warning.
 */
export function createStaticResponses(
  responses: readonly ConfiguredResponse[],
  { clientGraph, schema, isInMaintenance, metrics, log }: StaticResponsesOptions,
): StaticResponses {
  const byName = new Map(responses.flatMap((one) => (one.documentHash === undefined ? [[one.operation, one]] : [])));
  const byHash = new Map(responses.flatMap((one) => (one.documentHash === undefined ? [] : [[one.documentHash, one]])));
  const fitting = new LRUCache<string, { readonly fits: boolean }>({ max: MAX_DOCUMENTS });
  const count = metrics.counter({
    name: 'facet_static_responses_total',
    help: 'Operations that were answered by a static response.',
    labels: { client_graph: { max: 1000 }, operation: { max: 1000 }, when: ['always', 'maintenance'] },
  });

  const fits = (response: ConfiguredResponse, { documentHash, document, operation }: StaticOperation): boolean => {
    const key = `${documentHash}:${response.operation}`;
    const known = fitting.get(key);
    if (known !== undefined) {
      return known.fits;
    }
    const problems =
      operation.operation === 'query'
        ? checkStaticData({ schema, document, operation, data: response.data })
        : ['only queries have one'];
    if (problems.length > 0) {
      const said = 'A static response does not fit what a client has sent, which is executed';
      log.warn({ operation: response.operation, documentHash, problems }, said);
    }
    fitting.set(key, { fits: problems.length === 0 });
    return problems.length === 0;
  };

  return {
    find(operation) {
      const response = byHash.get(operation.documentHash) ?? byName.get(operation.operation.name?.value ?? '');
      return response !== undefined && fits(response, operation) ? response : undefined;
    },
    isInMaintenance,
    given: ({ operation, when }) => count.add({ client_graph: clientGraph, operation, when }),
  };
}

function operationIn(document: DocumentNode, name: string): OperationDefinitionNode | undefined {
  return document.definitions.find(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION && definition.name?.value === name,
  ) as OperationDefinitionNode | undefined; // of that kind, as was just seen
}
