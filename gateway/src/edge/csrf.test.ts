import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { startEdge } from './edge.test-kit.js';

const operation = '{"query":"mutation { ok }"}';
const search = 'query=%7Bok%7D';

/** Sends what a page of any origin can make a browser send without asking first. */
function send(endpoint: string, method: string, headers: Record<string, string>, body?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(`${endpoint}${method === 'POST' ? '' : `?${search}`}`, { method, headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', reject).end(body);
  });
}

const form = (content: string) =>
  `--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n${content}\r\n--x--\r\n`;

/**
 * Every Content-Type a browser sends across origins without a preflight, and ways to write them that a lax reader might
 * take for JSON. Spec: Fetch, "CORS-safelisted request-header".
 */
const simplePosts: readonly (readonly [string | undefined, string])[] = [
  [undefined, operation],
  ['', operation],
  ['text/plain', operation],
  ['text/plain;charset=UTF-8', operation],
  ['text/plain; application/json', operation],
  ['text/plain; charset=application/json', operation],
  ['TEXT/PLAIN', operation],
  ['application/x-www-form-urlencoded', search],
  ['application/x-www-form-urlencoded; charset=utf-8', operation],
  ['multipart/form-data; boundary=x', form(operation)],
  ['multipart/form-data; boundary=application/json', form(operation)],
  // What Fetch parses as text/plain, for its last valid type wins or its first: neither is JSON.
  ['text/plain, application/json', operation],
  ['application/json, text/plain', operation],
];

describe('a request that a browser sends across origins without a preflight', () => {
  for (const csrf of ['preflight', 'fetch-metadata'] as const) {
    it(`never executes an operation by POST, with csrf ${csrf}`, async () => {
      const edge = await startEdge({ csrf });
      for (const [type, body] of simplePosts) {
        const headers = { origin: 'https://evil.example', ...(type !== undefined && { 'content-type': type }) };
        expect(await send(edge.endpoint, 'POST', headers, body), String(type)).toBe(415);
      }
      expect(edge.graph.asked).toEqual([]);
      await edge.stop();
    });

    it(`never executes an operation by GET or HEAD, with csrf ${csrf}`, async () => {
      const edge = await startEdge({ csrf });
      const crossSite = [
        { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
        { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'navigate' },
        { origin: 'https://evil.example' },
      ];
      for (const origin of crossSite) {
        for (const simple of [
          {},
          { accept: 'application/json' },
          { 'accept-language': 'application/json' },
          { 'content-type': 'text/plain' },
          { 'content-type': 'application/x-www-form-urlencoded' },
          { 'content-type': 'multipart/form-data; boundary=x' },
          { range: 'bytes=0-' },
        ]) {
          const headers: Record<string, string> = { ...origin, ...simple };
          expect([400, 415], JSON.stringify(headers)).toContain(await send(edge.endpoint, 'GET', headers));
          expect(await send(edge.endpoint, 'HEAD', headers), JSON.stringify(headers)).toBe(405);
        }
      }
      expect(edge.graph.asked).toEqual([]);
      await edge.stop();
    });
  }

  it('executes nothing either when it is the preflight itself', async () => {
    const edge = await startEdge();
    await send(edge.endpoint, 'OPTIONS', { origin: 'https://evil.example', 'access-control-request-method': 'POST' });
    expect(edge.graph.asked).toEqual([]);
    await edge.stop();
  });

  it('is let through once it has what needs a preflight', async () => {
    const edge = await startEdge();
    expect(await send(edge.endpoint, 'POST', { 'content-type': 'application/json' }, operation)).toBe(200);
    expect(await send(edge.endpoint, 'GET', { 'graphql-require-preflight': '1' })).toBe(200);
    expect(edge.graph.asked.length).toBe(2);
    await edge.stop();
  });
});
