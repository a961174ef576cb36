// Serves the subgraphs of one workload: `node backend-process.mjs WORKLOAD`, with a parent to talk to. Ends with it.

import { subgraphsOf } from '../workloads/workload.mjs';
import { findWorkload } from '../workloads/workloads.mjs';
import { createAnswers } from './answers.mjs';
import { listen } from './subgraph-listener.mjs';

const workload = findWorkload(process.argv[2] ?? '');
const sources = await Promise.all(
  subgraphsOf(workload).map(async (subgraph) => {
    const answers = createAnswers(subgraph);
    return { name: subgraph.name, answers, listener: await listen(answers) };
  }),
);

process.on('disconnect', () => process.exit());
process.on('message', () => {
  const calls = sources.reduce((sum, { listener }) => sum + listener.calls(), 0);
  const computed = sources.reduce((sum, { answers }) => sum + answers.computed(), 0);
  process.send?.({ calls, computed });
});
process.send?.({ urls: Object.fromEntries(sources.map(({ name, listener }) => [name, listener.url])) });
