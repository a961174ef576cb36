// `npm run build && node bench/cache-memory.mjs`: whether what is kept in memory takes what is configured. See
// bench/README.md.
import { spawn } from 'node:child_process';
import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { cacheKey, cacheTag } from '../gateway/dist/cache/cache-key.js';
import { createMemoryStore, MAX_REMEMBERED } from '../gateway/dist/cache/memory/memory-store.js';
import { counterKey } from '../gateway/dist/traffic/rate-limits/counter-key.js';
import { createMemoryCounters } from '../gateway/dist/traffic/rate-limits/memory-counters.js';

/** Memory over what is configured, as a share of it. */
const bar = 0.1;
const mebibyte = 1024 * 1024;
const distinctKeys = 1_000_000;
/** What the documentation says that a counter takes, and what is invalidated. */
const counterBytes = 350;
const rememberedBytes = 170;

/** What is kept. Each is filled with a million keys. */
const cases = {
  'values of 40 bytes': () => fillStore({ maxMebibytes: 128, valueBytes: () => 40, tags: 1 }),
  'values without tags': () => fillStore({ maxMebibytes: 128, valueBytes: () => 200, tags: 0 }),
  'values with 16 tags': () => fillStore({ maxMebibytes: 128, valueBytes: () => 300, tags: 16 }),
  'values of 16 B to 16 kB': () => fillStore({ maxMebibytes: 128, valueBytes: (i) => 2 ** (4 + (i % 11)), tags: 3 }),
  'values of 64 kB': () => fillStore({ maxMebibytes: 128, valueBytes: () => 65_536, tags: 3 }),
  'a million that fit': () => fillStore({ maxMebibytes: 1024, valueBytes: () => 100, tags: 1 }),
  invalidations: fillLog,
  'rate limits': fillCounters,
};

const [name] = process.argv.slice(2);
process.exitCode = name === undefined ? await measureAll() : await measureOne(name);

/** Each case in a process of its own: what one has left behind would count for the next. */
async function measureAll() {
  process.stdout.write(`Node ${process.version}, ${os.cpus()[0]?.model}, ${distinctKeys} distinct keys\n`);
  let failed = 0;
  for (const own of Object.keys(cases)) {
    const child = spawn(process.execPath, [fileURLToPath(import.meta.url), own], { stdio: 'inherit' });
    failed += await new Promise((resolve) => child.once('exit', resolve));
  }
  return failed > 0 ? 1 : 0;
}

/** @param {string} own */
async function measureOne(own) {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  const held = async () => {
    for (let i = 0; i < 5; i++) {
      collect();
      // Buffers are let go of a little later.
      await sleep(20);
    }
    const { heapUsed, external } = process.memoryUsage();
    return { bytes: heapUsed + external, resident: process.memoryUsage.rss() };
  };
  const fill = cases[/** @type {keyof typeof cases} */ (own)];
  const before = await held();
  const kept = await fill();
  const after = await held();
  const used = after.bytes - before.bytes;
  const over = used / kept.maxBytes - 1;
  const ok = over <= bar;
  const mib = (/** @type {number} */ bytes) => `${(bytes / mebibyte).toFixed(1)} MiB`;
  process.stdout.write(
    `${own.padEnd(24)} ${kept.entries} kept${kept.bytes > 0 ? `, counted as ${mib(kept.bytes)}` : ''}; ` +
      `take ${mib(used)} of ${mib(kept.maxBytes)} (${(over * 100).toFixed(1)} %), resident ${mib(after.resident - before.resident)} more: ` +
      `${ok ? 'kept' : 'MISSED'}\n`,
  );
  // Used until here, so that it is not collected before it is measured.
  await kept.close();
  return ok ? 0 : 1;
}

/** @param {{ maxMebibytes: number, valueBytes: (index: number) => number, tags: number }} options */
async function fillStore({ maxMebibytes, valueBytes, tags }) {
  const maxBytes = maxMebibytes * mebibyte;
  const store = createMemoryStore({ maxBytes, maxEntryBytes: mebibyte });
  const { moment } = await store.read([]);
  for (let i = 0; i < distinctKeys; i++) {
    const entry = {
      key: cacheKey('answer', [String(i)]),
      value: Buffer.allocUnsafe(valueBytes(i)),
      freshForMs: 3_600_000,
      keepForMs: 3_600_000,
      tags: Array.from({ length: tags }, (_, tag) => cacheTag('entity', String(i), String(tag))),
    };
    await store.write([entry], moment);
  }
  const { entries, bytes } = store.stats();
  return { maxBytes, entries, bytes, close: () => store.close() };
}

/** What a store remembers of what was invalidated, beside its entries. */
async function fillLog() {
  const store = createMemoryStore({ maxBytes: mebibyte, maxEntryBytes: mebibyte });
  for (let i = 0; i < distinctKeys; i++) {
    await store.invalidate({ tags: [cacheTag('entity', String(i))] });
  }
  return { maxBytes: MAX_REMEMBERED * rememberedBytes, entries: MAX_REMEMBERED, bytes: 0, close: () => store.close() };
}

async function fillCounters() {
  const maxCounters = 100_000;
  const counters = createMemoryCounters({ maxCounters });
  const allowance = { limit: 1000, burst: 1000, windowMicros: 3_600_000_000 };
  for (let i = 0; i < distinctKeys; i++) {
    counters.take([{ key: counterKey('callers', ['user', String(i)]), units: 1, allowance, refuses: true }]);
  }
  return { maxBytes: maxCounters * counterBytes, entries: maxCounters, bytes: 0, close: () => counters.take([]) };
}
