import { GraphQLError } from 'graphql';
import type { ErrorCode } from '../errors/catalogue.js';
import { checkVariables } from '../traffic/check-variables.js';
import { type Excess, excessError, refuses } from '../traffic/operation-limits.js';
import type { ClientGraphLimits } from './answering-policy.js';
import { blockedByLimit } from './blocked-operation.js';
import { capErrors } from './cap-errors.js';
import type { Charge } from './charge-operation.js';
import type { DocumentVerdict } from './check-documents.js';
import type { BlockedOperation } from './client-graph.js';
import {
  findIntrospection,
  getsSuggestions,
  type IntrospectionPolicy,
  introspectionError,
  mayIntrospect,
  withoutSuggestion,
} from './introspection.js';
import type { PipelineRequest, PipelineStage, ResolvedRequest } from './pipeline-stage.js';

/** What requests are held to. */
export interface GuardOptions {
  readonly limits: ClientGraphLimits;
  readonly introspection: IntrospectionPolicy;
  /** Charges for operations. Default: nothing is charged. */
  readonly charge?: () => Charge;
  /** The verdict on a document that was let into the pipeline. */
  readonly checkDocument: (text: string) => DocumentVerdict;
}

/**
 * The rules that need what only the pipeline knows: the text behind a hash that a client registered, the variables, the
 * operation that is run, the answer. What can be refused before a document is validated, is: see `admit-operation.ts`.
 */
export function guardOperations(options: GuardOptions): PipelineStage {
  return () => {
    const charge = options.charge?.();
    return {
      didResolveSource(request) {
        const { warned } = options.checkDocument(request.source);
        return warned.length === 0 ? undefined : warnOfAll(warned, request);
      },
      didResolveOperation(request) {
        const held = hold(request, options);
        return held === undefined ? charge?.begin(request) : held.then(() => charge?.begin(request));
      },
      willSendResponse(request) {
        trimErrors(request, options);
        charge?.settle(request);
      },
    };
  };
}

/** @returns Undefined when there is nothing to tell of the request. */
function hold(request: ResolvedRequest, options: GuardOptions): Promise<void> | undefined {
  const { variables } = request.request;
  const excesses = variables === undefined ? [] : checkVariables(variables, options.limits);
  const introspected = findUnallowed(request, options);
  return excesses.length === 0 && introspected === undefined
    ? undefined
    : holdVariables(request, excesses, options).then(() => holdIntrospection(request, introspected, options));
}

async function holdVariables(
  request: PipelineRequest,
  excesses: readonly Excess[],
  { limits }: GuardOptions,
): Promise<void> {
  for (const excess of excesses) {
    if (!refuses(excess, limits)) {
      await warn(excess, request);
      continue;
    }
    const { message, extensions } = excessError(excess);
    await block(request, blockedByLimit(excess, { warnOnly: false }));
    throw new GraphQLError(message, { extensions: { ...extensions, http: { status: 400 } } });
  }
}

/** The field that introspects, where the caller may not. */
function findUnallowed(
  { contextValue, document }: ResolvedRequest,
  { introspection }: GuardOptions,
): ReturnType<typeof findIntrospection> {
  return mayIntrospect(introspection, contextValue.request.identity) ? undefined : findIntrospection(document);
}

async function holdIntrospection(
  request: ResolvedRequest,
  field: ReturnType<typeof findIntrospection>,
  { introspection }: GuardOptions,
): Promise<void> {
  if (field !== undefined) {
    const code: ErrorCode = 'INTROSPECTION_DISABLED';
    const warnOnly = introspection.warnOnly ?? false;
    await block(request, { gate: 'introspection', rule: 'introspection', code, warnOnly });
    if (!warnOnly) {
      throw introspectionError(field);
    }
  }
}

function trimErrors({ response, contextValue }: PipelineRequest, { limits, introspection }: GuardOptions): void {
  const { body } = response;
  if (body?.kind !== 'single' || body.singleResult.errors === undefined) {
    return;
  }
  const errors = capErrors(body.singleResult.errors, limits.maxErrors);
  body.singleResult.errors = getsSuggestions(introspection, contextValue.request.identity)
    ? errors
    : errors.map(withoutSuggestion);
}

async function warnOfAll(excesses: readonly Excess[], request: PipelineRequest): Promise<void> {
  for (const excess of excesses) {
    await warn(excess, request);
  }
}

async function warn(excess: Excess, request: PipelineRequest): Promise<void> {
  await block(request, blockedByLimit(excess, { warnOnly: true }));
}

async function block({ contextValue }: PipelineRequest, blocked: BlockedOperation): Promise<void> {
  await contextValue.onBlocked?.(blocked);
}
