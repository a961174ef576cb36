import { repositoryDir } from '../repository.mjs';
import { CommandFailed } from '../run-command.mjs';
import { step } from '../step.mjs';
import { presentLogLine } from './log-line.mjs';
import { adminAddress, gateway, identity, keysAddress, phone, sources, storefront } from './parts.mjs';
import { acceptsConnections, isPortFree } from './ports.mjs';
import { createProcesses } from './processes.mjs';
import { whatIsNotReady } from './readiness.mjs';
import { waitUntil } from './wait-until.mjs';
import { welcome } from './welcome.mjs';

/** Far more than a slow machine needs: past it something is wrong. */
const READY_WITHIN_MS = 60_000;
/** What the gateway and the pages build on. */
const services = [...sources, identity];

/**
 * Runs the example shop until a signal ends it: eight sources, the authorization server, the gateway and two pages, each
 * a process of its own. One of the first nine that ends while the shop runs is reported, and the shop goes on without it;
 * anything else that ends, ends all.
 *
 * @param {{ verbose: boolean, stopped: AbortSignal }} options `stopped` is aborted by the signal that ends the shop.
 * @throws {CommandFailed} A port is in use, a part ended, or the shop was not ready within a minute.
 */
export async function runExample({ verbose, stopped }) {
  await refuseUsedPorts();
  const over = new AbortController();
  const until = AbortSignal.any([over.signal, stopped]);
  let ready = false;
  const sayPlainly = (/** @type {string} */ line) => {
    process.stderr.write(`${line}\n`);
  };
  let say = sayPlainly;
  const processes = createProcesses({
    cwd: repositoryDir,
    onLine: (part, line, isError) => {
      const shown = presentLogLine(part.name, line, { verbose, isError });
      if (shown !== undefined) say(shown);
      return shown !== undefined;
    },
    onEnd: ({ part, how, unshownLines }) => {
      if (ready && services.includes(part)) {
        const again = `node ${part.args.join(' ')}`;
        say(`facet: ${part.name} ${how}; the shop goes on without it. To start it again: ${again}`);
      } else over.abort(new CommandFailed([...unshownLines, `facet: ${part.name} ${how}`].join('\n'), 1));
    },
  });
  try {
    await step('starting the shop', async (sayMeanwhile) => {
      say = sayMeanwhile;
      await startAll(processes, until);
      over.signal.throwIfAborted();
    });
    say = sayPlainly;
    ready = true;
    if (!until.aborted) process.stdout.write(welcome);
    await aborted(until);
  } finally {
    await processes.stop();
  }
  if (over.signal.aborted) throw over.signal.reason;
}

async function refuseUsedPorts() {
  const wanted = [
    ...services,
    gateway,
    { name: 'gateway, for operators', address: adminAddress },
    { name: 'gateway, its keys', address: keysAddress },
    storefront,
    phone,
  ];
  /** @type {string[]} */
  const problems = [];
  for (const { name, address } of wanted) {
    const { host, port } = address;
    if (!(await isPortFree(host, port))) problems.push(`facet: port ${port} is in use, and is needed for: ${name}`);
  }
  if (problems.length === 0) return;
  const example = /port (\d+)/.exec(problems[0] ?? '')?.[1];
  problems.push(`facet: is the shop running already? To see who has a port: lsof -nP -iTCP:${example} -sTCP:LISTEN`);
  throw new CommandFailed(problems.join('\n'), 1);
}

/**
 * What the gateway calls first, so that the gateway finds them when it looks.
 *
 * @param {import('./processes.mjs').Processes} processes
 * @param {AbortSignal} signal
 */
async function startAll(processes, signal) {
  const limits = { deadlineMs: READY_WITHIN_MS, signal };
  for (const part of services) processes.start(part);
  const listening = (/** @type {import('./processes.mjs').Part} */ { address: { host, port } }) =>
    acceptsConnections(host, port);
  await allOf(services, listening, limits);
  const others = [gateway, storefront, phone];
  if (!signal.aborted) for (const part of others) processes.start(part);
  await allOf(others, listening, limits);
  let reason = /** @type {string | undefined} */ ('');
  const isReady = async () => {
    reason = await whatIsNotReady(adminAddress);
    return reason === undefined;
  };
  if (!(await waitUntil(isReady, limits)) && !signal.aborted) {
    throw new CommandFailed(`facet: not ready within ${READY_WITHIN_MS / 1000} s: ${reason}`, 1);
  }
}

/**
 * @param {readonly import('./processes.mjs').Part[]} parts
 * @param {(part: import('./processes.mjs').Part) => Promise<boolean>} listening
 * @param {{ deadlineMs: number, signal: AbortSignal }} limits
 */
async function allOf(parts, listening, limits) {
  await Promise.all(
    parts.map(async (part) => {
      if ((await waitUntil(() => listening(part), limits)) || limits.signal.aborted) return;
      const { port } = part.address;
      throw new CommandFailed(
        `facet: ${part.name} does not listen on port ${port} after ${READY_WITHIN_MS / 1000} s`,
        1,
      );
    }),
  );
}

/** @param {AbortSignal} signal */
function aborted(signal) {
  if (signal.aborted) return undefined;
  return new Promise((resolve) => {
    // Nothing else may keep this process alive once its parts have closed their pipes, and it must wait for the signal.
    const alive = setInterval(() => {}, 60_000);
    signal.addEventListener('abort', () => {
      clearInterval(alive);
      resolve(undefined);
    });
  });
}
