import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { ImportResult } from '@facet/schema/import';
import { runFacet } from '../run-facet.js';

/** What `facet import` wrote. */
export interface ImportedDocument {
  /** The subgraph's file. */
  readonly file: string;
  readonly sdl: string;
  readonly report: Pick<ImportResult, 'counts' | 'operations' | 'notes'>;
}

/**
 * Runs `facet import` as a user would.
 *
 * @throws {Error} with what the command printed, when it refuses the document.
 */
export async function importDocument(kind: 'openapi' | 'wsdl', document: string): Promise<ImportedDocument> {
  const folder = mkdtempSync(join(tmpdir(), 'facet-import-'));
  const file = join(folder, `${basename(document)}.graphql`);
  const report = join(folder, 'report.json');
  const allow = kind === 'openapi' ? ['--allow-directory', join(document, '../..')] : [];
  const facet = runFacet(['import', kind, document, '--out', file, '--report', report, ...allow]);
  if ((await facet.exited) !== 0) throw new Error(facet.output);
  return {
    file,
    sdl: readFileSync(file, 'utf8'),
    report: JSON.parse(readFileSync(report, 'utf8')) as ImportedDocument['report'],
  };
}
