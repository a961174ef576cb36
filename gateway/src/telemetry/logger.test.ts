import { describe, expect, it, vi } from 'vitest';
import { GatewayError } from '../errors/gateway-error.js';
import { createLogger, type LoggerOptions, requestLog } from './logger.js';
import { HarmlessFields, redactSecrets } from './redact-secrets.js';

function logTo(options: Partial<LoggerOptions> = {}, isTTY = false) {
  const written: string[] = [];
  const stream = {
    isTTY,
    writable: true,
    write(text: string) {
      written.push(text);
      return true;
    },
    on: () => stream,
    once: () => stream,
    emit: () => false,
    end: () => stream,
    removeListener: () => stream,
  };
  return { log: createLogger({ level: 'info', format: 'auto', ...options }, stream), written };
}

const parsed = (written: readonly string[]) => written.map((line) => JSON.parse(line) as Record<string, unknown>);

describe('createLogger()', () => {
  it('writes one JSON object per line where there is no terminal', () => {
    const { log, written } = logTo();
    log.info({ port: 4000 }, 'Listening');
    expect(written[0]?.endsWith('\n')).toBe(true);
    expect(parsed(written)).toEqual([
      { level: 'info', time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/), port: 4000, msg: 'Listening' },
    ]);
  });

  it('writes the time to the millisecond, from one second to the next', () => {
    vi.useFakeTimers();
    const { log, written } = logTo();
    const times = ['2026-12-31T23:59:59.007Z', '2026-12-31T23:59:59.999Z', '2027-01-01T00:00:00.000Z'];
    for (const time of times) {
      vi.setSystemTime(time);
      log.info('Listening');
    }
    vi.useRealTimers();
    expect(parsed(written).map(({ time }) => time)).toEqual(times);
  });

  it('writes harmless fields as they are, in their order, and leaves those out that are undefined', () => {
    class Fields extends HarmlessFields {
      readonly status = 200;
      readonly token = 'kept by who says that it is harmless';
      readonly aborted = undefined;
    }
    const { log, written } = logTo();
    log.info(new Fields(), 'Request');
    expect(written[0]).toContain('"status":200,"token":"kept by who says that it is harmless","msg":"Request"');
  });

  it('writes readable lines in a terminal, and wherever format is pretty', () => {
    for (const { log, written } of [logTo({}, true), logTo({ format: 'pretty' })]) {
      log.info({ port: 4000 }, 'Listening');
      const text = written.join('');
      expect(text).toMatch(/INFO.*Listening.*4000/s);
      expect(() => JSON.parse(text)).toThrow(SyntaxError);
    }
  });

  it('writes JSON in a terminal when format is json', () => {
    const { log, written } = logTo({ format: 'json' }, true);
    log.info('Listening');
    expect(parsed(written)).toMatchObject([{ msg: 'Listening' }]);
  });

  it('leaves out what is below its level', () => {
    const { log, written } = logTo({ level: 'warn' });
    log.info('no');
    log.warn('yes');
    expect(parsed(written)).toMatchObject([{ level: 'warn', msg: 'yes' }]);
  });

  it('takes credentials out of fields, child fields, errors and messages', () => {
    const { log, written } = logTo();
    const failure = Object.assign(new Error('GET http://shop:hunter22@10.0.0.7/ failed'), {
      config: { headers: { authorization: 'hunter22' } },
      cause: new Error('Bearer hunter22hunter22 was refused'),
    });
    log
      .child({ apiKey: 'hunter22' })
      .error(
        { err: failure, request: { headers: new Map([['cookie', 'sid=hunter22']]), 'X-Api-Key': 'hunter22' } },
        'Sent Basic aHVudGVyMjI6aHVudGVyMjI=',
      );
    expect(written.join('')).not.toMatch(/hunter22|aHVudGVyMjI/);
    expect(parsed(written)).toMatchObject([
      {
        apiKey: '[redacted]',
        request: { headers: { cookie: '[redacted]' }, 'X-Api-Key': '[redacted]' },
        err: {
          type: 'Error',
          message: 'GET http://[redacted]@10.0.0.7/ failed',
          stack: expect.stringContaining('logger.test.ts'),
          cause: { message: 'Bearer [redacted] was refused' },
        },
        msg: 'Sent Basic [redacted]',
      },
    ]);
  });

  it('writes the code and source of a GatewayError', () => {
    const { log, written } = logTo();
    log.error({ err: new GatewayError('SOURCE_TIMEOUT', 'No answer', { source: 'products' }) }, 'Fetch failed');
    expect(parsed(written)).toMatchObject([
      { err: { type: 'GatewayError', code: 'SOURCE_TIMEOUT', source: 'products' } },
    ]);
  });
});

describe('requestLog()', () => {
  it('puts the correlation id on every line', () => {
    const { log, written } = logTo();
    const child = requestLog(log, 'c-1');
    child.info('one');
    child.warn('two');
    expect(parsed(written).map((line) => line['correlationId'])).toEqual(['c-1', 'c-1']);
  });
});

describe('redactSecrets()', () => {
  it('leaves the given value as it is', () => {
    const fields = Object.freeze({ token: 'x', deep: Object.freeze({ password: 'y', size: 1 }) });
    expect(redactSecrets(fields)).toEqual({ token: '[redacted]', deep: { password: '[redacted]', size: 1 } });
    expect(fields.token).toBe('x');
  });

  it('ends at a bounded depth, so that an object inside of itself does no harm', () => {
    const loop: Record<string, unknown> = { name: 'a' };
    loop['self'] = loop;
    expect(JSON.stringify(redactSecrets(loop))).toContain('[deeper than is logged]');
  });
});
