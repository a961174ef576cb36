import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Arrival, Arrivals } from './arrivals.js';

it('keeps the order of arrival, whoever leaves, as an array would', () => {
  const step = fc.oneof(
    fc.constant({ kind: 'add' as const }),
    fc.constant({ kind: 'shift' as const }),
    fc.record({ kind: fc.constant('remove' as const), index: fc.nat(20) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const arrivals = new Arrivals<number>();
      const handles: Arrival<number>[] = [];
      let model: number[] = [];
      for (const one of steps) {
        if (one.kind === 'add') {
          model.push(handles.length);
          handles.push(arrivals.add(handles.length));
        } else if (one.kind === 'shift') {
          expect(arrivals.shift()).toBe(model.shift());
        } else {
          const handle = handles[one.index];
          const isThere = model.includes(one.index);
          expect(handle === undefined ? false : arrivals.remove(handle)).toBe(isThere);
          model = model.filter((item) => item !== one.index);
        }
        expect([...arrivals]).toEqual(model);
        expect([arrivals.size, arrivals.first]).toEqual([model.length, model[0]]);
      }
    }),
  );
});

it('lets go of what has left', () => {
  const arrivals = new Arrivals<object>();
  const [first, second] = [arrivals.add({}), arrivals.add({})];
  arrivals.remove(first);
  expect(first).toEqual({ item: undefined, before: undefined, after: undefined });
  arrivals.shift();
  expect(second).toEqual({ item: undefined, before: undefined, after: undefined });
});

it('may be left by whoever is looked at', () => {
  const arrivals = new Arrivals<string>();
  const handles = new Map(['a', 'b', 'c'].map((name) => [name, arrivals.add(name)]));
  const seen: string[] = [];
  for (const name of arrivals) {
    seen.push(name);
    const handle = handles.get(name);
    expect(handle !== undefined && arrivals.remove(handle)).toBe(true);
  }
  expect(seen).toEqual(['a', 'b', 'c']);
  expect(arrivals.size).toBe(0);
});
