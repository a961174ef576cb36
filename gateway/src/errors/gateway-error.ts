import type { ErrorCode } from './catalogue.js';

/** What a `GatewayError` carries beside its code and message. */
export interface GatewayErrorOptions {
  /** What was caught, kept for the log. */
  readonly cause?: unknown;
  /** Name of the source at fault. */
  readonly source?: string;
}

/**
 * The one class for every failure that Facet itself finds. Callers branch on `code`, never on the message; what a client
 * sees of it is decided in `present-error.ts` from the code's audience.
 */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly code: ErrorCode;
  readonly source: string | undefined;

  constructor(code: ErrorCode, message: string, options: GatewayErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.source = options.source;
  }
}
