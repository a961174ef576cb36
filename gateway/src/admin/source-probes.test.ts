import { expect, it } from 'vitest';
import type { ProbedSource } from '../client-graph/client-graph.js';
import { createLogger } from '../telemetry/logger.js';
import { createSourceProbes } from './source-probes.js';

it('probes as many sources as there are, of which Node has nothing to warn', async () => {
  const warnings: Error[] = [];
  const note = (warning: Error) => warnings.push(warning);
  process.on('warning', note);
  const sources = Array.from({ length: 50 }, (_, index): ProbedSource => {
    return { name: `source-${index}`, kind: 'http', probe: async () => {} };
  });
  const probes = createSourceProbes({ log: createLogger({ level: 'silent', format: 'json' }) });
  await probes.watch(sources);
  await new Promise(setImmediate);
  process.off('warning', note);
  probes.stop();
  expect(sources.map((source) => probes.statusOf(source).status)).toEqual(sources.map(() => 'ready'));
  expect(warnings).toEqual([]);
});
