import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { makeCertificate } from '../../edge/tls/certificates.test-kit.js';
import { entries, event, startStreamReceiver, startUdpReceiver } from './audit.test-kit.js';
import { syslogMessage } from './syslog-message.js';
import { createSyslogSink, type SyslogSinkOptions } from './syslog-sink.js';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) {
    await cleanup();
  }
});

const head = { facility: 'local4', hostname: 'gateway-1', appName: 'facet' } as const;
const signal = new AbortController().signal;

function sinkTo(address: SyslogSinkOptions['address']) {
  const sink = createSyslogSink({ ...head, address });
  cleanups.push(() => sink.close());
  return sink;
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'facet-syslog-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const expected = (...ids: string[]) =>
  entries(...ids).map(
    ({ json }) => `<166>1 2026-11-23T07:31:02.123Z gateway-1 facet ${process.pid} operation - ${json}`,
  );

describe('syslogMessage()', () => {
  it('has priority, version, time, host, application, process, kind and no structured data before the JSON text', () => {
    const refused = event({ event: 'refused' });
    expect(syslogMessage(refused, '{"a":1}', { ...head, facility: 'audit' }).toString()).toBe(
      `<108>1 2026-11-23T07:31:02.123Z gateway-1 facet ${process.pid} refused - {"a":1}`,
    );
    expect(syslogMessage(event({ event: 'warned' }), '{}', head).toString()).toMatch(/^<165>1 /);
  });

  it('has - for names that cannot be written, and never a space inside of one', () => {
    const text = syslogMessage(event(), '{}', { ...head, hostname: 'ä', appName: 'a b' }).toString();
    expect(text).toContain(`Z - ab ${process.pid} `);
  });
});

describe('createSyslogSink()', () => {
  it('sends one datagram for each event over UDP', async () => {
    const receiver = await startUdpReceiver();
    cleanups.push(receiver.stop);
    await sinkTo({ transport: 'udp', host: '127.0.0.1', port: receiver.port }).write(entries('a', 'b'), signal);
    await expect.poll(() => receiver.received).toEqual(expected('a', 'b'));
  });

  it('cuts what fits into no datagram', async () => {
    const receiver = await startUdpReceiver();
    cleanups.push(receiver.stop);
    const sink = sinkTo({ transport: 'udp', host: '127.0.0.1', port: receiver.port });
    await sink.write([{ event: event(), json: 'x'.repeat(70_000) }], signal);
    await expect.poll(() => receiver.received.map(({ length }) => length)).toEqual([65_507]);
  });

  it('sends octet-counted messages over one TCP connection', async () => {
    const receiver = await startStreamReceiver({});
    cleanups.push(receiver.stop);
    const sink = sinkTo({ transport: 'tcp', host: '127.0.0.1', port: receiver.port });
    await sink.write(entries('a', 'ä'), signal);
    await sink.write(entries('c'), signal);
    await expect.poll(() => receiver.received).toEqual(expected('a', 'ä', 'c'));
  });

  it('fails while the server is away, and connects again when it is back', async () => {
    const receiver = await startStreamReceiver({});
    const { port } = receiver;
    const sink = sinkTo({ transport: 'tcp', host: '127.0.0.1', port });
    await sink.write(entries('a'), signal);
    await expect.poll(() => receiver.received.length).toBe(1);
    await receiver.stop();
    // The first write may still go into the broken connection: syslog has no receipts.
    await expect
      .poll(() =>
        sink.write(entries('lost'), signal).then(
          () => 'sent',
          () => 'failed',
        ),
      )
      .toBe('failed');
    const second = await startStreamReceiver({ port });
    cleanups.push(second.stop);
    await sink.write(entries('b'), signal);
    await expect.poll(() => second.received).toEqual(expected('b'));
  });

  it('sends over a Unix socket', async () => {
    const path = join(temporaryFolder(), 'log.sock');
    const receiver = await startStreamReceiver({ path });
    cleanups.push(receiver.stop);
    await sinkTo({ transport: 'unix', path }).write(entries('a'), signal);
    await expect.poll(() => receiver.received).toEqual(expected('a'));
  });

  it('sends over TLS to a server whose certificate is of the given authority, and to no other', async () => {
    const certificate = await makeCertificate({ name: 'localhost' });
    const ca = join(temporaryFolder(), 'ca.pem');
    writeFileSync(ca, certificate.cert);
    const receiver = await startStreamReceiver({ tls: certificate });
    cleanups.push(receiver.stop);
    const address = { transport: 'tls', host: '127.0.0.1', port: receiver.port } as const;
    await expect(sinkTo({ ...address, files: {} }).write(entries('a'), signal)).rejects.toThrow(/self-signed/);
    await sinkTo({ ...address, files: { ca } }).write(entries('b'), signal);
    await expect.poll(() => receiver.received).toEqual(expected('b'));
  });

  it('gives up a connection when it is aborted', async () => {
    const stop = new AbortController();
    stop.abort();
    const receiver = await startStreamReceiver({});
    cleanups.push(receiver.stop);
    const sink = sinkTo({ transport: 'tcp', host: '127.0.0.1', port: receiver.port });
    await expect(sink.write(entries('a'), stop.signal)).rejects.toThrow('did not answer in time');
  });
});
