import { describe, expect, it } from 'vitest';
import { fakeGraph, startEdge } from './edge.test-kit.js';
import { renderGraphiqlPage } from './graphiql-page.js';

const browserAccept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

describe('renderGraphiqlPage()', () => {
  it('names its client graph’s path as its endpoint', async () => {
    const { html } = await renderGraphiqlPage({ name: 'mobile', path: '/mobile/graphql' });
    expect(html).toContain('"endpoint":"/mobile/graphql"');
    expect(html).toContain('<title>mobile · GraphiQL</title>');
  });

  it('has no element that loads from anywhere, and a policy that allows no other host', async () => {
    const { html, headers } = await renderGraphiqlPage({ name: 'mobile', path: '/mobile/graphql' });
    const markup = html
      .replace(/<script>[\s\S]*<\/script>/, '')
      .replace(/<style>[\s\S]*?<\/style>/, '')
      .replace(/"data:[^"]*"/g, '"data:"');
    // What is left is small enough to be sure of: a link to an icon that is inline too, and no other address.
    expect(markup.length).toBeLessThan(1_000);
    expect(markup.match(/\b(?:src|href|action)="[^"]*"/g)).toEqual(['href="data:"']);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[^']+' blob:; worker-src blob:; /);
    expect(policy).toContain("connect-src 'self'");
    expect(policy).not.toMatch(/https?:|\*/);
  });

  it('escapes the name of its client graph', async () => {
    const { html } = await renderGraphiqlPage({ name: '<img src=x>', path: '/x' });
    expect(html).not.toContain('<title><img');
  });
});

describe('public listener with graphiql', () => {
  it('gives browsers the page and everybody else GraphQL', async () => {
    const edge = await startEdge({ graphiql: true });
    const page = await fetch(edge.endpoint, { headers: { accept: browserAccept } });
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await page.text()).toContain('"endpoint":"/mobile/graphql"');
    const headers = { accept: '*/*', 'apollo-require-preflight': '1' };
    expect(await (await fetch(`${edge.endpoint}?query=%7Bok%7D`, { headers })).json()).toEqual({ data: { ok: true } });
    expect((await fetch(`${edge.url}/`, { headers: { accept: browserAccept } })).status).toBe(404);
    await edge.stop();
  });

  it('gives nobody the page when it is off', async () => {
    const edge = await startEdge({ graphiql: false, graph: fakeGraph() });
    const response = await fetch(edge.endpoint, { headers: { accept: 'text/html' } });
    expect(response.status).toBe(406);
    await edge.stop();
  });
});
