import { afterEach, describe, expect, it, vi } from 'vitest';
import { createDefaultLogger, createErrorLog } from './apollo-logger.js';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('createDefaultLogger()', () => {
  it('writes warnings and errors to the console, and the rest only when it debugs', () => {
    const written: string[] = [];
    for (const level of ['debug', 'info', 'warn', 'error'] as const) {
      vi.spyOn(console, level).mockImplementation((message) => void written.push(`${level} ${message}`));
    }
    for (const debug of [false, true]) {
      const logger = createDefaultLogger(debug);
      logger.debug(String(debug));
      logger.info(String(debug));
      logger.warn(String(debug));
      logger.error(String(debug));
    }
    expect(written).toEqual(['warn false', 'error false', 'debug true', 'info true', 'warn true', 'error true']);
  });
});

describe('createErrorLog()', () => {
  it('puts details, and the stack of a fault, behind the message, in one text', () => {
    const written: unknown[][] = [];
    const write = (...args: unknown[]) => void written.push(args);
    const log = createErrorLog({ debug: write, info: write, warn: write, error: write });
    const fault = new Error('at 10.0.0.7');
    log.warn({ errorId: '1', source: 'products' }, 'Cannot fetch');
    log.error({ errorId: '2', err: fault }, 'Internal error');
    expect(written).toEqual([
      ['Cannot fetch {"errorId":"1","source":"products"}'],
      [`Internal error {"errorId":"2"}\n${fault.stack}`],
    ]);
  });
});
