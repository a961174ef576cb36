import type { AnsweredOperation } from './client-graph.js';
import type { PipelineRequest, PipelineStage } from './pipeline-stage.js';
import type { SensitiveFields } from './sensitive-fields.js';

/** Codes that are reported of one answer; it may have thousands of errors, but hardly of so many kinds. */
const maxCodes = 20;

/**
 * Tells `AnswerContext.onOperation` of every operation, also of those that do not parse or are refused, after it is
 * executed and before its answer is handed out.
 */
export function reportOperations(sensitiveFields: SensitiveFields): PipelineStage {
  return () => ({
    willSendResponse: (request) => request.contextValue.onOperation?.(describe(request, sensitiveFields)),
  });
}

function describe(context: PipelineRequest, sensitive: SensitiveFields): AnsweredOperation {
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
    codes: result?.errors === undefined ? noCodes : codesOf(result.errors),
  };
}

const noCodes: readonly string[] = [];

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
