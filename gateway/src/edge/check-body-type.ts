import { readContentCoding } from './content-coding.js';
import { parseMediaType } from './media-type.js';
import { type Refused, refuse } from './refusal.js';
import { remember } from './remember.js';

const readMediaType = remember(parseMediaType);

const hint = 'send JSON with the header "Content-Type: application/json"';

/**
 * Checks that a POST's body is JSON in UTF-8, compressed once at most.
 *
 * This is also what keeps pages of other origins from posting: a browser sends `application/json` across origins only
 * after a preflight, and the types it sends without one are refused here.
 *
 * Spec: GraphQL over HTTP, "POST" (`#sec-POST`): a request without Content-Type SHOULD be rejected; `charset` defaults to UTF-8.
 *
 * @returns undefined when the body may be read; else UNSUPPORTED_MEDIA_TYPE.
 */
export function checkBodyType(headers: ReadonlyMap<string, string>): Refused | undefined {
  const contentType = headers.get('content-type');
  if (contentType === undefined) {
    return refuse('UNSUPPORTED_MEDIA_TYPE', `The request has no Content-Type: ${hint}`);
  }
  const mediaType = readMediaType(contentType);
  if (mediaType?.essence !== 'application/json') {
    return refuse('UNSUPPORTED_MEDIA_TYPE', `The Content-Type "${shorten(contentType)}" is not supported: ${hint}`);
  }
  const charset = mediaType.parameters.get('charset') ?? 'utf-8';
  if (!/^utf-?8$/i.test(charset)) {
    return refuse('UNSUPPORTED_MEDIA_TYPE', `The charset "${shorten(charset)}" is not supported: send UTF-8`);
  }
  const coding = readContentCoding(headers);
  return coding.kind === 'refused' ? coding : undefined;
}

/** Repeats a header's value no longer than a message needs it. */
function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
