import type { RecordedRequest } from './running-source.js';

/** Enough for the largest test; a source that runs for weeks stays small. */
const maxRecords = 1000;

/** The bounded record of what a source was asked. */
export interface RequestLog {
  readonly records: readonly RecordedRequest[];
  add(record: RecordedRequest): void;
  clear(): void;
}

/** Creates an empty log that keeps the last 1000 records. */
export function createRequestLog(): RequestLog {
  const records: RecordedRequest[] = [];
  return {
    records,
    add(record) {
      if (records.length === maxRecords) records.shift();
      records.push(record);
    },
    clear() {
      records.length = 0;
    },
  };
}
