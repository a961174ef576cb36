import { expect, it } from 'vitest';
import { createLogger } from '../telemetry/logger.js';
import { type AccessRecord, logAccess } from './access-log.js';

function lineOf(record: Partial<AccessRecord>): Record<string, unknown> {
  const lines: string[] = [];
  const log = createLogger({ level: 'info', format: 'json' }, { write: (line: string) => void lines.push(line) });
  logAccess(log, {
    correlationId: 'abc',
    method: 'POST',
    status: 200,
    path: '/graphql',
    clientGraph: 'web',
    operationName: 'Me',
    aborted: false,
    durationMs: 1.26,
    ...record,
  });
  const { time: _, ...line } = JSON.parse(lines.join('')) as Record<string, unknown>;
  return line;
}

it('says of a request what is known of it, and nothing of what is not', () => {
  const known = { level: 'info', correlationId: 'abc', method: 'POST', status: 200, path: '/graphql', durationMs: 1.3 };
  expect(lineOf({})).toEqual({ ...known, clientGraph: 'web', operationName: 'Me', msg: 'Request' });
  expect(lineOf({ clientGraph: undefined, operationName: undefined, aborted: true })).toEqual({
    ...known,
    aborted: true,
    msg: 'Request',
  });
});

it('cuts long paths, and takes credentials out of them', () => {
  expect(lineOf({ path: `/${'a'.repeat(300)}` })['path']).toBe(`/${'a'.repeat(199)}…`);
  expect(lineOf({ path: '/x?https://ada:secret@shop.example' })['path']).not.toContain('secret');
});
