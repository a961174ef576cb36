// Sends loads to one gateway: `node open-loop-process.mjs`, with a parent to talk to. Ends with it.
import { sendClosedLoop, sendOpenLoop } from './open-loop.mjs';

/** @type {import('./open-loop.mjs').Target | undefined} */
let target;

/**
 * @param {{ target: { url: string, body: string, expected: string } }
 *   | { phases: readonly import('./open-loop.mjs').Phase[] }
 *   | { clients: number, seconds: number }} message First the target, then any number of loads.
 */
async function handle(message) {
  if ('target' in message) {
    const { url, body, expected } = message.target;
    target = { url, body: Buffer.from(body), expected: Buffer.from(expected) };
    return {};
  }
  if (target === undefined) throw new Error('No gateway to send to');
  return 'phases' in message
    ? { outcomes: await sendOpenLoop(target, message.phases) }
    : sendClosedLoop(target, message);
}

process.on('disconnect', () => process.exit());
process.on('message', (/** @type {any} */ message) => {
  handle(message).then(
    (result) => process.send?.(result),
    (error) => process.send?.({ error: error.message }),
  );
});
process.send?.({});
