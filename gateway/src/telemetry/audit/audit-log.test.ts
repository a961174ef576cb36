import { afterEach, describe, expect, it } from 'vitest';
import { event, telemetry } from './audit.test-kit.js';
import type { AuditSelection } from './audit-event.js';
import { type AuditLog, type AuditQueueSettings, createAuditLog } from './audit-log.js';
import type { AuditEntry, AuditSink } from './audit-sink.js';

let audit: AuditLog | undefined;
afterEach(() => audit?.close());

/** A sink that writes when it is let. */
function gatedSink(name = 'file') {
  const written: string[] = [];
  let open = false;
  let release: (() => void)[] = [];
  const sink: AuditSink = {
    name,
    async write(entries: readonly AuditEntry[]) {
      if (!open) {
        await new Promise<void>((resolve) => release.push(resolve));
      }
      written.push(...entries.map((entry) => entry.event.correlationId));
    },
    close: () => Promise.resolve(),
  };
  const let_ = () => {
    open = true;
    for (const go of release) {
      go();
    }
    release = [];
  };
  return { sink, written, release: let_ };
}

const all: readonly AuditSelection[] = ['operations', 'refused', 'warned'];

function start(
  sinks: readonly AuditSink[],
  { events = all, ...queue }: Partial<AuditQueueSettings> & { events?: readonly AuditSelection[] } = {},
) {
  const own = telemetry();
  audit = createAuditLog({
    sinks,
    events,
    queue: { maxBytes: 100_000, onFull: 'drop', maxWaitMs: 100, ...queue },
    log: own.log,
    metrics: own.metrics,
  });
  return { ...own, audit };
}

/** How many events go into a queue of so many bytes. */
function fits(maxBytes: number, id: string): number {
  return Math.floor(maxBytes / (JSON.stringify(event({ correlationId: id })).length + 500));
}

const live = new AbortController().signal;

describe('createAuditLog()', () => {
  it('writes events in their order to every sink', async () => {
    const [one, two] = [gatedSink(), gatedSink('syslog')];
    one.release();
    two.release();
    const { audit: log } = start([one.sink, two.sink]);
    for (const correlationId of ['a', 'b', 'c']) {
      log.record(event({ correlationId }));
    }
    await log.close();
    expect(one.written).toEqual(['a', 'b', 'c']);
    expect(two.written).toEqual(['a', 'b', 'c']);
  });

  it('writes to one sink while another hangs', async () => {
    const [hanging, working] = [gatedSink('syslog'), gatedSink()];
    working.release();
    const { audit: log } = start([hanging.sink, working.sink]);
    log.record(event({ correlationId: 'a' }));
    await expect.poll(() => working.written).toEqual(['a']);
    expect(hanging.written).toEqual([]);
    hanging.release();
  });

  it('drops what is over maxBytes, counted, and keeps what fits', async () => {
    const gate = gatedSink();
    const { audit: log, metrics } = start([gate.sink], { maxBytes: 10_000 });
    const room = fits(10_000, '000');
    for (let index = 0; index < room + 7; index++) {
      log.record(event({ correlationId: String(index).padStart(3, '0') }));
    }
    expect((await metrics.expose()).text).toContain('facet_audit_dropped_total{sink="file"} 7\n');
    gate.release();
    await log.close();
    expect(gate.written.length).toBe(room);
    expect((await metrics.expose()).text).toContain('facet_audit_queue_bytes{sink="file"} 0\n');
  });

  it('admits at once while it drops', () => {
    const gate = gatedSink();
    const { audit: log } = start([gate.sink], { maxBytes: 1000 });
    log.record(event());
    log.record(event());
    expect(log.admit(live)).toBe(true);
    gate.release();
  });

  it('lets nothing in while it blocks and is full, until there is room', async () => {
    const gate = gatedSink();
    const { audit: log } = start([gate.sink], { maxBytes: 1000, onFull: 'block', maxWaitMs: 5000 });
    expect(log.admit(live)).toBe(true);
    log.record(event());
    log.record(event());
    const admitted = log.admit(live);
    expect(admitted).toBeInstanceOf(Promise);
    gate.release();
    expect(await admitted).toBe(true);
    await log.close();
    // What was let in while there was room is not dropped when there is none.
    expect(gate.written.length).toBe(2);
  });

  it('refuses after maxWaitMs, and when the client goes away', async () => {
    const gate = gatedSink();
    const { audit: log } = start([gate.sink], { maxBytes: 1000, onFull: 'block', maxWaitMs: 30 });
    log.record(event());
    log.record(event());
    expect(await log.admit(live)).toBe(false);
    expect(await log.admit(AbortSignal.abort())).toBe(false);
    gate.release();
  });

  it('tries again what failed, loses nothing and tells of it once', async () => {
    const written: string[] = [];
    let failures = 2;
    const sink: AuditSink = {
      name: 'file',
      write(entries) {
        if (failures-- > 0) {
          return Promise.reject(new Error('disk full'));
        }
        written.push(...entries.map((entry) => entry.event.correlationId));
        return Promise.resolve();
      },
      close: () => Promise.resolve(),
    };
    const { audit: log, lines, metrics } = start([sink]);
    log.record(event({ correlationId: 'a' }));
    log.record(event({ correlationId: 'b' }));
    await log.close();
    expect(written).toEqual(['a', 'b']);
    expect(lines.filter(({ level }) => level === 'error')).toHaveLength(1);
    expect((await metrics.expose()).text).toContain('facet_audit_write_failures_total{sink="file"} 2\n');
  });

  it.each([
    [['operations'], 'operation', {}, true],
    [['mutations'], 'operation', { operation: { type: 'query' } }, false],
    [['mutations'], 'operation', { operation: { type: 'mutation' } }, true],
    [['sensitive'], 'operation', {}, false],
    [['sensitive'], 'operation', { sensitiveFields: ['User.email'] }, true],
    [['refused'], 'refused', {}, true],
    [['operations'], 'refused', {}, false],
    [['warned'], 'warned', {}, true],
    [[], 'operation', {}, false],
  ] as const)('with events %j records %s %j: %s', async (events, kind, fields, expected) => {
    const gate = gatedSink();
    gate.release();
    const { audit: log, metrics } = start([gate.sink], { events });
    log.record(event({ event: kind, ...fields }));
    await log.close();
    expect(gate.written.length).toBe(expected ? 1 : 0);
    expect((await metrics.expose()).text.includes(`facet_audit_events_total{event="${kind}"} 1\n`)).toBe(expected);
  });
});
