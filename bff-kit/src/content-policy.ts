import { createHash } from 'node:crypto';

/**
 * The content security policy of a file: scripts and styles from the page's own server alone, calls to the servers that it
 * needs, and no frame around it. Pictures may come from anywhere, as the catalogue says where they are.
 *
 * Inline scripts run only when they are in the file as it lies on the disk, such as its import map: each is named by its
 * hash.
 *
 * Spec: Content Security Policy Level 3.
 *
 * @param connectTo Origins that scripts may call beside the page's own.
 */
export function contentPolicy(file: string | Buffer, connectTo: readonly string[]): string {
  const inlineScripts = [...String(file).matchAll(/<script type="importmap">([\s\S]*?)<\/script>/g)];
  const hashes = inlineScripts.map(([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  return [
    "default-src 'none'",
    ['script-src', "'self'", ...hashes].join(' '),
    "style-src 'self'",
    'img-src http: https: data:',
    ['connect-src', "'self'", ...connectTo].join(' '),
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
