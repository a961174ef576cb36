import type { ErrorCode } from '../../errors/catalogue.js';
import type { Source, SourceAnswer } from '../../executor/source.js';

/** What clients are told of a source that is in maintenance. */
export interface MaintenanceNotice {
  readonly message: string;
  /** When it ends by itself, in milliseconds since 1970; undefined when nobody has said so. */
  readonly untilMs: number | undefined;
}

/** Which sources are in maintenance. It may change at any time. */
export interface Maintenance {
  /** Undefined for a source in service. */
  of(source: string): MaintenanceNotice | undefined;
  /** Told of each fetch that was not made. */
  spared(source: string): void;
}

/** What `withMaintenance` needs beside the source. */
export interface WithMaintenanceOptions {
  readonly maintenance: Maintenance;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
}

/**
 * A source that is not called while it is in maintenance: then it answers nothing but the error SOURCE_IN_MAINTENANCE, and
 * is not probed either.
 */
export function withMaintenance(source: Source, { maintenance, now = Date.now }: WithMaintenanceOptions): Source {
  const { name } = source;
  return {
    ...source,
    prepare(operation) {
      const fetch = source.prepare(operation);
      return (input) => {
        const notice = maintenance.of(name);
        if (notice === undefined) {
          return fetch(input);
        }
        maintenance.spared(name);
        return Promise.resolve(answerInstead(notice, now()));
      };
    },
    probe: (signal) => (maintenance.of(name) === undefined ? source.probe(signal) : Promise.resolve()),
    close: () => source.close(),
  };
}

/** `retryAfterSeconds` means what `Retry-After` does: RFC 9110 section 10.2.3. */
function answerInstead({ message, untilMs }: MaintenanceNotice, nowMs: number): SourceAnswer {
  const code: ErrorCode = 'SOURCE_IN_MAINTENANCE';
  const retryAfterSeconds = untilMs === undefined ? undefined : Math.max(1, Math.ceil((untilMs - nowMs) / 1000));
  const extensions = { code, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
  return { data: null, errors: [{ message, extensions }] };
}
