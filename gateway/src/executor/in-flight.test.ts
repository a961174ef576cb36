import { describe, expect, it } from 'vitest';
import { startTestEngine } from './engine.test-kit.js';
import { InFlight } from './in-flight.js';

const never = new AbortController().signal;

/** A source that answers only when it is told to, and says who asked. */
function startPausedEngine() {
  let answers = 0;
  const waiting: (() => void)[] = [];
  const who = {
    sdl: 'type Query { whoami(id: Int): String } type Mutation { count: Int }',
    resolvers: {
      Query: {
        whoami: async (_: unknown, __: unknown, { request }: { request: { headers: ReadonlyMap<string, string> } }) => {
          await new Promise<void>((resolve) => waiting.push(resolve));
          return `${++answers}: ${request.headers.get('authorization')}`;
        },
      },
      Mutation: { count: () => ++answers },
    },
  };
  const started = startTestEngine({ who }, { shareInFlight: true });
  const release = async (): Promise<void> => {
    // However many turns the first plan takes.
    while (waiting.length === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (let turn = 0; turn < 20; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      for (const resolve of waiting.splice(0)) {
        resolve();
      }
    }
  };
  return { ...started, release };
}

describe('engine with shareInFlight', () => {
  const as = (token: string, more: readonly (readonly [string, string])[] = []): ReadonlyMap<string, string> =>
    new Map([['authorization', token], ...more]);

  it('executes equal queries that are under way together once', async () => {
    const { run, fetches, release } = startPausedEngine();
    const answers = [1, 2, 3].map((n) => run('{ whoami }', {}, as('ann', [['x-correlation-id', `r${n}`]])));
    await release();
    expect((await Promise.all(answers)).map(({ data }) => data)).toEqual(Array(3).fill({ whoami: '1: ann' }));
    expect(fetches).toHaveLength(1);
  });

  it.each([
    ['credentials', as('ann'), as('bob'), {}, {}],
    ['any other header', as('ann'), as('ann', [['cookie', 'session=2']]), {}, {}],
    ['variables', as('ann'), as('ann'), { id: 1 }, { id: 2 }],
  ])('lets two users share nothing when %s differ', async (_, headers, otherHeaders, variables, otherVariables) => {
    const { run, fetches, release } = startPausedEngine();
    const query = 'query ($id: Int) { whoami(id: $id) }';
    const answers = [run(query, variables, headers), run(query, otherVariables, otherHeaders)];
    await release();
    const texts = (await Promise.all(answers)).map(({ text }) => text);
    expect(fetches).toHaveLength(2);
    expect(texts[0]).toContain(headers.get('authorization'));
    expect(texts[1]).toContain(otherHeaders.get('authorization'));
    expect(texts[0]).not.toBe(texts[1]);
  });

  it('shares nothing with a query that is over', async () => {
    const { run, fetches, release } = startPausedEngine();
    const first = run('{ whoami }', {}, as('ann'));
    await release();
    await first;
    const second = run('{ whoami }', {}, as('ann'));
    await release();
    expect((await second).data).toEqual({ whoami: '2: ann' });
    expect(fetches).toHaveLength(2);
  });

  it('never shares mutations', async () => {
    const { run } = startPausedEngine();
    const answers = await Promise.all([run('mutation { count }'), run('mutation { count }')]);
    expect(answers.map(({ text }) => text).sort()).toEqual(['{"count":1}', '{"count":2}']);
  });
});

describe('InFlight', () => {
  it('aborts the work when the last of those who wait is gone, and not before', async () => {
    const inFlight = new InFlight<string>();
    const [ann, bob] = [new AbortController(), new AbortController()];
    const signals: AbortSignal[] = [];
    const start = (signal: AbortSignal): Promise<string> => {
      signals.push(signal);
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    };
    const first = inFlight.run('key', ann.signal, start);
    const second = inFlight.run('key', bob.signal, start);
    first.catch(() => undefined);
    ann.abort();
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    bob.abort();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    await expect(second).rejects.toThrow('aborted');
    await expect(inFlight.run('key', never, async () => 'anew')).resolves.toBe('anew');
  });

  it('gives a failure to all who wait and forgets it', async () => {
    const inFlight = new InFlight<string>();
    const failing = (): Promise<string> => Promise.reject(new Error('no'));
    const both = [inFlight.run('key', never, failing), inFlight.run('key', never, failing)];
    const outcomes = await Promise.allSettled(both);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(inFlight.run('key', never, async () => 'fine')).resolves.toBe('fine');
  });
});
