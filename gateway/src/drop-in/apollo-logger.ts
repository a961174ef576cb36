import type { ErrorLog } from '../errors/present-error.js';

/** Apollo's interface of loggers: `console`, loglevel, pino, winston and others fit. */
export interface ApolloLogger {
  debug(message?: unknown): void;
  info(message?: unknown): void;
  warn(message?: unknown): void;
  error(message?: unknown): void;
}

/** What is logged when no logger is given: to the console, warnings and errors only unless `debug` is set. */
export function createDefaultLogger(debug: boolean): ApolloLogger {
  const silent = (): void => undefined;
  return {
    debug: debug ? (message) => console.debug(message) : silent,
    info: debug ? (message) => console.info(message) : silent,
    warn: (message) => console.warn(message),
    error: (message) => console.error(message),
  };
}

/** Writes failures that clients may not read; an Apollo logger takes one text, so their details follow the message. */
export function createErrorLog(logger: ApolloLogger): ErrorLog {
  return {
    warn: (fields, message) => logger.warn(line(fields, message)),
    error: (fields, message) => logger.error(line(fields, message)),
  };
}

/** The text of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

function line(fields: object, message: string): string {
  const { err, ...details } = fields as Readonly<Record<string, unknown>>;
  const stack = err instanceof Error && err.stack !== undefined ? `\n${err.stack}` : '';
  return `${message} ${JSON.stringify(details)}${stack}`;
}
