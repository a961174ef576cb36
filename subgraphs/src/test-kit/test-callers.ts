import type { Identify } from '../server/caller.js';

/** Believes what a test says in a header; for sources that are started without a gateway. */
export const identifyByHeader: Identify = ({ headers }) => {
  const [subject = '', ...scopes] = String(headers['x-test-caller'] ?? '').split(' ');
  return { subject: subject === '' ? undefined : subject, scopes: new Set(scopes) };
};

/** The header that `identifyByHeader` believes. */
export function as(subject: string, ...scopes: readonly string[]): Readonly<Record<string, string>> {
  return { 'x-test-caller': [subject, ...scopes].join(' ') };
}
