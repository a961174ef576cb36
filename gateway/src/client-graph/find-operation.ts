import type { ClientApp } from '../auth/identity.js';
import type { ErrorCode } from '../errors/catalogue.js';
import type { DocumentVerdict } from './check-documents.js';
import type { ClientRequest } from './client-graph.js';
import { maxIdLength } from './operation-manifest.js';
import { type OperationReference, readReference, withText } from './operation-reference.js';
import type { PersistedOperations } from './persisted-operations.js';

/** Which operations a client graph answers: see `operations.require`. */
export type RequiredOperations = 'any' | 'persisted' | 'id';

/**
 * What a request's operation was found to be. `text`: this one, in a request that has it. `hash`: of a text that a client
 * may have registered, which is for the pipeline to know.
 */
export type FoundOperation =
  | { readonly kind: 'text'; readonly text: string; readonly request: ClientRequest; readonly persisted: boolean }
  | { readonly kind: 'hash'; readonly request: ClientRequest }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly message: string };

/** What decides which operations are found. */
export interface FindOperationOptions {
  readonly require: RequiredOperations;
  /** Whether clients may register texts, where texts are answered. */
  readonly apq: boolean;
  /** Whether texts that are not persisted are answered all the same. Default false. */
  readonly warnOnly?: boolean | undefined;
  readonly persisted: PersistedOperations;
  readonly client: ClientApp;
}

/**
 * Finds the operation that a request names, by id or as text. Rules for ids are those of Apollo's router: an id that is
 * in no manifest is refused, and so is an id together with a text.
 *
 * @returns The operation, or PERSISTED_QUERY_NOT_IN_LIST or CANNOT_SEND_PQ_ID_AND_BODY. Whether a text may be run is for
 *   `checkSafelist` to say, once it is known that it may be parsed.
 */
export function findOperation(request: ClientRequest, options: FindOperationOptions): FoundOperation {
  const reference = readReference(request);
  const { text, id, hash } = reference;
  const registers = registersTexts(options);
  if (text !== undefined) {
    return id !== undefined || (hash !== undefined && !registers)
      ? {
          kind: 'refused',
          code: 'CANNOT_SEND_PQ_ID_AND_BODY',
          message: 'The request has the id of a persisted operation and a text: send one of them',
        }
      : { kind: 'text', text, request, persisted: false };
  }
  const persisted = lookUp(reference, options.persisted);
  if (persisted !== undefined) {
    return { kind: 'text', text: persisted, request: withText(request, persisted), persisted: true };
  }
  if (id === undefined && (registers || hash === undefined)) {
    return { kind: 'hash', request };
  }
  return { kind: 'refused', code: 'PERSISTED_QUERY_NOT_IN_LIST', message: unknownId(id ?? hash ?? '', options.client) };
}

/** Whether clients may register texts under their hash. */
export function registersTexts({
  require,
  apq,
  warnOnly = false,
}: Pick<FindOperationOptions, 'require' | 'apq' | 'warnOnly'>): boolean {
  return apq && (require === 'any' || warnOnly);
}

/**
 * Whether a text may be run where only persisted operations are. Operations that introspect are judged by who asks, not
 * by the manifests, so that tools work where they may.
 *
 * @returns undefined when it may; otherwise why not.
 */
export function checkSafelist(
  { normalFormHash, introspectsOnly }: DocumentVerdict,
  { require, persisted, client }: FindOperationOptions,
): Extract<FoundOperation, { kind: 'refused' }> | undefined {
  if (require === 'any' || introspectsOnly) {
    return undefined;
  }
  if (require === 'id') {
    return {
      kind: 'refused',
      code: 'PERSISTED_QUERY_ID_REQUIRED',
      message: 'This graph answers persisted operations by their id alone, and the request has a text',
    };
  }
  return normalFormHash !== undefined && persisted.hasNormalForm(normalFormHash)
    ? undefined
    : {
        kind: 'refused',
        code: 'QUERY_NOT_IN_SAFELIST',
        message: `This graph answers persisted operations only, and the text that ${describeClient(client)} sent is none of them`,
      };
}

function lookUp({ id, hash }: OperationReference, { byId }: PersistedOperations): string | undefined {
  const name = id ?? hash;
  return name === undefined ? undefined : byId(name)?.body;
}

function unknownId(id: string, client: ClientApp): string {
  return `The persisted operation ${JSON.stringify(id.slice(0, maxIdLength))} of ${describeClient(client)} is not in any manifest of this graph`;
}

/** The app as it calls itself, for messages that help to find which release was not registered. */
export function describeClient({ name, version }: ClientApp): string {
  const app =
    name === undefined ? 'a client app that gives no name' : `client app ${JSON.stringify(name.slice(0, 100))}`;
  return version === undefined ? app : `${app} version ${JSON.stringify(version.slice(0, 100))}`;
}
