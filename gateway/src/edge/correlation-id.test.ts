import { describe, expect, it } from 'vitest';
import { chooseCorrelationId } from './correlation-id.js';

describe('chooseCorrelationId()', () => {
  it.each([
    'a',
    'order-7',
    '4bf92f3577b34da6a3ce929d0e0e4736',
    'Root=1-67891233-abcdef012345678912345678',
    'a/b+c:d_e.f',
  ])('keeps %s', (sent) => {
    expect(chooseCorrelationId(sent)).toBe(sent);
  });

  it('keeps 127 and 128 characters, and no more', () => {
    for (const [length, kept] of [
      [127, true],
      [128, true],
      [129, false],
    ] as const) {
      const sent = 'x'.repeat(length);
      expect(chooseCorrelationId(sent) === sent, `${length} characters`).toBe(kept);
    }
  });

  it.each([undefined, '', 'a b', 'a,b', 'a\nb', '"a"', 'é', '<a>', '\u001b[31m'])(
    'makes a UUID instead of %j',
    (sent) => {
      expect(chooseCorrelationId(sent)).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    },
  );
});
