import { describe, expect, it } from 'vitest';
import { startAccounts } from './accounts/start-accounts.js';
import { runLauncher } from './launcher.js';

/** Runs the launcher; `whileRunning` is called when its first line is out, and ends it when it is done. */
async function launch(
  names: readonly string[],
  env: Record<string, string>,
  whileRunning: (line: string) => Promise<void> = async () => {},
) {
  const lines: string[] = [];
  const errors: string[] = [];
  let end: (value?: unknown) => void = () => {};
  const exitCode = await runLauncher({
    names,
    env,
    print(line) {
      lines.push(line);
      void whileRunning(line).finally(() => end());
    },
    printError: (line) => errors.push(line),
    ended: new Promise((resolve) => {
      end = resolve;
    }),
  });
  return { exitCode, lines, errors };
}

describe('runLauncher()', () => {
  it('says where a source is, runs it until the end, and stops it', async () => {
    let health: unknown;
    const { exitCode, lines, errors } = await launch(['accounts'], { PORT: '0' }, async (line) => {
      const url = line.split(/\s+/)[1] ?? '';
      health = await (await fetch(new URL('/health', url))).json();
    });
    expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: [] });
    expect(lines).toEqual([expect.stringMatching(/^accounts {8}http:\/\/127\.0\.0\.1:\d+\/graphql$/)]);
    expect(health).toEqual({ status: 'ok', source: 'accounts' });
    await expect(fetch(lines[0]?.split(/\s+/)[1] ?? '')).rejects.toThrow('fetch failed');
  });

  it('hands credentials and addresses from the environment to the sources', async () => {
    let status: number | undefined;
    await launch(['shipping'], { PORT: '0', SHIPPING_API_KEY: 'from-env' }, async (line) => {
      const url = `${line.split(/\s+/)[1]}/carriers`;
      status = (await fetch(url, { headers: { 'x-api-key': 'from-env' } })).status;
    });
    expect(status).toBe(200);
  });

  it('says in one line that a port is in use, and exits with 1', async () => {
    const blocker = await startAccounts({ port: 0 });
    const { port } = new URL(blocker.origin);
    const result = await launch(['orders'], { PORT: port });
    await blocker.stop();
    expect(result).toEqual({
      exitCode: 1,
      lines: [],
      errors: [`Cannot start source "orders": port ${port} is in use`],
    });
  });

  it('exits with 2 for names it does not know and for a PORT that cannot be', async () => {
    expect(await launch(['orders', 'ordres'], {})).toMatchObject({
      exitCode: 2,
      errors: [
        'Unknown source "ordres": known are products, inventory, reviews, accounts, orders, recommendations, shipping, pricing, identity',
      ],
    });
    expect(await launch(['orders'], { PORT: '70000' })).toMatchObject({
      exitCode: 2,
      errors: ['PORT must be 0 to 65535: it is "70000"'],
    });
    expect(await launch(['orders', 'accounts'], { PORT: '4000' })).toMatchObject({
      exitCode: 2,
      errors: ['PORT can be set for one source only: name it'],
    });
  });
});
