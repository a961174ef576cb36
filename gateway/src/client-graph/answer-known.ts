import type { GraphQLFormattedError } from 'graphql';
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
  const request = {
    ...known,
    operationName: known.operation.name?.value ?? null,
    contextValue: context,
    response,
  };
  const begun = options.stages.map((stage) => stage());
  let outcome: Outcome;
  try {
    for (const stage of begun) {
      await stage.didResolveSource?.(request);
    }
    for (const stage of begun) {
      await stage.didResolveOperation?.(request);
    }
    outcome = await execute(known, context, options);
  } catch (error) {
    const { errors, status } = formatErrors([error], options.formatError);
    outcome = { result: { errors }, status: status ?? 500 };
  }
  const { result: singleResult, status } = outcome;
  response.body = { kind: 'single', singleResult };
  for (const stage of begun) {
    await stage.willSendResponse?.(request);
  }
  return { status, headers: headersFor(mediaType), body: options.stringify(singleResult) };
}

interface Outcome {
  readonly result: SingleResult;
  readonly status: number;
}

async function execute(
  known: KnownOperation,
  context: RequestContext,
  { engine, maskErrors, formatError }: AnswerKnownOptions,
): Promise<Outcome> {
  const { data, errors, extensions } = await executeIncoming(known, {
    engine,
    context,
    maskErrors,
    createData: createAnswerData,
  });
  const formatted: Partial<FormattedErrors> = errors === undefined ? {} : formatErrors(errors, formatError);
  const result: SingleResult = {
    ...(formatted.errors && { errors: formatted.errors }),
    ...(data !== undefined && { data }),
    ...(extensions && { extensions }),
  };
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
