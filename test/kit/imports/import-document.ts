import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { ImportResult } from '@facet/schema/import';
import { repositoryDir } from '../start-shop.js';

/** What `facet import` wrote. */
export interface ImportedDocument {
  /** The subgraph's file. */
  readonly file: string;
  readonly sdl: string;
  readonly report: Pick<ImportResult, 'counts' | 'operations' | 'notes'>;
}

/** As gateway/bin/facet.js calls it. */
interface Cli {
  main(args: readonly string[], context: object): Promise<number>;
}

/**
 * Runs `facet import` with a user's arguments, in this process: starting one for each document takes longer than the rest.
 *
 * @throws {Error} with what the command printed, when it refuses the document.
 */
export async function importDocument(kind: 'openapi' | 'wsdl', document: string): Promise<ImportedDocument> {
  const { main } = (await import(`${repositoryDir}gateway/dist/cli.js`)) as Cli;
  const folder = mkdtempSync(join(tmpdir(), 'facet-import-'));
  const file = join(folder, `${basename(document)}.graphql`);
  const report = join(folder, 'report.json');
  const allow = kind === 'openapi' ? ['--allow-directory', join(document, '../..')] : [];
  let output = '';
  const write = (text: string) => {
    output += text;
  };
  const args = ['import', kind, document, '--out', file, '--report', report, ...allow];
  const exitCode = await main(args, { out: write, err: write, environment: {}, folder: repositoryDir });
  if (exitCode !== 0) throw new Error(output);
  return {
    file,
    sdl: readFileSync(file, 'utf8'),
    report: JSON.parse(readFileSync(report, 'utf8')) as ImportedDocument['report'],
  };
}
