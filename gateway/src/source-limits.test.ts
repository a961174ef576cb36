import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GatewaySettings } from './assembly/gateway-settings.js';
import { createGateway } from './gateway.js';
import { greetingSettings } from './rate-limits.test-kit.js';

/** A service that answers when it is told to. */
interface HeldService {
  readonly url: string;
  readonly waiting: ServerResponse[];
  /** Most requests that it had at a time, and most connections. */
  readonly most: { requests: number; connections: number };
  answer(count?: number): void;
  stop(): Promise<void>;
}

let cleanUps: (() => Promise<void>)[];
beforeEach(() => {
  cleanUps = [];
});
afterEach(async () => {
  for (const cleanUp of cleanUps.toReversed()) {
    await cleanUp();
  }
});

async function startHeldService(body: string): Promise<HeldService> {
  const waiting: ServerResponse[] = [];
  const most = { requests: 0, connections: 0 };
  let connections = 0;
  const server = createServer((request, response) => {
    // What probes ask is answered, so that they take no slot for long.
    request.setEncoding('utf8').on('data', (chunk: string) => {
      if (chunk === '{"query":"{__typename}"}') {
        response.end('{"data":{"__typename":"Query"}}');
      }
    });
    request.on('end', () => {
      if (!response.writableEnded && request.url !== '/') {
        waiting.push(response);
        most.requests = Math.max(most.requests, waiting.length);
      } else if (!response.writableEnded) {
        response.end();
      }
    });
  }).on('connection', (socket) => {
    most.connections = Math.max(most.connections, ++connections);
    socket.on('close', () => connections--);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
  };
  cleanUps.push(stop);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    waiting,
    most,
    answer(count = waiting.length) {
      for (const response of waiting.splice(0, count)) {
        response.setHeader('content-type', 'application/json').end(body);
      }
    },
    stop,
  };
}

const federation = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])';

async function start(sdls: Record<string, string>, sources: Partial<GatewaySettings['sources']>) {
  const own = 'type Query { greeting: String! }';
  const services = Object.entries({ 'bff-shop': `${federation} ${own}`, ...sdls });
  const { supergraphSdl, errors } = composeServices(
    services.map(([name, sdl]) => ({
      name,
      url: name === 'bff-shop' ? 'local:bff-shop' : 'http://127.0.0.1:1',
      typeDefs: parse(sdl),
    })),
  );
  if (supergraphSdl === undefined) {
    throw new Error(errors?.join('\n'));
  }
  const settings = greetingSettings({ greeting: () => 'hello' });
  const [graph] = settings.clientGraphs;
  const gateway = createGateway(
    {
      ...settings,
      admin: { host: '127.0.0.1', port: 0 },
      sources: { ...settings.sources, ...sources, all: { timeoutMs: 20_000, maxAnswerBytes: 10_000, ...sources.all } },
      clientGraphs: graph === undefined ? [] : [{ ...graph, supergraph: { file: 'shop.graphql', sdl: supergraphSdl } }],
    },
    { log: pino({ level: 'silent' }) },
  );
  cleanUps.push(() => gateway.stop());
  const { public: address, admin } = await gateway.start();
  return {
    async ask(query: string): Promise<unknown> {
      const response = await fetch(`${address.url}/shop`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      return response.json();
    },
    async metric(name: string): Promise<string[]> {
      const text = await (await fetch(`${admin?.url}/metrics`)).text();
      return text.split('\n').filter((line) => line.startsWith(name));
    },
  };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const overloaded = (field: string) => ({
  data: { greeting: 'hello', [field]: null },
  errors: [
    {
      message: 'A service behind this graph cannot be asked more now',
      path: [field],
      extensions: { code: 'SOURCE_OVERLOADED', errorId: expect.any(String) },
    },
  ],
});

describe('the calls to a source', () => {
  const stockSdl = `${federation} type Query { stock: Int }`;

  it('are as many at a time as may be; one waits, and one more costs its field and nothing else', async () => {
    const service = await startHeldService('{"data":{"stock":7}}');
    const { ask, metric } = await start(
      { stock: stockSdl },
      { each: { stock: { url: service.url.concat('/graphql'), maxInFlight: 2, maxQueued: 1 } } },
    );
    const query = '{ greeting stock }';
    const served = [ask(query), ask(query)];
    await until(() => service.waiting.length === 2);
    served.push(ask(query));
    await untilMetric(metric, 'facet_source_calls_queued{source="stock",connector=""} 1');

    expect(await ask(query)).toEqual(overloaded('stock'));
    expect(await metric('facet_source_calls_in_flight{')).toContain(
      'facet_source_calls_in_flight{source="stock",connector=""} 2',
    );
    expect(await metric('facet_source_calls_refused_total{')).toEqual([
      'facet_source_calls_refused_total{source="stock",connector="",reason="queue_full"} 1',
    ]);

    service.answer();
    await until(() => service.waiting.length === 1);
    service.answer();
    expect(await Promise.all(served)).toEqual(Array(3).fill({ data: { greeting: 'hello', stock: 7 } }));
    expect(service.most.requests).toBe(2);
    await untilMetric(metric, 'facet_source_calls_in_flight{source="stock",connector=""} 0');
  });

  it('wait no longer than they may', async () => {
    const service = await startHeldService('{"data":{"stock":7}}');
    const { ask, metric } = await start(
      { stock: stockSdl },
      { each: { stock: { url: service.url.concat('/graphql'), maxInFlight: 1, maxQueueMs: 50 } } },
    );
    const first = ask('{ greeting stock }');
    await until(() => service.waiting.length === 1);
    expect(await ask('{ greeting stock }')).toEqual(overloaded('stock'));
    expect(await metric('facet_source_calls_refused_total{')).toEqual([
      'facet_source_calls_refused_total{source="stock",connector="",reason="queue_timeout"} 1',
    ]);
    service.answer();
    expect(await first).toEqual({ data: { greeting: 'hello', stock: 7 } });
  });

  it('have no more connections than the source may have', async () => {
    const service = await startHeldService('{"data":{"stock":7}}');
    const { ask } = await start(
      { stock: stockSdl },
      { each: { stock: { url: service.url.concat('/graphql'), maxConnectionsPerOrigin: 1 } } },
    );
    const asked = Promise.all([ask('{ stock }'), ask('{ stock }'), ask('{ stock }')]);
    for (let answered = 0; answered < 3; answered++) {
      await until(() => service.waiting.length === 1);
      service.answer();
    }
    expect(await asked).toEqual(Array(3).fill({ data: { stock: 7 } }));
    expect(service.most).toEqual({ requests: 1, connections: 1 });
  });

  it('are bounded for each @source of a subgraph with connectors by itself', async () => {
    const [slow, quick] = [await startHeldService('4'), await startHeldService('5')];
    const sdl = `extend schema
      @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
      @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
      @source(name: "slow", http: { baseURL: "${slow.url}" })
      @source(name: "quick", http: { baseURL: "${quick.url}" })
      type Query {
        parcels: Int @connect(source: "slow", http: { GET: "/parcels" }, selection: "$")
        carriers: Int @connect(source: "quick", http: { GET: "/carriers" }, selection: "$")
      }`;
    const { ask } = await start(
      { shipping: sdl },
      {
        all: { timeoutMs: 20_000, maxAnswerBytes: 10_000, maxQueued: 0 },
        each: { shipping: { connectors: { slow: { config: {}, maxInFlight: 1 } }, maxInFlight: 2 } },
      },
    );
    const first = ask('{ parcels }');
    await until(() => slow.waiting.length === 1);
    expect(await ask('{ greeting parcels }')).toEqual(overloaded('parcels'));

    const others = [ask('{ carriers }'), ask('{ carriers }')];
    await until(() => quick.waiting.length === 2);
    expect(await ask('{ greeting carriers }')).toEqual(overloaded('carriers'));
    slow.answer();
    quick.answer();
    expect(await Promise.all([first, ...others])).toEqual([
      { data: { parcels: 4 } },
      { data: { carriers: 5 } },
      { data: { carriers: 5 } },
    ]);
  });
});

async function untilMetric(metric: (name: string) => Promise<string[]>, line: string): Promise<void> {
  while (!(await metric(line.slice(0, line.indexOf('{')))).includes(line)) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
