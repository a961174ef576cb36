import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const folder = join(process.env['FACET_CORPUS'] ?? '', 'attack', 'xml');

/** Names of the hostile documents. */
export const hostileFiles: readonly string[] = readdirSync(folder);

/** One of them. */
export function readHostile(name: string): Buffer {
  return readFileSync(join(folder, name));
}

/** Documents without a document type declaration that are well-formed: harmless as data. */
export const harmlessFiles: ReadonlySet<string> = new Set([
  'simple.xml',
  'simple-ns.xml',
  'schema-include.xsd',
  'xalan_exec.xsl',
  'xalan_write.xsl',
]);

/** What a document declares before its root element. */
export function declarationsOf(text: string): string {
  return /<!DOCTYPE[^[>]*(\[[\s\S]*?\]\s*)?>/i.exec(text)?.[0] ?? '';
}

/** An entity that it declares, asked for. */
export function entityOf(text: string): string {
  return /&(?!(?:amp|lt|gt|quot|apos|#))[\w.-]+;/.exec(text)?.[0] ?? '&xxe;';
}

/** What files on this machine hold, or an entity would have come to. */
export const leaked = /root:.*:0:0|lol|AAAAAAAA/;

/** Most that reading one answer may take, in milliseconds of CPU. */
export const maxMs = 50;

/** Most that reading one answer may take, in bytes. */
export const maxBytes = 20 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What a run takes. */
export interface Cost {
  /** Of CPU. */
  readonly ms: number;
  readonly bytes: number;
}

/** The better of three runs, for other threads of this process may be busy; the first that is within the bounds will do. */
export async function costOf(run: () => Promise<unknown>): Promise<Cost> {
  const costs: Cost[] = [];
  for (let round = 0; round < 3; round += 1) {
    collectGarbage();
    const before = process.memoryUsage();
    const cpu = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(cpu);
    const ms = (user + system) / 1000;
    const after = process.memoryUsage();
    const cost = { ms, bytes: after.heapUsed + after.external - before.heapUsed - before.external };
    costs.push(cost);
    if (cost.ms < maxMs && cost.bytes < maxBytes) break;
  }
  return { ms: Math.min(...costs.map(({ ms }) => ms)), bytes: Math.min(...costs.map(({ bytes }) => bytes)) };
}
