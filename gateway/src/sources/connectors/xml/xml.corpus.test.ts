import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { leastCpuMs } from '../../../cpu-time.test-kit.js';
import { readXml } from './read-xml.js';

const folder = join(process.env['FACET_CORPUS'] ?? '', 'attack', 'xml');
const files = readdirSync(folder);

/** Files that are XML without a document type declaration: harmless as data, and read as such. */
const harmless = new Set(['simple.xml', 'simple-ns.xml', 'schema-include.xsd', 'xalan_exec.xsl', 'xalan_write.xsl']);

describe('readXml() on attacks', () => {
  it.each(files)('%s opens and expands nothing, within 50 ms and 20 MB', async (name) => {
    const body = readFileSync(join(folder, name));
    const memory = process.memoryUsage().heapUsed;
    const read = readXml(body, 'application/xml');
    expect(process.memoryUsage().heapUsed - memory).toBeLessThan(20_000_000);
    expect(await leastCpuMs(() => readXml(body, 'application/xml'), { enoughMs: 50 })).toBeLessThan(50);
    expect(read.kind).toBe(harmless.has(name) ? 'data' : 'unreadable');
    if (read.kind === 'unreadable') {
      expect(read.reason).toMatch(/document type declaration|not well-formed/);
      expect(read.reason).not.toMatch(/root:|etc|file:|http/);
    }
    // Whatever was read, no entity was put in the place of its reference.
    expect(JSON.stringify(read)).not.toMatch(/root:x:|lol/);
  });
});
