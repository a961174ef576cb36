import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Engine } from '../executor/engine.js';
import { createGeneration, retirementMs } from './supergraph-generation.js';

/** An engine of which nothing but its end is looked at. */
const createFakeEngine = () => ({ close: vi.fn(() => Promise.resolve()) }) as unknown as Engine;

describe('createGeneration()', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('stays open for good while it is the current one', async () => {
    const generation = createGeneration(createFakeEngine());
    await generation.use(() => Promise.resolve());
    vi.advanceTimersByTime(10 * retirementMs);
    expect(generation.open).toBe(true);
    expect(generation.engine.close).not.toHaveBeenCalled();
  });

  it('closes its engine once nothing has used it for the retirement, not before', () => {
    const generation = createGeneration(createFakeEngine());
    generation.retire();
    vi.advanceTimersByTime(retirementMs - 1);
    expect(generation.open).toBe(true);
    vi.advanceTimersByTime(1);
    expect(generation.open).toBe(false);
    expect(generation.engine.close).toHaveBeenCalledOnce();
  });

  it('is held open by what runs, however long, and by what comes late', async () => {
    const generation = createGeneration(createFakeEngine());
    let finish = (_: string): void => undefined;
    const slow = generation.use(
      () =>
        new Promise<string>((resolve) => {
          finish = resolve;
        }),
    );
    generation.retire();
    vi.advanceTimersByTime(10 * retirementMs);
    expect(generation.open).toBe(true);
    finish('done');
    expect(await slow).toBe('done');
    vi.advanceTimersByTime(retirementMs - 1);
    await expect(generation.use(() => Promise.reject(new Error('late')))).rejects.toThrow('late');
    vi.advanceTimersByTime(retirementMs - 1);
    expect(generation.open).toBe(true);
    vi.advanceTimersByTime(1);
    expect(generation.open).toBe(false);
  });

  it('closes at once when told to, and only once', async () => {
    const generation = createGeneration(createFakeEngine());
    generation.retire();
    await Promise.all([generation.close(), generation.close()]);
    vi.advanceTimersByTime(retirementMs);
    expect(generation.open).toBe(false);
    expect(generation.engine.close).toHaveBeenCalledOnce();
  });
});
