import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readTreeUsage } from './process-tree.mjs';

/** Uses a core for a moment, in a child of its own, and then waits. */
const parent = `
  const child = require('node:child_process').spawn(process.execPath, ['-e', \`
    const end = Date.now() + 300;
    while (Date.now() < end);
    process.send('done');
    setInterval(() => {}, 1000);
  \`], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  child.on('message', () => process.send(child.pid));
`;

test.runIf(existsSync('/proc/self/stat'))('readTreeUsage() counts children, and what they held', async () => {
  const process_ = spawn(process.execPath, ['-e', parent], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  try {
    const [childPid] = await once(process_, 'message');
    const alone = readTreeUsage([Number(childPid)]);
    const tree = readTreeUsage([process_.pid ?? 0]);
    expect(alone.cpuMs).toBeGreaterThan(100);
    expect(tree.cpuMs).toBeGreaterThan(alone.cpuMs);
    expect(tree.peakRssBytes).toBeGreaterThan(alone.peakRssBytes + 10_000_000);
    process.kill(Number(childPid));
  } finally {
    process_.kill();
  }
});
