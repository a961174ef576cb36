import { expect, test } from 'vitest';
import { onCore, parseCoreList } from './cores.mjs';

test('parseCoreList() reads single cores and ranges', () => {
  expect(parseCoreList(' 0-3,6\n')).toEqual([0, 1, 2, 3, 6]);
  expect(parseCoreList('5')).toEqual([5]);
});

test('onCore() binds a command only when there is a core to bind to', () => {
  expect(onCore(2, ['node', 'x'])).toEqual(['taskset', '-c', '2', 'node', 'x']);
  expect(onCore(undefined, ['node', 'x'])).toEqual(['node', 'x']);
});
