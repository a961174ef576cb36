import type { ImportNote, ImportResult } from '@facet/schema/import';

const titles: Readonly<Record<ImportNote['kind'], string>> = {
  omitted: 'Left out',
  changed: 'Less exact than in the document',
  attention: 'To do or know',
};

/** What an import did, for people. Nothing that was left out or changed is missing from it. */
export function printReport({ counts, notes, operations }: ImportResult): string {
  const queries = operations.filter(({ coordinate }) => coordinate.startsWith('Query.')).length;
  const parts = [
    `${counts.imported} of ${counts.operations} operations: ${queries} queries, ${operations.length - queries} mutations`,
    ...(counts.entities > 0 ? [`${counts.entities} entities`] : []),
    ...(counts.notExpressible > 0 ? [`${counts.notExpressible} not expressible`] : []),
    ...(counts.filtered > 0 ? [`${counts.filtered} not included`] : []),
  ];
  const missing: readonly ImportNote[] =
    queries > 0
      ? []
      : [
          {
            kind: 'attention',
            subject: 'queries',
            reason: 'none, and a graph needs one: --queries, or another subgraph',
          },
        ];
  const lists = (['omitted', 'changed', 'attention'] as const).flatMap((kind) => {
    const found = [...notes, ...missing].filter((note) => note.kind === kind);
    return found.length === 0
      ? []
      : [`${titles[kind]}:`, ...found.map(({ subject, reason }) => `  ${subject}: ${reason}`)];
  });
  return `imported ${parts.join(', ')}\n${lists.map((line) => `${line}\n`).join('')}`;
}

/** The same for programs. */
export function jsonReport({ counts, notes, operations }: ImportResult): string {
  return `${JSON.stringify({ counts, operations, notes }, null, 2)}\n`;
}
