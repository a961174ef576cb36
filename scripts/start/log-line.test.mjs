import { expect, test } from 'vitest';
import { presentLogLine } from './log-line.mjs';

const quiet = { verbose: false, isError: false };
const warning =
  '{"level":"warn","time":"2026-11-23T10:00:00Z","source":"inventory","err":{"message":"refused"},"msg":"Not ready"}';

test('presentLogLine() shows a warning with its reason and fields, without its time', () => {
  expect(presentLogLine('gateway', warning, quiet)).toBe('gateway | WARN Not ready: refused source=inventory');
});

test('presentLogLine() shows information only with verbose', () => {
  const line = '{"level":"info","port":4000,"msg":"Listening"}';
  expect(presentLogLine('gateway', line, quiet)).toBeUndefined();
  expect(presentLogLine('gateway', line, { ...quiet, verbose: true })).toBe('gateway | INFO Listening port=4000');
});

test('presentLogLine() shows plain text from standard error, from standard output only with verbose', () => {
  expect(presentLogLine('orders', 'listening', quiet)).toBeUndefined();
  expect(presentLogLine('orders', '{ broken', { ...quiet, isError: true })).toBe('orders | { broken');
  expect(presentLogLine('orders', 'listening', { ...quiet, verbose: true })).toBe('orders | listening');
});

test('presentLogLine() never shows an empty line', () => {
  expect(presentLogLine('orders', ' ', { verbose: true, isError: true })).toBeUndefined();
});
