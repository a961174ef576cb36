import { describe, expect, it } from 'vitest';
import { type ErrorEntry, errorCatalogue } from '../../errors/catalogue.js';
import { chooseProblem } from './problem-status.js';

const errorOf = (code: string | undefined) => ({ message: 'No', ...(code !== undefined && { extensions: { code } }) });
const statusOf = (code: string | undefined, statuses: readonly (readonly [string, number])[] = []) =>
  chooseProblem([errorOf(code)], new Map(statuses)).status;

describe('chooseProblem()', () => {
  it('gives every code of the catalogue the status it has there', () => {
    for (const [code, { kind, httpStatus }] of Object.entries<ErrorEntry>(errorCatalogue)) {
      if (kind === 'request') {
        expect(statusOf(code), code).toBe(httpStatus);
      }
    }
  });

  it.each([
    ['SOURCE_TIMEOUT', 504],
    ['SOURCE_UNREACHABLE', 502],
    ['SOAP_FAULT', 502],
    ['CONNECTOR_REQUEST', 400],
    ['UNAUTHORIZED_FIELD_OR_TYPE', 403],
    ['INTERNAL_SERVER_ERROR', 500],
    ['NOT_FOUND', 404],
    ['WHAT_A_SOURCE_MADE_UP', 502],
    [undefined, 502],
  ])('gives %s the status %i', (code, status) => {
    expect(statusOf(code)).toBe(status);
  });

  it('lets the configuration decide before', () => {
    expect(statusOf('SOURCE_TIMEOUT', [['SOURCE_TIMEOUT', 503]])).toBe(503);
    expect(statusOf('OUT_OF_STOCK', [['OUT_OF_STOCK', 409]])).toBe(409);
  });

  it('is about what the client cannot mend, then about what came first', () => {
    const choose = (...codes: readonly string[]) => chooseProblem(codes.map(errorOf), new Map());
    expect(choose('NOT_FOUND', 'SOURCE_TIMEOUT', 'SOAP_FAULT')).toEqual({
      status: 504,
      error: errorOf('SOURCE_TIMEOUT'),
    });
    expect(choose('NOT_FOUND', 'BAD_USER_INPUT').status).toBe(404);
  });
});
