import { describe, expect, test } from 'vitest';
import type { FetchInput, Source } from '../executor/source.js';
import { withMaintenance } from '../sources/maintenance/maintenance.js';
import { createLogger } from '../telemetry/logger.js';
import { createMetrics } from '../telemetry/metrics.js';
import { createLiveMaintenance } from './live-maintenance.js';

describe('createLiveMaintenance()', () => {
  test('has a source in maintenance until its end has come, whatever the file still says', async () => {
    const clock = { nowMs: 1000 };
    const now = () => clock.nowMs;
    const stopped = new AbortController();
    const metrics = createMetrics();
    const maintenance = createLiveMaintenance(
      {
        initial: new Map([
          ['products', { message: 'Soon', untilMs: 2500 }],
          ['reviews', { message: 'Some day', untilMs: undefined }],
        ]),
        file: 'nowhere/facet.yaml',
        reload: () => ({ kind: 'refused', problems: [] }),
      },
      { log: createLogger({ level: 'silent', format: 'json' }), metrics, signal: stopped.signal, now },
    );
    const calls: string[] = [];
    const source: Source = {
      name: 'products',
      kind: 'http',
      prepare: () => async () => {
        calls.push('fetch');
        return { data: {}, errors: [] };
      },
      probe: async () => void calls.push('probe'),
      close: async () => void calls.push('close'),
    };
    const kept = withMaintenance(source, { maintenance, now });
    const fetch = kept.prepare({ kind: 'query', text: '{ a }', name: undefined, variableNames: [] });
    const input = {} as FetchInput; // nothing here reads it
    const shown = async () => (await metrics.expose()).text.match(/^facet_source_maintenance\{.*$/gm);
    const refused = (retryAfterSeconds: number) => ({
      data: null,
      errors: [{ message: 'Soon', extensions: { code: 'SOURCE_IN_MAINTENANCE', retryAfterSeconds } }],
    });

    expect(await fetch(input)).toEqual(refused(2));
    await kept.probe(stopped.signal);
    clock.nowMs = 2499;
    expect(await fetch(input)).toEqual(refused(1));
    expect(calls).toEqual([]);
    expect(await shown()).toEqual([
      'facet_source_maintenance{source="products"} 1',
      'facet_source_maintenance{source="reviews"} 1',
    ]);

    clock.nowMs = 2500;
    expect(await fetch(input)).toEqual({ data: {}, errors: [] });
    await kept.probe(stopped.signal);
    await kept.close();
    expect(calls).toEqual(['fetch', 'probe', 'close']);
    expect(maintenance.of('reviews')).toEqual({ message: 'Some day', untilMs: undefined });
    expect(await shown()).toContain('facet_source_maintenance{source="products"} 0');
    stopped.abort();
  });
});
