import { STATUS_CODES } from 'node:http';
import type { ClientAnswer } from '../../client-graph/client-graph.js';
import { escapeXml } from '../../xml/escape-xml.js';
import type { ProblemMediaType } from './endpoint-format.js';

/** An error as it stands in a GraphQL answer. */
export interface AnswerError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** What a problem document tells. */
export interface Problem {
  readonly status: number;
  /** The error that decided the status. */
  readonly error: AnswerError;
  /** All errors, in their order. */
  readonly errors: readonly AnswerError[];
}

/** An error as clients of endpoints get it. */
export interface PublicError {
  readonly message: string;
  readonly code?: string;
  readonly path?: readonly (string | number)[];
}

/** Spec: RFC 9457 keeps the namespace of the RFC it replaces. */
const problemNamespace = 'urn:ietf:rfc:7807';

/** Whether a media type is one of problem documents. */
export function isProblemType(mediaType: string | undefined): mediaType is ProblemMediaType {
  return mediaType === 'application/problem+json' || mediaType === 'application/problem+xml';
}

/**
 * Writes a problem document. `type` is `about:blank`, so `title` is the status in words; what happened is `code`.
 *
 * Spec: RFC 9457, sections 3 and 4.2.1; appendix B for XML, where items of lists are elements `i`.
 */
export function problemAnswer({ status, error, errors }: Problem, mediaType: ProblemMediaType): ClientAnswer {
  const { message: detail, code } = publicError(error);
  const problem = {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    ...(code !== undefined && { code }),
    errors: errors.map(publicError),
  };
  return {
    status,
    headers: new Map([
      ['content-type', `${mediaType}; charset=utf-8`],
      ['cache-control', 'no-store'],
    ]),
    body: mediaType === 'application/problem+json' ? JSON.stringify(problem) : problemXml(problem),
  };
}

/** What of an error is told: its message, code and path, and the id under which the log has its cause. */
export function publicError({ message, path, extensions }: AnswerError): PublicError {
  const { code, errorId } = extensions ?? {};
  return {
    message,
    ...(typeof code === 'string' && { code }),
    ...(typeof errorId === 'string' && { errorId }),
    ...(path !== undefined && { path }),
  };
}

/**
 * Writes errors as the content of an element.
 *
 * @param item Name of the elements of lists.
 */
export function errorsXml(errors: readonly PublicError[], item: string): string {
  return errors
    .map((error) => membersXml(error, item))
    .map((members) => `<${item}>${members}</${item}>`)
    .join('');
}

function problemXml(problem: Readonly<Record<string, unknown>> & { readonly errors: readonly PublicError[] }): string {
  const { errors, ...members } = problem;
  const content = `${membersXml(members, 'i')}<errors>${errorsXml(errors, 'i')}</errors>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<problem xmlns="${problemNamespace}">${content}</problem>\n`;
}

function membersXml(members: object, item: string): string {
  return Object.entries(members)
    .map(([name, value]) => {
      const content = Array.isArray(value)
        ? value.map((one) => `<${item}>${escapeXml(String(one))}</${item}>`).join('')
        : escapeXml(String(value));
      return `<${name}>${content}</${name}>`;
    })
    .join('');
}
