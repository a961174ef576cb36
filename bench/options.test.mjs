import { expect, test } from 'vitest';
import { parseOptions } from './options.mjs';

test('parseOptions() without options means the official run', () => {
  const options = parseOptions([]);
  expect(options.narrowed).toBe(false);
  expect(options.workloads).toContain('heavy');
  expect(options.gateways).toEqual(['facet', 'stock', 'hive-js', 'hive-rust']);
});

test('parseOptions() takes names and numbers', () => {
  const options = parseOptions(['--workload', 'heavy', '--gateways', 'stock,facet', '--seconds', '5', '--rounds', '2']);
  expect(options).toMatchObject({ workloads: ['heavy'], gateways: ['facet', 'stock'], seconds: 5, rounds: 2 });
  expect(options.narrowed).toBe(true);
});

test.each([
  [['--workload', 'light'], 'Unknown --workload "light"'],
  [['--gateways', 'facet,envoy'], 'Unknown --gateways "envoy"'],
  [['--seconds', '0'], 'Invalid --seconds "0": it must be an integer from 1 to 600'],
  [['--rounds', '101'], 'Invalid --rounds "101": it must be an integer from 1 to 100'],
  [['--second', '5'], "Unknown option '--second'"],
])('parseOptions(%j) refuses what it does not know', (args, message) => {
  expect(() => parseOptions(args)).toThrow(message);
});
