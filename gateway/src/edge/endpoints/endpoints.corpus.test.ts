import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openZoo } from '../../client-graph/endpoints/endpoints.test-kit.js';
import { leastCpuMs } from '../../cpu-time.test-kit.js';
import { timeTaken } from '../../time-taken.test-kit.js';
import { fakeGraph, startEdge } from '../edge.test-kit.js';

const corpus = join(process.env['FACET_CORPUS'] ?? '', 'attack/xml');

describe.skipIf(process.env['FACET_CORPUS'] === undefined)('an endpoint that is sent the XML of attackers', () => {
  it('refuses each within a moment, with nothing of it read, opened or expanded', async () => {
    const graph = { ...fakeGraph({ path: '/zoo/graphql' }), endpoints: openZoo() };
    const edge = await startEdge({ graph, maxBodyBytes: 10_000_000 });
    try {
      const names = readdirSync(corpus);
      expect(names.length).toBeGreaterThan(15);
      for (const name of names) {
        const body = readFileSync(join(corpus, name));
        const headers = { 'content-type': 'application/xml', accept: 'application/xml' };
        const refuse = async () => {
          const response = await fetch(`${edge.url}/zoo/api/animals`, { method: 'POST', headers, body });
          const text = await response.text();
          expect([name, response.status, response.headers.get('content-type')]).toEqual([
            name,
            400,
            'application/problem+xml; charset=utf-8',
          ]);
          expect(text).toContain('<code>BAD_REQUEST</code>');
          expect(text).not.toMatch(/root:|nobody:/);
        };
        const { value: cpuMs, awakeMs } = await timeTaken(() => leastCpuMs(refuse, { enoughMs: 500 }));
        expect(cpuMs, name).toBeLessThan(500);
        // Nor does it wait for anything.
        expect(awakeMs, name).toBeLessThan(500);
      }
      expect(graph.asked).toEqual([]);
    } finally {
      await edge.stop();
    }
  });
});
