import { spawn } from 'node:child_process';

/** A command that ended badly: its message is the tool's own output, fit to be shown as it is. */
export class CommandFailed extends Error {
  /** @override */
  name = 'CommandFailed';

  /**
   * @param {string} message
   * @param {number} exitCode What the tool exited with, 1 when a signal ended it or it could not start.
   */
  constructor(message, exitCode) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** What ends a command from outside; passed on, so that no tool outlives the command that runs it. */
const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Runs a tool to its end without a shell. A signal to this process ends the tool first.
 *
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, show?: boolean }} [options] `show` passes the tool's output on as it
 *   comes; without it the output is kept, and shown only when the tool fails. Default false.
 * @returns {Promise<string>} Its standard output; empty with `show`.
 * @throws {CommandFailed} When it cannot be started or exits with anything but 0.
 */
export function runCommand(file, args, { cwd, env, show = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd,
      env: env ?? process.env,
      stdio: show ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    });
    /** @type {Buffer[]} */
    const output = [];
    /** @type {Buffer[]} */
    const answer = [];
    child.stdout?.on('data', (chunk) => {
      output.push(chunk);
      answer.push(chunk);
    });
    child.stderr?.on('data', (chunk) => output.push(chunk));
    const passOn = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal);
    for (const signal of SIGNALS) process.on(signal, passOn);
    child.on('error', (error) => reject(new CommandFailed(`Cannot run ${file}: ${error.message}`, 1)));
    child.on('close', (code, signal) => {
      for (const name of SIGNALS) process.off(name, passOn);
      if (code === 0) return resolve(Buffer.concat(answer).toString());
      const said = Buffer.concat(output).toString().trimEnd();
      const ending = signal ? `${file} was ended by ${signal}` : `${file} exited with ${code}`;
      reject(new CommandFailed(said === '' ? ending : said, code ?? 1));
    });
  });
}

/**
 * Runs a script's `main` and makes its outcome the process's: a known failure prints its message alone, anything else
 * is a fault of the script and prints its stack.
 *
 * @param {() => Promise<number | undefined>} main Answers the exit code; nothing counts as 0.
 */
export async function exitWith(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    if (error instanceof CommandFailed) {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = error.exitCode;
    } else {
      process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
      process.exitCode = 1;
    }
  }
}
