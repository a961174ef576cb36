import { describe, expect, it } from 'vitest';
import { anonymous } from '../identity.js';
import { createTokenChecker, maxUnderWay } from './token-checker.js';
import { invalidToken, type TokenVerdict } from './token-verdict.js';

const hour = 3_600_000;

function create(options: { verdict?: (token: string) => TokenVerdict; maxTokens?: number; maxBytes?: number } = {}) {
  const asked: string[] = [];
  const state = { now: 0, holds: true };
  const usual = (token: string): TokenVerdict => ({
    kind: 'valid',
    token: {
      identity: { ...anonymous, token },
      audiences: [],
      audienceOptional: false,
      usableUntil: hour,
      holds: () => state.holds,
    },
  });
  const checker = createTokenChecker({
    verify: async (token) => {
      asked.push(token);
      return (options.verdict ?? usual)(token);
    },
    maxTokens: options.maxTokens ?? 100,
    maxBytes: options.maxBytes ?? 1_000_000,
    now: () => state.now,
  });
  return { checker, asked, state };
}

describe('createTokenChecker()', () => {
  it('verifies a token once until it ends, however many come at once', async () => {
    const { checker, asked, state } = create();
    await Promise.all([checker.check('a'), checker.check('a'), checker.check('a')]);
    state.now = hour - 1;
    expect(checker.check('a')).toMatchObject({ kind: 'valid' });
    expect(asked).toEqual(['a']);
    state.now = hour;
    await checker.check('a');
    expect(asked).toEqual(['a', 'a']);
  });

  it('verifies again when what the verdict rests on no longer holds', async () => {
    const { checker, asked, state } = create();
    await checker.check('a');
    state.holds = false;
    await checker.check('a');
    expect(asked).toEqual(['a', 'a']);
  });

  it('remembers final refusals for 5 s, and no others', async () => {
    const { checker, asked, state } = create({ verdict: (token) => invalidToken('no', { final: token === 'final' }) });
    await checker.check('final');
    await checker.check('open');
    state.now = 4999;
    expect(checker.check('final')).toEqual({ kind: 'invalid', reason: 'no', final: true });
    await checker.check('open');
    state.now = 5000;
    await checker.check('final');
    expect(asked).toEqual(['final', 'open', 'open', 'final']);
  });

  it('remembers maxTokens tokens, and forgets the one used longest ago', async () => {
    const { checker, asked } = create({ maxTokens: 2 });
    await checker.check('a');
    await checker.check('b');
    expect(checker.check('a')).not.toBeInstanceOf(Promise);
    await checker.check('c');
    expect(checker.check('a')).not.toBeInstanceOf(Promise);
    expect(checker.check('b')).toBeInstanceOf(Promise);
    expect(asked).toEqual(['a', 'b', 'c', 'b']);
  });

  it('remembers maxBytes of tokens', async () => {
    // Each is counted as 1000 bytes and four for each of its characters.
    const { checker } = create({ maxBytes: 2008 });
    await checker.check('a');
    await checker.check('b');
    expect(checker.check('a')).not.toBeInstanceOf(Promise);
    await checker.check('cc');
    expect(checker.check('b')).toBeInstanceOf(Promise);
  });

  it('forgets no valid token for made-up ones', async () => {
    const { checker } = create({
      maxTokens: 1,
      verdict: (token) =>
        token === 'good'
          ? {
              kind: 'valid',
              token: {
                identity: anonymous,
                audiences: [],
                audienceOptional: false,
                usableUntil: hour,
                holds: () => true,
              },
            }
          : invalidToken('no', { final: true }),
    });
    await checker.check('good');
    for (let index = 0; index < 20_000; index++) {
      await checker.check(`made-up-${index}`);
    }
    expect(checker.check('good')).toMatchObject({ kind: 'valid' });
  });

  it(`refuses to verify more than ${maxUnderWay} tokens at once`, async () => {
    let release: (verdict: TokenVerdict) => void = () => {};
    const gate = new Promise<TokenVerdict>((resolve) => {
      release = resolve;
    });
    const checker = createTokenChecker({ verify: () => gate, maxTokens: 10, maxBytes: 100_000 });
    const waiting = Array.from({ length: maxUnderWay }, (_, index) => checker.check(`token-${index}`));
    expect(checker.check('one too many')).toEqual({ kind: 'unavailable' });
    // Another request with a token that is being verified is not one more.
    expect(checker.check('token-0')).toBe(waiting[0]);
    release(invalidToken('no'));
    await Promise.all(waiting);
    expect(checker.check('one more')).toBeInstanceOf(Promise);
  });
});
