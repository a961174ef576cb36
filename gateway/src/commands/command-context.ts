import type { Environment } from '../config/environment-references.js';

/** What every command ends with. */
export const exitCodes = { fine: 0, problems: 1, usage: 2 } as const;

/** What a command has of the process it runs in. */
export interface CommandContext {
  /** Writes to standard output: what was asked for. */
  readonly out: (text: string) => void;
  /** Writes to standard error: what is wrong. */
  readonly err: (text: string) => void;
  readonly environment: Environment;
  /** Folder that paths on the command line are relative to, and that paths in messages are shown relative to. */
  readonly folder: string;
}

/** The context of the real process. */
export function processContext(): CommandContext {
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    environment: process.env,
    folder: process.cwd(),
  };
}
