/** Bytes that are not text in the encoding they claim. */
export class XmlEncodingError extends Error {
  override readonly name = 'XmlEncodingError';
}

/**
 * Turns the bytes of an XML document into text.
 *
 * Spec: RFC 7303 section 3: a byte order mark wins over the media type's `charset`, which wins over the document's own
 * declaration; without any it is UTF-8.
 *
 * @param contentType Value of the Content-Type header, where there is one.
 * @throws {XmlEncodingError} For an unknown encoding, or bytes that are not valid in it.
 */
export function decodeXml(bytes: Uint8Array, contentType?: string): string {
  const encoding = byteOrderMark(bytes) ?? charsetOf(contentType) ?? declaredEncoding(bytes) ?? 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new XmlEncodingError(`the bytes are not text in the encoding "${encoding}"`, { cause });
  }
}

function byteOrderMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return 'utf-8';
  }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    return 'utf-16be';
  }
  return bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : undefined;
}

function charsetOf(contentType: string | undefined): string | undefined {
  return contentType === undefined ? undefined : /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType)?.[1];
}

function declaredEncoding(bytes: Uint8Array): string | undefined {
  // The declaration is ASCII in every encoding that has no byte order mark, and stands at the very start.
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 200));
  return /^<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z][\w.-]*)["']/.exec(start)?.[1];
}
