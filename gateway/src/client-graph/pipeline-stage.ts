import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server';
import type { DocumentNode } from 'graphql';
import type { RequestContext } from './engine-gateway.js';

/** A request on its way, as stages see it: what Apollo Server's own pipeline and `answer-known.ts` both have. */
export type PipelineRequest = Pick<
  GraphQLRequestContext<RequestContext>,
  'request' | 'contextValue' | 'source' | 'queryHash' | 'document' | 'operation' | 'operationName'
> & { readonly response: { readonly body?: ResponseBody } };

/** The answer so far. */
export type ResponseBody = NonNullable<GraphQLRequestContext<RequestContext>['response']['body']>;

/** `data`, `errors` and `extensions` of an answer; stages may change them. */
export type SingleResult = Extract<ResponseBody, { readonly kind: 'single' }>['singleResult'];

/** A request whose document is valid. Whether it has the operation that is asked for is not said. */
export type ResolvedRequest = PipelineRequest & {
  readonly source: string;
  readonly queryHash: string;
  readonly document: DocumentNode;
};

/**
 * What a stage does with one request, in this order. What the first two throw ends the request; a `GraphQLError` says how.
 * The request waits for those that return a promise.
 */
export interface StageOfRequest {
  /** The text of the operation is known. */
  readonly didResolveSource?: (request: PipelineRequest & { readonly source: string }) => void | Promise<void>;
  /** The document is valid, and about to be executed. */
  readonly didResolveOperation?: (request: ResolvedRequest) => void | Promise<void>;
  /** The answer is complete. Also after a request that was ended. */
  readonly willSendResponse?: (request: PipelineRequest) => void | Promise<void>;
}

/** A step that every operation of a client graph passes, whichever way it is answered. Begun once for each request. */
export type PipelineStage = () => StageOfRequest;

/** A stage as Apollo Server's pipeline has it. The names of the steps are its own. */
export function stageAsPlugin(stage: PipelineStage): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      const begun = stage();
      return {
        didResolveSource: async (request) => begun.didResolveSource?.(request),
        didResolveOperation: async (request) => begun.didResolveOperation?.(request),
        willSendResponse: async (request) => begun.willSendResponse?.(request),
      };
    },
  };
}
