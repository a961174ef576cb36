import { describe, expect, it } from 'vitest';
import { GatewayError } from '../errors/gateway-error.js';
import { createFailurePresenter } from './present-failures.js';

function logging() {
  const lines: Array<{ readonly fields: object; readonly message: string }> = [];
  const log = (fields: object, message: string): void => void lines.push({ fields, message });
  return { lines, log: { warn: log, error: log } };
}

describe('createFailurePresenter()', () => {
  it('logs one failure of a thousand entities once, with its count, under one error id', () => {
    const { lines, log } = logging();
    const failure = new GatewayError('SOURCE_TIMEOUT', 'no answer', { source: 'reviews' });
    const failures = Array.from({ length: 1000 }, () => failure);
    const present = createFailurePresenter(failures, log);
    const ids = new Set(failures.map((one) => present(one).extensions['errorId']));
    expect(lines).toMatchObject([
      { fields: { code: 'SOURCE_TIMEOUT', source: 'reviews', count: 1000 }, message: 'no answer' },
    ]);
    expect(ids.size).toBe(1);
  });

  it('takes failures that say the same for one, and tells apart those that do not', () => {
    const { lines, log } = logging();
    const failures = ['a', 'b', 'a'].map((message) => new GatewayError('SOURCE_UNREACHABLE', message, { source: 's' }));
    const present = createFailurePresenter(failures, log);
    for (const failure of failures) present(failure);
    expect(lines.map(({ fields, message }) => [message, (fields as { readonly count?: number }).count])).toEqual([
      ['a', 2],
      ['b', undefined],
    ]);
  });

  it('logs each fault of the gateway itself', () => {
    const { lines, log } = logging();
    const failures = [new TypeError('x'), new TypeError('x'), new GatewayError('INTERNAL_SERVER_ERROR', 'x')];
    const present = createFailurePresenter(failures, log);
    for (const failure of failures) present(failure);
    expect(lines).toHaveLength(3);
  });
});
