import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { GatewayError } from './gateway-error.js';
import { presentError } from './present-error.js';

interface Line {
  readonly level: 'warn' | 'error';
  readonly fields: Record<string, unknown>;
  readonly message: string;
}

function recordingLog() {
  const lines: Line[] = [];
  const writeAs = (level: Line['level']) => (fields: object, message: string) => {
    lines.push({ level, fields: { ...fields }, message });
  };
  return { lines, warn: writeAs('warn'), error: writeAs('error') };
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('presentError()', () => {
  it('shows a client-audience error as it is and logs nothing', () => {
    const log = recordingLog();
    const presented = presentError(new GatewayError('NOT_FOUND', 'No client graph here'), log);
    expect(presented).toEqual({ message: 'No client graph here', extensions: { code: 'NOT_FOUND' } });
    expect(log.lines).toEqual([]);
  });

  it('shows the fixed message of an operator-audience error and logs its own under the same id', () => {
    const log = recordingLog();
    const error = new GatewayError('SOURCE_UNREACHABLE', 'Cannot reach "products" at 10.0.0.7:4101', {
      source: 'products',
      cause: new Error('connect ECONNREFUSED'),
    });
    const presented = presentError(error, log);
    expect(presented).toEqual({
      message: 'A service behind this graph cannot be reached',
      extensions: { code: 'SOURCE_UNREACHABLE', errorId: expect.stringMatching(uuid) },
    });
    expect(log.lines).toEqual([
      {
        level: 'warn',
        message: 'Cannot reach "products" at 10.0.0.7:4101',
        fields: {
          errorId: presented.extensions['errorId'],
          code: 'SOURCE_UNREACHABLE',
          source: 'products',
          cause: 'connect ECONNREFUSED',
        },
      },
    ]);
  });

  it('makes every unknown throwable an internal error that says nothing of it', () => {
    for (const thrown of [
      new TypeError('secret of 10.0.0.7'),
      'secret',
      undefined,
      null,
      { message: 'secret' },
      Object.create(null),
      7n,
    ]) {
      const log = recordingLog();
      const presented = presentError(thrown, log);
      expect(presented).toEqual({
        message: 'Internal error',
        extensions: { code: 'INTERNAL_SERVER_ERROR', errorId: expect.stringMatching(uuid) },
      });
      expect(log.lines).toEqual([
        {
          level: 'error',
          message: expect.stringContaining('Internal error: '),
          fields: { errorId: presented.extensions['errorId'], code: 'INTERNAL_SERVER_ERROR', err: thrown },
        },
      ]);
    }
  });

  it('gives two failures two error ids', () => {
    const ids = [1, 2].map(() => presentError(new Error('x'), recordingLog()).extensions['errorId']);
    expect(new Set(ids).size).toBe(2);
  });

  it('shows a startup error that reaches a client as an internal error', () => {
    const presented = presentError(new GatewayError('SUPERGRAPH_INVALID', '/srv/mobile.graphql:3'), recordingLog());
    expect(presented).toMatchObject({ message: 'Internal error', extensions: { code: 'INTERNAL_SERVER_ERROR' } });
  });

  it('passes the extensions of a GraphQL error on, without stack traces', () => {
    const error = new GraphQLError('Unknown SKU "X"', {
      extensions: {
        code: 'UNKNOWN_SKU',
        sku: 'X',
        stacktrace: ['at /srv/app.js'],
        exception: { stacktrace: [] },
        http: { status: 422 },
      },
    });
    expect(presentError(error, recordingLog())).toEqual({
      message: 'Unknown SKU "X"',
      extensions: { code: 'UNKNOWN_SKU', sku: 'X', http: { status: 422 } },
    });
  });

  it('keeps a key named __proto__ of a source a plain key', () => {
    const extensions = JSON.parse('{"__proto__":{"polluted":true},"code":"A"}') as Record<string, unknown>;
    const presented = presentError(new GraphQLError('no', { extensions }), recordingLog());
    expect(JSON.stringify(presented.extensions)).toBe('{"__proto__":{"polluted":true},"code":"A"}');
    expect(presented.extensions['polluted']).toBeUndefined();
  });

  it('judges a GraphQL error by the error it wraps, however deep', () => {
    const wrap = (inner: Error) =>
      new GraphQLError(inner.message, {
        path: ['a'],
        originalError: new GraphQLError(inner.message, { originalError: inner }),
      });
    const unreachable = presentError(wrap(new GatewayError('SOURCE_TIMEOUT', 'no answer of 10.0.0.7')), recordingLog());
    expect(unreachable).toMatchObject({
      message: 'A service behind this graph did not answer in time',
      extensions: { code: 'SOURCE_TIMEOUT' },
    });
    expect(presentError(wrap(new Error('of 10.0.0.7')), recordingLog()).message).toBe('Internal error');
    expect(presentError(wrap(new GraphQLError('Not yours', { extensions: { code: 'MINE' } })), recordingLog())).toEqual(
      {
        message: 'Not yours',
        extensions: { code: 'MINE' },
      },
    );
  });
});
