import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createProcesses } from './processes.mjs';
import { waitUntil } from './wait-until.mjs';

/** Says its own number and that of a process it starts, then lives on until it is ended. */
const withGrandchild = `
  const { spawn } = require('node:child_process');
  const grandchild = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  console.log(process.pid + ' ' + grandchild.pid);
  setInterval(() => {}, 1000);
`;
const deaf = `process.on('SIGTERM', () => console.error('heard')); console.log(process.pid); setInterval(() => {}, 1000);`;

let dir = '';
/** @type {string[]} */
let lines = [];
/** @type {import('./processes.mjs').Ending[]} */
let endings = [];

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'facet-processes-'));
  lines = [];
  endings = [];
});
afterEach(() => rmSync(dir, { recursive: true }));

/** @param {number} [endWithinMs] */
function processes(endWithinMs = 5_000) {
  return createProcesses({
    cwd: dir,
    onLine: (part, line, isError) => {
      lines.push(`${part.name}: ${line}`);
      return isError;
    },
    onEnd: (ending) => endings.push(ending),
    endWithinMs,
  });
}

/**
 * @param {string} name
 * @param {string} script
 */
function part(name, script) {
  const file = path.join(dir, `${name}.cjs`);
  writeFileSync(file, script);
  return { name, args: [file], address: { host: '127.0.0.1', port: 1 } };
}

/** @param {() => boolean} isSo */
async function eventually(isSo) {
  expect(await waitUntil(async () => isSo(), { deadlineMs: 10_000, signal: new AbortController().signal })).toBe(true);
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // There is no such process.
    return false;
  }
}

function pidsSaid() {
  return lines.flatMap((line) => (line.match(/\d+/g) ?? []).map(Number));
}

test('stop() ends every process and what those started', async () => {
  const group = processes();
  group.start(part('one', withGrandchild));
  group.start(part('two', withGrandchild));
  await eventually(() => lines.length === 2);
  const pids = pidsSaid();
  expect(pids.map(isAlive)).toEqual([true, true, true, true]);
  await group.stop();
  await eventually(() => !pids.some(isAlive));
  expect(endings).toEqual([]);
});

test('stop() kills a process that does not end by itself', async () => {
  const group = processes(300);
  group.start(part('deaf', deaf));
  await eventually(() => lines.length === 1);
  const [pid = 0] = pidsSaid();
  await group.stop();
  expect(isAlive(pid)).toBe(false);
  expect(lines).toContain('deaf: heard');
});

test('a process that ends unasked is reported with the last lines that were not shown, and what it started is ended', async () => {
  const group = processes();
  const dying = `${withGrandchild} setTimeout(() => { console.error('no disk'); process.exit(3); }, 100);`;
  const one = part('one', dying);
  group.start(one);
  await eventually(() => endings.length === 1);
  expect(endings).toEqual([{ part: one, how: 'exited with 3', unshownLines: [expect.stringMatching(/^\d+ \d+$/)] }]);
  await eventually(() => !pidsSaid().some(isAlive));
  await group.stop();
});

test('every process ends when its starter is killed outright', async () => {
  const starter = path.join(dir, 'starter.mjs');
  const { args } = part('one', `console.log(process.pid); setInterval(() => {}, 1000);`);
  writeFileSync(
    starter,
    `import { createProcesses } from ${JSON.stringify(new URL('./processes.mjs', import.meta.url).href)};
     const group = createProcesses({ cwd: '.', onLine: (_, line) => { console.log(line); return true; }, onEnd: () => {} });
     group.start({ name: 'one', args: ${JSON.stringify(args)}, address: { host: '127.0.0.1', port: 1 } });`,
  );
  const child = spawn(process.execPath, [starter], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = await once(child.stdout, 'data');
  const pid = Number(said);
  expect(isAlive(pid)).toBe(true);
  child.kill('SIGKILL');
  await eventually(() => !isAlive(pid));
});
