import { type Refused, refuse, refusedBy } from './refusal.js';

/** A body is over the limit. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
}

/**
 * Says what was wrong with a body that could not be read to its end.
 *
 * @param error What reading it failed with: `readBody()`'s, or Fastify's, branched on by its `code`.
 * @returns undefined when the error is about something else.
 */
export function refuseUnreadBody(error: unknown, maxBodyBytes: number): Refused | undefined {
  if (error instanceof BodyTooLargeError) {
    return overLimit(maxBodyBytes);
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return overLimit(maxBodyBytes);
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return refuse('UNSUPPORTED_MEDIA_TYPE', 'The Content-Type cannot be read');
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return refuse('BAD_REQUEST', 'The request body did not arrive whole');
    default:
      return undefined;
  }
}

function overLimit(maxBodyBytes: number): Refused {
  return bodyTooLarge(`The request body is over the limit of ${maxBodyBytes} bytes`);
}

/** The refusal of a body over `server.maxBodyBytes`. */
export function bodyTooLarge(message: string): Refused {
  return refusedBy('server.maxBodyBytes', refuse('BODY_TOO_LARGE', message));
}
