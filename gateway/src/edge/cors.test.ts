import { describe, expect, it } from 'vitest';
import { corsConfig } from '../config/cors-config.js';
import { fakeGraph, post, startEdge } from './edge.test-kit.js';

const ok = { query: '{ ok }' };

function preflight(url: string, origin: string, more: Record<string, string> = {}): Promise<Response> {
  const headers = { origin, 'access-control-request-method': 'POST', ...more };
  return fetch(url, { method: 'OPTIONS', headers });
}

const allowOrigin = (response: Response) => response.headers.get('access-control-allow-origin');

describe('CORS', () => {
  it('takes a star in an origin for one label or port, and for nothing else', async () => {
    const graph = fakeGraph({ corsOrigins: ['https://*.shop.example', 'http://localhost:*'] });
    const edge = await startEdge({ graph });
    for (const origin of ['https://m.shop.example', 'https://a-b.shop.example', 'http://localhost:8080']) {
      expect(allowOrigin(await post(edge.endpoint, ok, { origin })), origin).toBe(origin);
      expect(allowOrigin(await preflight(edge.endpoint, origin)), origin).toBe(origin);
    }
    for (const origin of [
      'https://shop.example',
      'https://a.b.shop.example',
      'https://evil.example/.shop.example',
      'https://.shop.example',
      'https://mXshop.example',
      'https://m.shop.example.evil',
      'https://m.shop.example:444',
      'http://m.shop.example',
      'http://localhost',
      'http://localhost:8080.evil.example',
      'null',
    ]) {
      expect(allowOrigin(await post(edge.endpoint, ok, { origin })), origin).toBeNull();
      expect(allowOrigin(await preflight(edge.endpoint, origin)), origin).toBeNull();
    }
    await edge.stop();
  });

  it('says what is allowed as it is configured', async () => {
    const origin = 'https://shop.example';
    const graph = {
      ...fakeGraph({ corsOrigins: [origin] }),
      corsOptions: {
        credentials: true,
        allowedHeaders: ['authorization'],
        exposedHeaders: ['retry-after'],
        maxAgeSeconds: 7,
        privateNetwork: true,
      },
    };
    const edge = await startEdge({ graph });
    const asked = await preflight(edge.endpoint, origin, {
      'access-control-request-headers': 'x-other',
      'access-control-request-private-network': 'true',
    });
    expect(asked.status).toBe(204);
    expect(Object.fromEntries([...asked.headers].filter(([name]) => name.startsWith('access-control-')))).toEqual({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'content-type, authorization',
      'access-control-expose-headers': 'x-correlation-id, retry-after',
      'access-control-max-age': '7',
      'access-control-allow-private-network': 'true',
    });
    const answered = await post(edge.endpoint, ok, { origin });
    expect(answered.headers.get('access-control-allow-credentials')).toBe('true');
    expect(answered.headers.get('access-control-expose-headers')).toBe('x-correlation-id, retry-after');
    await edge.stop();
  });

  it('opens a private network to allowed origins alone, and only where it is configured', async () => {
    const ask = { 'access-control-request-private-network': 'true' };
    const answerTo = async (url: string, origin: string, headers = ask) =>
      (await preflight(url, origin, headers)).headers.get('access-control-allow-private-network');
    const corsOrigins = ['https://*.shop.example'];
    const edge = await startEdge({ graph: { ...fakeGraph({ corsOrigins }), corsOptions: { privateNetwork: true } } });
    expect(await answerTo(edge.endpoint, 'https://m.shop.example')).toBe('true');
    expect(await answerTo(edge.endpoint, 'https://evil.example')).toBeNull();
    expect(await answerTo(edge.endpoint, 'https://m.shop.example', {} as typeof ask)).toBeNull();
    await edge.stop();
    const closed = await startEdge({ graph: fakeGraph({ corsOrigins }) });
    expect(await answerTo(closed.endpoint, 'https://m.shop.example')).toBeNull();
    await closed.stop();
  });
});

describe('corsConfig', () => {
  it.each([
    ['*', true],
    ['https://shop.example', true],
    ['http://localhost:3000', true],
    ['http://[::1]:3000', true],
    ['https://*.shop.example', true],
    ['https://*.*.shop.example:*', true],
    ['https://m*.shop.example', false],
    ['https://shop.example/', false],
    ['https://user@shop.example', false],
    ['shop.example', false],
    ['null', false],
    ['https://', false],
  ])('origin %s: %s', (origin, expected) => {
    expect(corsConfig.safeParse({ origins: [origin] }).success).toBe(expected);
  });

  it('refuses credentials for any origin', () => {
    expect(corsConfig.safeParse({ origins: ['*'], credentials: true }).success).toBe(false);
    expect(corsConfig.safeParse({ origins: ['https://shop.example'], credentials: true }).success).toBe(true);
  });
});
