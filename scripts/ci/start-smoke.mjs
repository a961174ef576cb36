// Does what a newcomer does with `npm start`: waits for the list, pastes the commands, those of docs/example.md too, presses Ctrl-C. Linux only, as it
// reads /proc to see which processes are left.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { repositoryDir } from '../repository.mjs';
import { CommandFailed, exitWith, runCommand } from '../run-command.mjs';

/** What `npm start` may take when everything is set up; the best of the starts counts, as the machine may be busy. */
const READY_WITHIN_SECONDS = 10;
const END_WITHIN_MS = 15_000;

await exitWith(async () => {
  await runCommand('npm', ['run', 'build']);
  const seconds = Math.min(await smoke('SIGINT'), await smoke('SIGTERM'), await smoke('SIGHUP'));
  if (seconds <= READY_WITHIN_SECONDS) return 0;
  throw new CommandFailed(`npm start took ${seconds.toFixed(1)} s, at most ${READY_WITHIN_SECONDS} s are allowed`, 1);
});

/**
 * @param {'SIGINT' | 'SIGTERM' | 'SIGHUP'} end What ends the shop: SIGINT as a terminal sends it, the others to npm alone.
 * @returns {Promise<number>} Seconds until it was ready.
 */
async function smoke(end) {
  const mark = `FACET_SMOKE=${randomUUID()}`;
  const startedAt = performance.now();
  const [name = '', value = ''] = mark.split('=');
  const shop = spawn('npm', ['start'], {
    cwd: repositoryDir,
    env: { ...process.env, [name]: value },
    // A session of its own, so that a signal to its group is what Ctrl-C is.
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(shop, 'exit');
  let seconds = 0;
  try {
    const commands = await printedCommands(shop);
    seconds = (performance.now() - startedAt) / 1000;
    process.stdout.write(`ready in ${seconds.toFixed(1)} s\n`);
    for (const command of commands) checkAnswer(await runCommand('bash', ['-c', command]));
    checkOrder(await runCommand('bash', ['-c', documentedCommand()]));
  } catch (error) {
    process.kill(-(shop.pid ?? 0), 'SIGTERM');
    await exited;
    throw error;
  }
  const endedAt = performance.now();
  process.kill(end === 'SIGINT' ? -(shop.pid ?? 0) : (shop.pid ?? 0), end);
  await Promise.race([exited, sleep(END_WITHIN_MS, undefined, { ref: false })]);
  const left = await whoIsLeft(mark);
  if (left.length > 0) throw new CommandFailed(`Left after ${end}:\n${left.join('\n')}`, 1);
  process.stdout.write(`${end} ended everything in ${((performance.now() - endedAt) / 1000).toFixed(1)} s\n`);
  return seconds;
}

/**
 * @param {import('node:child_process').ChildProcess} shop
 * @returns {Promise<string[]>} The two commands, when both were printed.
 */
async function printedCommands(shop) {
  let text = '';
  shop.stdout?.on('data', (chunk) => {
    text += chunk;
  });
  for (;;) {
    const commands = text.match(/^curl .*$/gm) ?? [];
    if (commands.length === 2 && text.endsWith('\n')) return commands;
    if (shop.exitCode !== null) throw new CommandFailed(`npm start exited with ${shop.exitCode}`, 1);
    await sleep(50);
  }
}

/**
 * Checks that an answer has data of GraphQL (the name), REST (the delivery promise) and SOAP (the price), without errors.
 *
 * @param {string} text
 */
function checkAnswer(text) {
  const { data, errors } = JSON.parse(text);
  const { product } = data?.productScreen ?? data?.productPage ?? {};
  const price = product?.priceLabel?.text ?? product?.priceLabel;
  const complete = product?.name && product.deliveryQuote?.promise && /\d/.test(price ?? '');
  const hasReviews = data?.productScreen !== undefined || product?.reviews?.edges?.length > 0;
  if (errors || !complete || !hasReviews) throw new CommandFailed(`Not what was to be answered: ${text}`, 1);
  process.stdout.write(`${text.trim()}\n`);
}

/** What docs/example.md tells to paste: a token for a service, and an order with it. */
function documentedCommand() {
  const page = readFileSync(path.join(repositoryDir, 'docs/example.md'), 'utf8');
  const [, command] = /```sh\n([\s\S]*?)```/.exec(page) ?? [];
  if (command === undefined) throw new CommandFailed('docs/example.md has no command to paste', 1);
  return command;
}

/** @param {string} text */
function checkOrder(text) {
  const { data, errors } = JSON.parse(text);
  const isComplete =
    data?.order?.customer?.displayName && data.order.lines.every((/** @type {any} */ line) => line.product?.name);
  if (errors || !isComplete) throw new CommandFailed(`Not the order that was to be answered: ${text}`, 1);
  process.stdout.write(`${text.trim()}\n`);
}

/**
 * @param {string} mark Set in the environment of everything that was started.
 * @returns {Promise<string[]>} What of it is still there after a moment.
 */
async function whoIsLeft(mark) {
  /** @type {string[]} */
  let left = [];
  for (let attempt = 0; attempt < 10; attempt++) {
    left = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry) && isMarked(entry, mark));
    if (left.length === 0) return [];
    await sleep(200);
  }
  return left.map((pid) => `${pid} ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')}`);
}

/**
 * @param {string} pid
 * @param {string} mark
 */
function isMarked(pid, mark) {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(mark);
  } catch {
    // Ended in the meantime, or not ours to read.
    return false;
  }
}
