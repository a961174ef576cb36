import { createRequire } from 'node:module';
import { type DestinationStream, type Logger, pino } from 'pino';
import { bufferedOutput } from './buffered-output.js';
import { HarmlessFields, redactSecrets, redactText } from './redact-secrets.js';

/** Loads a library only when it is needed: in production logs are JSON. */
const require = createRequire(import.meta.url);

/** The log as every part of the gateway is handed it. */
export type Log = Logger;

/** How the log is written; the shape of `log` in `facet.yaml`. */
export interface LoggerOptions {
  /** Least severe level that is written; `silent` for none. */
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  /** `json`: one object per line. `pretty`: for people. `auto`: `pretty` when the stream is a terminal, else `json`. */
  readonly format: 'auto' | 'pretty' | 'json';
}

/** Where log lines go: standard output, or in tests anything that can be written to. */
export interface LogStream extends DestinationStream {
  readonly isTTY?: boolean;
}

/**
 * Makes the process's logger. Lines carry `level` by name, `time` in ISO 8601, the fields of the child logger and of the
 * call, and `msg`. Whatever looks like a credential is taken out of all of them (see `redact-secrets.ts`).
 *
 * @param stream Default standard output; see `bufferedOutput` for when lines are written.
 */
export function createLogger(options: LoggerOptions, stream?: LogStream): Log {
  const output: LogStream = stream ?? process.stdout;
  const pretty = options.format === 'pretty' || (options.format === 'auto' && output.isTTY === true);
  const log = pino(
    {
      level: options.level,
      base: null,
      timestamp: createIsoTime(),
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => (fields instanceof HarmlessFields ? fields : redactSecrets(fields)) as Record<string, unknown>,
      },
      // Errors are plain objects by then; pino's own serializer would have them as of type Object.
      serializers: { err: (error: unknown) => error },
      hooks: {
        logMethod(args, method) {
          // The message is the last text given; formatters see the fields only.
          const redacted: unknown[] = args;
          for (const [at, arg] of redacted.entries()) {
            redacted[at] = typeof arg === 'string' ? redactText(arg) : arg;
          }
          method.apply(this, args);
        },
      },
    },
    pretty ? prettyStream(output) : (stream ?? bufferedOutput()),
  );
  return redactingChildren(log);
}

/** The time as a line has it. Most of it is written once a second: writing all of it costs as much as the rest of a line. */
function createIsoTime(): () => string {
  let second = -1;
  let begin = '';
  return () => {
    const now = Date.now();
    const current = Math.floor(now / 1000);
    if (current !== second) {
      second = current;
      begin = `,"time":"${new Date(current * 1000).toISOString().slice(0, -4)}`;
    }
    return `${begin}${String(now - current * 1000).padStart(3, '0')}Z"`;
  };
}

/** pino gives a child's own fields to no formatter. Children inherit `child`, so replacing it once covers all of them. */
function redactingChildren(log: Log): Log {
  const { child } = log;
  log.child = function redactingChild(this: Log, fields: object, options?: object) {
    return child.call(this, redactSecrets(fields) as object, options);
  } as Log['child'];
  return log;
}

function prettyStream(stream: LogStream): DestinationStream {
  const { PinoPretty } = require('pino-pretty') as typeof import('pino-pretty');
  return PinoPretty({
    // A stream in this process and no worker thread: nothing is lost at exit, and nothing keeps the process alive.
    destination: stream as NodeJS.WritableStream,
    sync: true,
    colorize: stream.isTTY === true,
    translateTime: 'SYS:HH:MM:ss.l',
    singleLine: true,
    errorLikeObjectKeys: ['err'],
  });
}

/** A logger whose every line carries the correlation id of one request. */
export function requestLog(log: Log, correlationId: string): Log {
  return log.child({ correlationId });
}
