import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClientAsync, listen } from 'soap';

/** A service that does not exist, as its WSDL describes it. */
export interface SoapMock {
  readonly url: string;
  /** What an operation answers: the content of the answer's element. */
  answer(operation: string): unknown;
  /** How many items every list of the next answers has; 2 at first. */
  listLength: number;
  /** Operations that were called, with what they were sent. */
  readonly calls: Array<{ readonly operation: string; readonly args: unknown }>;
  stop(): Promise<void>;
}

type Description = Readonly<Record<string, unknown>>;

/** Starts the soap package's server with a WSDL; answers have a value of each type that the WSDL promises. */
export async function startSoapMock(wsdl: string): Promise<SoapMock> {
  const client = await createClientAsync(wsdl);
  const describedOutputs = new Map<string, Description | string>();
  const calls: SoapMock['calls'] = [];
  const lists = { length: 2 };
  const answer = (operation: string) => {
    const output = describedOutputs.get(operation) ?? {};
    const counter = new Counter();
    return typeof output === 'string'
      ? sampleScalar(operation, output, counter)
      : sample(output, { counter, lists }, 0);
  };
  const services = mapValues(client.describe() as Description, (ports) =>
    mapValues(ports as Description, (operations) =>
      mapValues(operations as Description, (described, operation) => {
        const { output } = described as { readonly output?: Description | string | null };
        describedOutputs.set(operation, output ?? {});
        return (args: unknown) => {
          calls.push({ operation, args });
          return answer(operation);
        };
      }),
    ),
  );
  const server = createServer((_request, response) => response.writeHead(404).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // The server reads the same file, so that imports are found from where they are.
  listen(server, { path: '/soap', services: services as never, xml: readFileSync(wsdl, 'utf8'), uri: wsdl } as never);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/soap`,
    answer,
    get listLength() {
      return lists.length;
    },
    set listLength(length: number) {
      lists.length = length;
    },
    calls,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Makes every text one of its own, so that none can stand in for another. */
class Counter {
  #next = 1;

  text(name: string): string {
    return `${name} ${this.#next++}`;
  }
}

interface Sampling {
  readonly counter: Counter;
  readonly lists: { readonly length: number };
}

/** A value for each name that `describe()` of the soap package gives; names of lists end in "[]". */
function sample(described: Description, sampling: Sampling, depth: number): unknown {
  const entries = Object.entries(described).filter(([key]) => key !== 'targetNSAlias' && key !== 'targetNamespace');
  return Object.fromEntries(
    entries.flatMap(([key, type]) => {
      const name = key.replace(/\[\]$/, '');
      if (typeof type === 'object' && type !== null && depth > 6) return [];
      const one = () =>
        typeof type === 'object' && type !== null
          ? sample(type as Description, sampling, depth + 1)
          : sampleScalar(name, String(type), sampling.counter);
      return [[name, key.endsWith('[]') ? Array.from({ length: sampling.lists.length }, one) : one()]];
    }),
  );
}

/** `xs:long`, or a name, the base and the values of an enumeration: `tns:Size|xs:string|S,M,L`. */
function sampleScalar(name: string, described: string, counter: Counter): unknown {
  const [, base, values] = described.split('|');
  if (values !== undefined && values !== '') return values.split(',')[0];
  const type = (base ?? described).replace(/^.*:/, '').split('|')[0] ?? '';
  return Object.hasOwn(samples, type) ? samples[type] : counter.text(name);
}

const samples: Readonly<Record<string, unknown>> = {
  long: '9223372036854775807',
  unsignedLong: '18446744073709551615',
  integer: '123456789012345678901234567890',
  decimal: '12345678901234567890.120',
  int: 2147483647,
  unsignedInt: 4294967295,
  short: -32768,
  byte: -128,
  boolean: false,
  double: 1.5,
  float: 0.25,
  dateTime: '2031-12-24T18:00:00.123Z',
  date: '2031-12-24',
  time: '18:00:00',
  duration: 'P1DT2H',
  base64Binary: 'AAEC/w==',
};

function mapValues(object: Description, change: (value: unknown, key: string) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
}
