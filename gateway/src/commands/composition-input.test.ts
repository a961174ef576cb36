import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { supergraphsConfig } from '../config/supergraphs-config.js';
import { wsdlReading } from './composition-input.js';

const schema = '<schema xmlns="http://www.w3.org/2001/XMLSchema"/>';
let requests = 0;
const server = createServer((_request, response) => {
  requests += 1;
  response.end(schema);
});
const folder = mkdtempSync(join(tmpdir(), 'facet-wsdl-'));
const entry = join(folder, 'prices.wsdl');
let host = '';

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const include = `<schema xmlns="http://www.w3.org/2001/XMLSchema"><include schemaLocation="http://${host}/types.xsd"/></schema>`;
  writeFileSync(entry, `<definitions xmlns="http://schemas.xmlsoap.org/wsdl/"><types>${include}</types></definitions>`);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await new Promise((done) => server.close(done));
});

async function resolving(wsdl: object) {
  const { resolveWsdl } = await wsdlReading({ supergraphs: supergraphsConfig.parse({ wsdl }) });
  return resolveWsdl?.(entry, {});
}

describe('wsdlReading()', () => {
  it('asks no host that is not among the allowed ones', async () => {
    await expect(resolving({})).rejects.toMatchObject({ code: 'WSDL_HOST_NOT_ALLOWED' });
    await expect(resolving({ allowedHosts: ['127.0.0.1'] })).rejects.toMatchObject({ code: 'WSDL_HOST_NOT_ALLOWED' });
    expect(requests).toBe(0);
  });

  it('fetches from an allowed host, within the limits', async () => {
    const documents = await resolving({ allowedHosts: [host], maxDocuments: 2 });
    expect(documents?.map(({ location }) => location)).toEqual(['prices.wsdl', `http://${host}/types.xsd`]);
    const limits = { allowedHosts: [host], maxDocuments: 1 };
    await expect(resolving(limits)).rejects.toMatchObject({ code: 'WSDL_TOO_LARGE' });
    await expect(resolving({ allowedHosts: [host], maxBytes: 200 })).rejects.toMatchObject({ code: 'WSDL_TOO_LARGE' });
  });
});
