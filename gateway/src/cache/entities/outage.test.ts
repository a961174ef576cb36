import { describe, expect, test } from 'vitest';
import { GatewayError } from '../../errors/gateway-error.js';
import { isOutage, isOutageError } from './outage.js';

describe('isOutage()', () => {
  test.each([
    ['SOURCE_UNREACHABLE', true],
    ['SOURCE_TIMEOUT', true],
    ['SOURCE_BAD_ANSWER', true],
    ['SOURCE_ANSWER_TOO_LARGE', true],
    ['SOURCE_OVERLOADED', true],
    ['SOURCE_IN_MAINTENANCE', true],
    ['SOURCE_AUTHENTICATION_FAILED', false],
    ['INTERNAL_SERVER_ERROR', false],
  ] as const)('of %s is %s', (code, expected) => {
    expect(isOutage(new GatewayError(code, 'message'))).toBe(expected);
    expect(isOutageError({ message: '', failure: new GatewayError(code, 'message') })).toBe(expected);
  });

  test('of anything else is false', () => {
    expect(isOutage(new Error('SOURCE_TIMEOUT'))).toBe(false);
    expect(isOutage(undefined)).toBe(false);
  });
});

describe('isOutageError()', () => {
  test.each([
    [undefined, true],
    [{}, true],
    [{ code: 'INTERNAL_SERVER_ERROR' }, true],
    [{ code: 'FORBIDDEN' }, false],
    [{ code: 'CONNECTOR_FETCH', http: { status: 500 } }, true],
    [{ code: 'CONNECTOR_FETCH', http: { status: 429 } }, true],
    [{ code: 'CONNECTOR_FETCH', http: { status: 404 } }, false],
    [{ code: 'INTERNAL_SERVER_ERROR', http: { status: 403 } }, false],
    [{ code: 'CONNECTOR_REQUEST' }, false],
  ])('of extensions %j is %s', (extensions, expected) => {
    expect(isOutageError({ message: 'message', ...(extensions && { extensions }) })).toBe(expected);
  });
});
