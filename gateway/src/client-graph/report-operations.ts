import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server';
import type { AnsweredOperation } from './client-graph.js';
import type { RequestContext } from './engine-gateway.js';
import type { SensitiveFields } from './sensitive-fields.js';

/** Codes that are reported of one answer; it may have thousands of errors, but hardly of so many kinds. */
const maxCodes = 20;

/**
 * The plugin that tells `AnswerContext.onOperation` of every operation, also of those that do not parse or are refused,
 * after it is executed and before its answer is handed out.
 */
export function reportOperations(sensitiveFields: SensitiveFields): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse: async (context) => {
          await context.contextValue.onOperation?.(describe(context, sensitiveFields));
        },
      }),
  };
}

function describe(context: GraphQLRequestContext<RequestContext>, sensitive: SensitiveFields): AnsweredOperation {
  const { document, operation, operationName, queryHash, request, response } = context;
  const { body } = response;
  const result = body?.kind === 'incremental' ? body.initialResult : body?.singleResult;
  return {
    name: operationName ?? request.operationName ?? undefined,
    type: operation?.operation,
    hash: queryHash,
    sensitiveFields: document && operation ? sensitive(document, operation) : [],
    // Spec: GraphQL, section 7.1 Response Format: `data` is absent if the request failed before execution began.
    executed: result?.data !== undefined,
    codes: codesOf(result?.errors ?? []),
  };
}

function codesOf(errors: ReadonlyArray<{ readonly extensions?: { readonly code?: unknown } }>): readonly string[] {
  const codes = new Set<string>();
  for (const { extensions } of errors) {
    if (codes.size >= maxCodes) {
      break;
    }
    codes.add(String(extensions?.code ?? 'INTERNAL_SERVER_ERROR'));
  }
  return [...codes];
}
