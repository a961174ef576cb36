import { afterEach, describe, expect, it } from 'vitest';
import type { RunningSource, SourceOptions } from './running-source.js';
import { startSourceServer } from './source-server.js';

const running: RunningSource[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((source) => source.stop()));
});

async function startEcho(options: SourceOptions = { port: 0 }): Promise<RunningSource> {
  const source = await startSourceServer(
    {
      name: 'echo',
      fixedPort: 0,
      path: '/echo',
      register(server, tools) {
        server.get('/echo', (request) => {
          tools.record(request, { operation: 'Echo', itemCount: 2 });
          return { said: request.url };
        });
      },
    },
    options,
  );
  running.push(source);
  return source;
}

describe('startSourceServer()', () => {
  it('answers health, and its routes at the address it names', async () => {
    const source = await startEcho();
    expect(source.url).toBe(`${source.origin}/echo`);
    expect(await (await fetch(source.url)).json()).toEqual({ said: '/echo' });
    expect(await (await fetch(`${source.origin}/health`)).json()).toEqual({ status: 'ok', source: 'echo' });
  });

  it('records what it was asked, the correlation id included, and forgets it on reset', async () => {
    const source = await startEcho();
    await fetch(`${source.url}?n=1`, { headers: { 'x-correlation-id': 'abc' } });
    expect(source.requests).toEqual([
      { method: 'GET', path: '/echo?n=1', operation: 'Echo', itemCount: 2, correlationId: 'abc' },
    ]);
    source.reset();
    expect(source.requests).toEqual([]);
  });

  it('keeps the last 1000 requests only', async () => {
    const source = await startEcho();
    for (let batch = 0; batch < 21; batch += 1) {
      await Promise.all(Array.from({ length: 50 }, (_, index) => fetch(`${source.url}?n=${batch * 50 + index}`)));
    }
    expect(source.requests).toHaveLength(1000);
    expect(source.requests.some(({ path }) => path === '/echo?n=0')).toBe(false);
    expect(source.requests.some(({ path }) => path === '/echo?n=1049')).toBe(true);
  });

  it('fails with a status, or by closing the socket, for as long as it is told to', async () => {
    const source = await startEcho();
    source.behave({ failWithStatus: 503 });
    expect((await fetch(source.url)).status).toBe(503);
    source.behave({ closeSocket: true });
    await expect(fetch(source.url)).rejects.toThrow('fetch failed');
    source.reset();
    expect((await fetch(source.url)).status).toBe(200);
  });

  it('waits before it answers when it is told to', async () => {
    const source = await startEcho();
    source.behave({ delayMs: 60_000 });
    await expect(fetch(source.url, { signal: AbortSignal.timeout(50) })).rejects.toThrow('timeout');
    source.behave({ delayMs: 1 });
    expect((await fetch(source.url)).status).toBe(200);
  });

  it('refuses a port in use, and says which', async () => {
    const source = await startEcho();
    const port = Number(new URL(source.origin).port);
    await expect(startEcho({ port })).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: `Cannot start source "echo": port ${port} is in use`,
    });
  });

  it('cuts connections that are waiting when it stops, and frees the port', async () => {
    const source = await startEcho();
    source.behave({ delayMs: 60_000 });
    const waiting = fetch(source.url);
    const failed = expect(waiting).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await source.stop();
    await source.stop();
    await failed;
    await expect(startEcho({ port: Number(new URL(source.origin).port) })).resolves.toMatchObject({ url: source.url });
  });
});
