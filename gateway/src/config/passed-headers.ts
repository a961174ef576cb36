/**
 * Headers that no rule passes on or sets, names in lower case. They belong to one connection (RFC 9110 section 7.6.1), to
 * the body that came on it, or to the answer that this client wants; or the gateway itself says them.
 */
export const unpassableHeaders: ReadonlySet<string> = new Set([
  ...[
    'connection',
    'keep-alive',
    'proxy-connection',
    'te',
    'trailer',
    'transfer-encoding',
    'upgrade',
    'http2-settings',
  ],
  ...[
    'proxy-authenticate',
    'proxy-authorization',
    'proxy-authentication-info',
    'host',
    'expect',
    'max-forwards',
    'via',
  ],
  ...['content-length', 'content-type', 'content-encoding', 'content-language', 'content-location', 'content-range'],
  ...['content-md5', 'content-digest', 'repr-digest', 'want-content-digest', 'want-repr-digest'],
  ...['accept', 'accept-encoding', 'accept-charset', 'accept-ranges', 'range'],
  ...['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since', 'if-range'],
  ...['x-correlation-id', 'signature', 'signature-input', 'accept-signature', 'soapaction'],
]);

/** Headers that are passed on only when a rule names them: a pattern that is too wide must not give secrets away. */
export const namedOnlyHeaders: ReadonlySet<string> = new Set(['authorization', 'cookie']);
