import type { ExecutionResult, GraphQLFormattedError } from 'graphql';
import type { Engine } from '../executor/engine.js';
import { createAnswerData } from './answer-data.js';
import type { ClientAnswer } from './client-graph.js';
import { type ErrorMasking, executeIncoming, type RequestContext } from './engine-gateway.js';
import { type FormattedErrors, formatErrors } from './format-errors.js';
import type { KnownOperation } from './known-operations.js';
import type { PipelineStage, ResponseBody, SingleResult } from './pipeline-stage.js';

/** What known operations are answered with. */
export interface AnswerKnownOptions {
  readonly engine: Engine;
  readonly maskErrors: ErrorMasking;
  /** The same that Apollo Server's pipeline has, in the same order. */
  readonly stages: readonly PipelineStage[];
  readonly formatError: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;
  readonly stringify: (result: SingleResult) => string | Buffer;
}

/**
 * Answers a request whose document is known to be valid, as Apollo Server's pipeline would: the same stages, the same
 * answers, without what a request takes of which nothing is known.
 *
 * @param mediaType What the answer is to be.
 */
export async function answerKnown(
  known: KnownOperation,
  { context, mediaType }: { readonly context: RequestContext; readonly mediaType: string },
  options: AnswerKnownOptions,
): Promise<ClientAnswer> {
  const response: { body?: ResponseBody } = {};
  const { source, queryHash, document, operation, request: sent } = known;
  const operationName = operation.name?.value ?? null;
  const request = {
    source,
    queryHash,
    document,
    operation,
    operationName,
    request: sent,
    contextValue: context,
    response,
  };
  const begun = options.stages.map((stage) => stage());
  let outcome: Outcome;
  try {
    for (const stage of begun) {
      const done = stage.didResolveSource?.(request);
      if (done !== undefined) {
        await done;
      }
    }
    for (const stage of begun) {
      const done = stage.didResolveOperation?.(request);
      if (done !== undefined) {
        await done;
      }
    }
    const { engine, maskErrors } = options;
    outcome = outcomeOf(
      await executeIncoming(known, { engine, context, maskErrors, createData: createAnswerData }),
      options,
    );
  } catch (error) {
    const { errors, status } = formatErrors([error], options.formatError);
    outcome = { result: { errors }, status: status ?? 500 };
  }
  const { result: singleResult, status } = outcome;
  response.body = { kind: 'single', singleResult };
  for (const stage of begun) {
    const done = stage.willSendResponse?.(request);
    if (done !== undefined) {
      await done;
    }
  }
  return { status, headers: headersFor(mediaType), body: options.stringify(singleResult) };
}

interface Outcome {
  readonly result: SingleResult;
  readonly status: number;
}

function outcomeOf(
  { data, errors, extensions }: ExecutionResult<Record<string, unknown>>,
  { formatError }: AnswerKnownOptions,
): Outcome {
  const formatted: Partial<FormattedErrors> = errors === undefined ? {} : formatErrors(errors, formatError);
  const result: SingleResult = {};
  if (formatted.errors !== undefined) {
    result.errors = formatted.errors;
  }
  if (data !== undefined) {
    result.data = data;
  }
  if (extensions !== undefined) {
    result.extensions = extensions;
  }
  // Spec: GraphQL over HTTP: nothing was executed, since the variables do not fit.
  return { result, status: formatted.status ?? (data === undefined ? 400 : 200) };
}

const headersByType = new Map<string, ReadonlyMap<string, string>>();

/** One of two, which are made once. */
function headersFor(mediaType: string): ReadonlyMap<string, string> {
  let headers = headersByType.get(mediaType);
  if (headers === undefined) {
    headers = new Map([
      ['cache-control', 'no-store'],
      ['content-type', `${mediaType}; charset=utf-8`],
    ]);
    headersByType.set(mediaType, headers);
  }
  return headers;
}
