import type { DocumentNode } from 'graphql';
import type { Log } from '../telemetry/logger.js';
import { excessCode, excessError } from '../traffic/operation-limits.js';
import type { OperationsPolicy } from './answering-policy.js';
import { blockedByLimit } from './blocked-operation.js';
import type { DocumentVerdict } from './check-documents.js';
import type { AnswerContext, BlockedOperation, ClientAnswer, ClientRequest } from './client-graph.js';
import { checkSafelist, findOperation } from './find-operation.js';
import type { PersistedOperations } from './persisted-operations.js';
import { type RefusalError, refusedAnswer } from './refused-operation.js';

/** What an operation is admitted by. */
export interface AdmitOperationOptions {
  readonly operations: OperationsPolicy;
  /** The manifests as they are now. */
  readonly persisted: () => PersistedOperations;
  readonly checkDocument: (text: string) => DocumentVerdict;
  readonly log: Log;
}

/**
 * A request that may be validated and executed, with the text of its operation and, where it was parsed just now, the
 * document; or the answer that it gets instead.
 */
export type AdmittedOperation =
  | { readonly kind: 'admitted'; readonly request: ClientRequest; readonly document?: DocumentNode | undefined }
  | { readonly kind: 'refused'; readonly answer: ClientAnswer };

/**
 * Finds the operation of a request and holds it to the limits, before anything parses or validates it. Every request
 * passes here, however it came in.
 *
 * @returns At once for what is admitted without anybody being told.
 */
export function admitOperation(
  request: ClientRequest,
  context: AnswerContext,
  { operations, persisted, checkDocument, log }: AdmitOperationOptions,
): AdmittedOperation | Promise<AdmittedOperation> {
  const { require, apq, warnOnly } = operations;
  const finding = { require, apq, warnOnly, persisted: persisted(), client: context.identity.client };
  const found = findOperation(request, finding);
  if (found.kind === 'hash') {
    return { kind: 'admitted', request };
  }
  if (found.kind === 'refused') {
    return refuseUnknown(request, found, { context, log });
  }
  const verdict = checkDocument(found.text);
  if (verdict.refused.length > 0) {
    return refuseOverLimit(request, verdict, context);
  }
  if (verdict.invalid !== undefined) {
    return refuse(request, [{ message: verdict.invalid, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }], {
      blocked: [],
      context,
    });
  }
  const unlisted = found.persisted ? undefined : checkSafelist(verdict, finding);
  if (unlisted !== undefined) {
    return warnOnly
      ? admitUnlisted(found.request, unlisted, { context, log })
      : refuseUnknown(request, unlisted, { context, log });
  }
  return { kind: 'admitted', request: found.request, document: verdict.document };
}

async function admitUnlisted(
  request: ClientRequest,
  unlisted: Pick<BlockedOperation, 'code'>,
  { context, log }: Telling,
): Promise<AdmittedOperation> {
  await context.onBlocked?.(tellUnknown(unlisted, { context, log, warnOnly: true }));
  return { kind: 'admitted', request };
}

const maxLoggedName = 100;

interface Telling {
  readonly context: AnswerContext;
  readonly log: Log;
}

function refuseUnknown(
  request: ClientRequest,
  { code, message }: Pick<RefusalError, 'message'> & Pick<BlockedOperation, 'code'>,
  telling: Telling,
): Promise<AdmittedOperation> {
  const blocked = tellUnknown({ code }, { ...telling, warnOnly: false });
  return refuse(request, [{ message, extensions: { code } }], { blocked: [blocked], context: telling.context });
}

function tellUnknown(
  { code }: Pick<BlockedOperation, 'code'>,
  { context, log, warnOnly }: Telling & Pick<BlockedOperation, 'warnOnly'>,
): BlockedOperation {
  const { name, version } = context.identity.client;
  // What finds the release whose manifest is missing; what clients call themselves is cut to a length that does.
  const app = { clientName: name?.slice(0, maxLoggedName), clientVersion: version?.slice(0, maxLoggedName) };
  log.warn({ correlationId: context.correlationId, ...app, code }, 'An operation is in none of the manifests');
  return { gate: 'operations', rule: 'operations.require', code, warnOnly };
}

function refuseOverLimit(
  request: ClientRequest,
  { refused }: DocumentVerdict,
  context: AnswerContext,
): Promise<AdmittedOperation> {
  const errors = refused.map((excess): RefusalError => {
    const { message, locations, extensions } = excessError(excess);
    return { message, ...(locations && { locations }), extensions: { ...extensions, code: excessCode(excess) } };
  });
  return refuse(request, errors, {
    blocked: refused.map((excess) => blockedByLimit(excess, { warnOnly: false })),
    context,
  });
}

interface Refusing {
  readonly blocked: readonly BlockedOperation[];
  readonly context: AnswerContext;
}

async function refuse(
  request: ClientRequest,
  errors: readonly RefusalError[],
  { blocked, context }: Refusing,
): Promise<AdmittedOperation> {
  for (const one of blocked) {
    await context.onBlocked?.(one);
  }
  await context.onOperation?.({
    name: undefined,
    type: undefined,
    hash: undefined,
    sensitiveFields: [],
    executed: false,
    codes: [...new Set(errors.map(({ extensions }) => extensions.code))],
  });
  return { kind: 'refused', answer: refusedAnswer(request, errors) };
}
