import { expect, test } from 'vitest';
import { createAnswerCheck } from './answer-check.mjs';

const check = createAnswerCheck({ users: [{ id: '1', name: null }] });

test('createAnswerCheck() takes the right data however it is written, and again', () => {
  const spaced = Buffer.from('{ "data": { "users": [{ "id": "1", "name": null }] }, "extensions": {} }');
  expect(check(spaced)).toBeUndefined();
  expect(check(spaced)).toBeUndefined();
  expect(check(Buffer.from('{"data":{"users":[{"id":"1","name":null}]}}'))).toBeUndefined();
});

test.each([
  ['another value', '{"data":{"users":[{"id":"2","name":null}]}}'],
  ['a field too few', '{"data":{"users":[{"id":"1"}]}}'],
  ['a field too many', '{"data":{"users":[{"id":"1","name":null,"x":1}]}}'],
  ['an error beside right data', '{"data":{"users":[{"id":"1","name":null}]},"errors":[{"message":"no"}]}'],
  ['half of it', '{"data":{"users":[{"id":"1"'],
])('createAnswerCheck() refuses %s', (_what, text) => {
  expect(check(Buffer.from(text))).toContain(text.slice(0, 20));
});
