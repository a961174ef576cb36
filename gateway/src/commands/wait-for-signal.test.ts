import { afterEach, describe, expect, it, vi } from 'vitest';
import { waitForSignal } from './wait-for-signal.js';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('waitForSignal()', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'resolves with %s, and exits at once with the second signal',
    async (first) => {
      const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
      const wait = waitForSignal();
      process.emit(first, first);
      expect(await wait.received).toBe(first);
      expect(exit).not.toHaveBeenCalled();
      process.emit('SIGTERM', 'SIGTERM');
      expect(exit).toHaveBeenCalledExactlyOnceWith(1);
      wait.release();
    },
  );

  it('leaves no listener behind', () => {
    const before = process.listenerCount('SIGINT') + process.listenerCount('SIGTERM');
    waitForSignal().release();
    expect(process.listenerCount('SIGINT') + process.listenerCount('SIGTERM')).toBe(before);
  });
});
