import { describe, expect, it } from 'vitest';
import { createEndRate, type EndRate } from './end-rate.js';

function end(rate: EndRate, count: number): void {
  for (let i = 0; i < count; i++) {
    rate.count();
  }
}

describe('createEndRate()', () => {
  it('is known when 20 have ended, or a second is over', () => {
    const gusts = createEndRate();
    end(gusts, 19);
    gusts.sample(200, true);
    expect(gusts.perMs).toBeUndefined();
    end(gusts, 1);
    gusts.sample(200, true);
    expect(gusts.perMs).toBeCloseTo(0.05);

    const slow = createEndRate();
    slow.sample(999, true);
    expect(slow.perMs).toBeUndefined();
    end(slow, 1);
    slow.sample(1, true);
    expect(slow.perMs).toBeCloseTo(0.001);
  });

  it('is not known of less than a tenth of a second, whatever has ended', () => {
    const rate = createEndRate();
    end(rate, 50);
    rate.sample(99, true);
    expect(rate.perMs).toBeUndefined();
    rate.sample(1, true);
    expect(rate.perMs).toBeCloseTo(0.5);
  });

  it('learns nothing while nobody waits, and forgets in a second of that', () => {
    const rate = createEndRate();
    end(rate, 100);
    rate.sample(100, true);
    end(rate, 1);
    rate.sample(999, false);
    expect(rate.perMs).toBeCloseTo(1);
    rate.sample(1, false);
    expect(rate.perMs).toBeUndefined();
  });

  it('follows a rate that changes within seconds', () => {
    const rate = createEndRate();
    for (let i = 0; i < 100; i++) {
      end(rate, 10);
      rate.sample(20, true);
    }
    expect(rate.perMs).toBeCloseTo(0.5);
    for (let i = 0; i < 300; i++) {
      end(rate, 2);
      rate.sample(20, true);
    }
    expect(rate.perMs).toBeCloseTo(0.1, 1);
  });
});
