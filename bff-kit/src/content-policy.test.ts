import { expect, test } from 'vitest';
import { contentPolicy } from './content-policy.js';

test('contentPolicy() allows the page’s own scripts and styles, its import map by hash, and the servers it calls', () => {
  const page =
    '<script type="importmap">{}</script><script>alert(1)</script><script type="module" src="/a.js"></script>';
  expect(contentPolicy(page, ['http://127.0.0.1:4000'])).toBe(
    [
      "default-src 'none'",
      // printf '{}' | openssl dgst -sha256 -binary | base64
      "script-src 'self' 'sha256-RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o='",
      "style-src 'self'",
      'img-src http: https: data:',
      "connect-src 'self' http://127.0.0.1:4000",
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
  );
});
