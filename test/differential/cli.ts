import { parseArgs } from 'node:util';
import { explore } from './explore/explore.js';
import { freshSeed } from './explore/fresh-seed.js';
import { describeCensus } from './report/census.js';
import { describeDifference } from './report/describe-difference.js';

const usage = `npm run test:differential -- [--cases N] [--seed N] [--operations N] [--census]

Runs random operations on random worlds, through one GraphQL server and through Facet, until two answers differ.

--cases N       operations to run, 1 to 1,000,000; default 1000
--seed N        same seed, same cases; 0 to 2147483647; default: a fresh one
--operations N  operations on each world, 1 to 1000; default 50
--census        says how often each feature occurred
`;

/**
 * Runs the long differential test and prints what came of it.
 *
 * @param args Command line arguments, see `usage`.
 * @returns The exit code: 0 without a difference, 1 with one, 2 for arguments that do not fit.
 */
export async function runDifferentialTest(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options === undefined) {
    process.stderr.write(usage);
    return 2;
  }
  const { cases, seed, operationsPerWorld } = options;
  print(`differential test: seed ${seed}, ${cases} cases, ${operationsPerWorld} on each world`);
  const began = performance.now();
  let announced = 0;
  const { counts, difference } = await explore({
    cases,
    seed,
    operationsPerWorld,
    onProgress: (progress) => {
      if (progress.cases - announced < 1000) return;
      announced = progress.cases;
      print(`${progress.cases} cases, ${rate(progress.cases, began)}`);
    },
  });
  const refused = [...counts.refused].map(([code, count]) => `${code} ${count} times`).join(', ');
  print(`${counts.cases} cases on ${counts.composed} worlds, ${rate(counts.cases, began)}`);
  print(`composition refused ${counts.made - counts.composed} cuts; operations refused: ${refused || 'none'}`);
  if (options.census) print(describeCensus(counts.census));
  if (difference === undefined) {
    print('no difference');
    return 0;
  }
  print(describeDifference(difference));
  print(`Again: npm run test:differential -- --seed ${seed} --cases ${cases} --operations ${operationsPerWorld}`);
  return 1;
}

interface Options {
  readonly cases: number;
  readonly seed: number;
  readonly operationsPerWorld: number;
  readonly census: boolean;
}

/** Undefined when an argument does not fit. */
function readOptions(args: readonly string[]): Options | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        cases: { type: 'string', default: '1000' },
        seed: { type: 'string', default: String(freshSeed()) },
        operations: { type: 'string', default: '50' },
        census: { type: 'boolean', default: false },
      },
    });
    const cases = readInteger(values.cases, 1, 1_000_000);
    const seed = readInteger(values.seed, 0, 2 ** 31 - 1);
    const operationsPerWorld = readInteger(values.operations, 1, 1000);
    if (cases === undefined || seed === undefined || operationsPerWorld === undefined) return undefined;
    return { cases, seed, operationsPerWorld, census: values.census };
  } catch {
    // An unknown argument; the usage says which there are.
    return undefined;
  }
}

function readInteger(text: string, least: number, most: number): number | undefined {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}

function rate(cases: number, began: number): string {
  const seconds = (performance.now() - began) / 1000;
  return `${seconds.toFixed(0)} s, ${(cases / seconds).toFixed(0)} cases/s`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
