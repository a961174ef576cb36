// Sends the requests of one workload: `node load-process.mjs WORKLOAD`, with a parent to talk to. Ends with it.
import { findWorkload } from '../workloads/workloads.mjs';
import { createExchange } from './exchange.mjs';
import { percentile } from './latencies.mjs';
import { runLoad } from './run-load.mjs';

const workload = findWorkload(process.argv[2] ?? '');
/** @type {import('./exchange.mjs').Exchange | undefined} */
let exchange;

/**
 * @param {{ urls: Readonly<Record<string, string>> } | { bounds: import('./run-load.mjs').LoadBounds }} message First the
 *   gateway's URLs by client graph, then any number of loads.
 */
async function handle(message) {
  if ('urls' in message) {
    await exchange?.close();
    exchange = await createExchange(workload, message.urls);
    return {};
  }
  if (!exchange) throw new Error('No gateway to send to');
  const { bounds } = message;
  const { answers, seconds, latenciesMs } = await runLoad({ ...exchange, bounds });
  return { answers, seconds, p50Ms: percentile(latenciesMs, 0.5), p99Ms: percentile(latenciesMs, 0.99) };
}

process.on('disconnect', () => process.exit());
process.on('message', (/** @type {any} */ message) => {
  handle(message).then(
    (result) => process.send?.(result),
    (error) => process.send?.({ error: error.message }),
  );
});
process.send?.({});
