import { spawn } from 'node:child_process';
import { repositoryDir } from './start-shop.js';

/** A `facet` command in a process of its own. */
export interface RunningFacet {
  /** What it wrote so far, both streams. */
  readonly output: string;
  /** Resolves with the first lines that contain `text`, as soon as there are `count` of them; rejects when it ends without. */
  printed(text: string, count?: number): Promise<readonly string[]>;
  /** Resolves with the exit code. */
  readonly exited: Promise<number | null>;
  signal(name: NodeJS.Signals): void;
}

/** Runs `facet` as a user would, in the repository's folder. */
export function runFacet(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): RunningFacet {
  const child = spawn(process.execPath, [`${repositoryDir}gateway/bin/facet.js`, ...args], {
    cwd: options.cwd ?? repositoryDir,
    env: { PATH: process.env['PATH'], ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const waiting = new Set<() => void>();
  const exited = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      resolve(code);
      for (const check of waiting) check();
    });
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
      for (const check of waiting) check();
    });
  }
  return {
    get output() {
      return output;
    },
    exited,
    printed: (text, count = 1) =>
      new Promise((resolve, reject) => {
        const check = () => {
          const lines = output.split('\n').filter((candidate) => candidate.includes(text));
          if (lines.length >= count) resolve(lines);
          else if (child.exitCode !== null || child.signalCode !== null) {
            reject(new Error(`"${text}" was not printed, but:\n${output}`));
          } else return;
          waiting.delete(check);
        };
        waiting.add(check);
        check();
      }),
    signal: (name) => child.kill(name),
  };
}
