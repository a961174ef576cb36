import { readdirSync, readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import type { ClientOperation, World } from '../world/world.js';

/** A case that once differed: a world, an operation, and what went wrong. */
export interface FixedCase {
  /** The file's name without its ending. */
  readonly name: string;
  /** What holds now, as a sentence. */
  readonly holds: string;
  readonly world: World;
  readonly operation: ClientOperation;
}

interface CaseFile extends World, Omit<ClientOperation, 'text'> {
  readonly holds: string;
  readonly operation: string;
}

/** Reads every case of this folder, in the order of their names. */
export function readFixedCases(): readonly FixedCase[] {
  const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.yaml'));
  return files.sort().map((file) => {
    const read = parse(readFileSync(`${import.meta.dirname}/${file}`, 'utf8')) as CaseFile;
    const { holds, operation, operationName, variables, ...world } = read;
    return {
      name: file.replace(/\.yaml$/, ''),
      holds,
      world,
      operation: { text: operation, variables, ...(operationName === undefined ? {} : { operationName }) },
    };
  });
}

/** A case as the text of such a file. */
export function printFixedCase({ holds, world, operation }: Omit<FixedCase, 'name'>): string {
  const { text, operationName, variables } = operation;
  const file: CaseFile = {
    holds,
    ...world,
    operation: text.endsWith('\n') ? text : `${text}\n`,
    ...(operationName === undefined ? {} : { operationName }),
    variables,
  };
  return stringify(file, { lineWidth: 0 });
}
