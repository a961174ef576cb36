import type { Problem } from '../problem.js';
import { differingElements } from './differing-elements.js';

/** A composed supergraph as it lies in its file. */
export interface Artifact {
  /** Shown in problems. */
  readonly file: string;
  /** Undefined when there is no such file. */
  readonly text: string | undefined;
}

/** More than this many differing elements are counted, not named. */
const maxNamedElements = 8;

const hint = 'Run: npx facet compose';

/**
 * Compares a committed supergraph with what composition makes now. Line ends do not count: a checkout may change them.
 *
 * @returns `ARTIFACT_MISSING`; `ARTIFACT_STALE` at the first line that differs, with the elements that do; or undefined.
 */
export function checkArtifact({ file, text }: Artifact, expected: string): Problem | undefined {
  if (text === undefined) {
    return { code: 'ARTIFACT_MISSING', message: 'The composed supergraph is missing', file, hint };
  }
  const found = text.replace(/\r\n/g, '\n');
  if (found === expected) return undefined;
  const elements = differingElements(found, expected);
  const message = `The composed supergraph is not current: ${describe(elements)}`;
  return { code: 'ARTIFACT_STALE', message, file, line: firstDifferingLine(found, expected), hint };
}

function describe(elements: readonly string[] | undefined): string {
  if (elements === undefined) return 'the file does not parse as GraphQL';
  if (elements.length === 0) return 'only its layout, comments or order differ';
  const named = elements.slice(0, maxNamedElements).join(', ');
  const rest = elements.length - maxNamedElements;
  return `it differs in ${named}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function firstDifferingLine(found: string, expected: string): number {
  const foundLines = found.split('\n');
  const expectedLines = expected.split('\n');
  const index = foundLines.findIndex((line, number) => line !== expectedLines[number]);
  return index === -1 ? foundLines.length : index + 1;
}
