import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createShedLog } from './log-shed.js';
import { createLogger } from './logger.js';

let lines: Record<string, unknown>[];
let shed: (correlationId: string) => void;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  lines = [];
  const log = createLogger({ level: 'info', format: 'json' }, { write: (line) => lines.push(JSON.parse(line)) });
  const logShed = createShedLog(log);
  shed = (correlationId) => logShed({ correlationId, address: '192.0.2.1', clientGraph: 'shop' });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('createShedLog()', () => {
  it('logs the first request at once, and how many others there were a second later', () => {
    for (let i = 0; i < 500; i++) {
      shed(`${i}`);
    }
    expect(lines).toMatchObject([{ level: 'warn', correlationId: '0', address: '192.0.2.1', clientGraph: 'shop' }]);
    vi.advanceTimersByTime(1000);
    expect(lines.slice(1)).toMatchObject([{ level: 'warn', requests: 499 }]);
  });

  it('logs each request that is the only one of its second', () => {
    shed('a');
    vi.advanceTimersByTime(1000);
    shed('b');
    vi.advanceTimersByTime(1000);
    expect(lines.map((line) => line['correlationId'])).toEqual(['a', 'b']);
  });
});
