import { BREAK, type DocumentNode, GraphQLError, visit } from 'graphql';
import type { Identity } from '../auth/identity.js';
import type { ErrorCode } from '../errors/catalogue.js';

/** Who may see a client graph's schema. */
export interface IntrospectionPolicy {
  /** Whether everybody may. */
  readonly allowed: boolean;
  /** Scope whose bearers may in any case. */
  readonly scope: string | undefined;
  /** Whether those who may not are only told of. Default false. */
  readonly warnOnly?: boolean;
}

/** Whether a caller may introspect. */
export function mayIntrospect({ allowed, scope }: IntrospectionPolicy, { scopes }: Pick<Identity, 'scopes'>): boolean {
  return allowed || (scope !== undefined && scopes.has(scope));
}

/** Whether a caller is told how names are written that it got wrong. */
export function getsSuggestions(policy: IntrospectionPolicy, identity: Pick<Identity, 'scopes'>): boolean {
  return policy.warnOnly === true || mayIntrospect(policy, identity);
}

/** The error of an operation that introspects and may not. */
export function introspectionError(field: string): GraphQLError {
  const code: ErrorCode = 'INTROSPECTION_DISABLED';
  return new GraphQLError(`Introspection is not allowed for this caller: the document selects "${field}"`, {
    extensions: { code, http: { status: 403 } },
  });
}

type IntrospectionField = '__schema' | '__type';

/** By document, which the pipeline keeps: most are asked for again and again. */
const foundIn = new WeakMap<DocumentNode, { readonly field: IntrospectionField | undefined }>();

/**
 * The first field of a document that introspects, whichever operation it is in; `__typename` does not. Who may not
 * introspect has no use for a document that does.
 */
export function findIntrospection(document: DocumentNode): IntrospectionField | undefined {
  const known = foundIn.get(document);
  if (known !== undefined) {
    return known.field;
  }
  let field: IntrospectionField | undefined;
  visit(document, {
    Field({ name: { value } }) {
      if (value === '__schema' || value === '__type') {
        field = value;
        return BREAK;
      }
      return undefined;
    },
  });
  foundIn.set(document, { field });
  return field;
}

/** Where graphql-js begins to say how a name may have been meant. */
const suggestionStart = ' Did you mean ';

/** Errors that graphql-js writes, which alone know names of the schema that the client has not sent. */
const suggestingCodes: ReadonlySet<unknown> = new Set(['GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT']);

/** An error without what it suggests, for callers that may not see the schema. */
export function withoutSuggestion<T extends { readonly message: string; readonly extensions?: object }>(error: T): T {
  const { message, extensions } = error;
  const code = (extensions as { readonly code?: unknown } | undefined)?.code; // any object has a code or none
  if (!suggestingCodes.has(code) || !message.endsWith('?')) {
    return error;
  }
  const start = message.lastIndexOf(suggestionStart);
  return start === -1 ? error : { ...error, message: message.slice(0, start) };
}
