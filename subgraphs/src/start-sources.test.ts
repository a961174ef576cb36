import { describe, expect, it } from 'vitest';
import { fixedPortOf, type SourceName, sourceNames } from './server/fixed-ports.js';
import { startSources } from './start-sources.js';

describe('startSources()', () => {
  it('starts all eight on free ports, resets and stops them together', async () => {
    const sources = await startSources();
    expect(sources.all.map(({ name }) => name)).toEqual([...sourceNames]);
    expect(new Set(sources.all.map(({ origin }) => origin)).size).toBe(8);
    const health = await Promise.all(sources.all.map(async ({ origin }) => (await fetch(`${origin}/health`)).json()));
    expect(health).toEqual(sourceNames.map((source) => ({ status: 'ok', source })));
    await fetch(`${sources.get('shipping').url}/carriers`);
    expect(sources.get('shipping').requests).toHaveLength(1);
    sources.reset();
    expect(sources.get('shipping').requests).toHaveLength(0);
    await sources.stop();
    await sources.stop();
    await expect(fetch(`${sources.get('pricing').origin}/health`)).rejects.toThrow('fetch failed');
  });

  it('starts those it is asked for, and says so of others', async () => {
    const sources = await startSources(['accounts']);
    expect(() => sources.get('orders')).toThrow('Cannot find source "orders": it was not started');
    await sources.stop();
  });

  it('stops those that started when one cannot', async () => {
    const blocked = await startSources(['products', 'accounts']);
    const portOf = (name: SourceName) => Number(new URL(blocked.get(name).origin).port);
    const ports = { accounts: portOf('accounts'), orders: portOf('products') };
    await blocked.get('accounts').stop();
    await expect(startSources(['accounts', 'orders'], { ports })).rejects.toMatchObject({ code: 'PORT_IN_USE' });
    // The port is free again, so accounts was stopped.
    const again = await startSources(['accounts'], { ports });
    expect(again.get('accounts').origin).toBe(`http://127.0.0.1:${ports.accounts}`);
    await Promise.all([blocked.stop(), again.stop()]);
  });
});

describe('fixedPortOf()', () => {
  it('counts from 4101 for products to 4108 for pricing', () => {
    expect(sourceNames.map(fixedPortOf)).toEqual([4101, 4102, 4103, 4104, 4105, 4106, 4107, 4108]);
  });
});
