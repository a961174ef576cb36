import { expect, test } from 'vitest';
import { unreadyPart, whatIsNotReady } from './readiness.mjs';

const reviews = { name: 'reviews', status: 'ready' };

/** @param {Partial<import('./readiness.mjs').Source>} source */
function reportWith(source) {
  const sources = [reviews, { name: 'orders', status: 'ready', ...source }];
  return { status: 'ready', clientGraphs: [{ name: 'web', status: 'ready', sources }] };
}

test('unreadyPart() finds nothing when the gateway, its client graphs and their sources are ready', () => {
  expect(unreadyPart(reportWith({}))).toBeUndefined();
});

test('unreadyPart() names a source that is not ready, and why', () => {
  expect(unreadyPart(reportWith({ status: 'unreachable', lastError: 'refused' }))).toBe(
    'source "orders" is unreachable: refused',
  );
  expect(unreadyPart(reportWith({ status: 'unknown' }))).toBe('source "orders" is unknown');
});

test('unreadyPart() names the gateway and a client graph that are starting', () => {
  expect(unreadyPart({ status: 'starting', clientGraphs: [] })).toBe('the gateway is starting');
  const clientGraphs = [{ name: 'web', status: 'starting', sources: [] }];
  expect(unreadyPart({ status: 'ready', clientGraphs })).toBe('client graph "web" is starting');
});

test('whatIsNotReady() says when nobody answers', async () => {
  // Port 1 is reserved; nothing listens there.
  expect(await whatIsNotReady({ host: '127.0.0.1', port: 1 })).toMatch('the gateway does not answer on port 1: ');
});
