import { AsyncLocalStorage, createHook } from 'node:async_hooks';
import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** Resources of the platform behind files, sockets, name lookups and processes. */
const watched = /^(FS|TCP|UDP|PIPE|PROCESS|GETADDRINFO|GETNAMEINFO|QUERY|TLS)/;
const synchronous = ['openSync', 'readFileSync', 'statSync', 'lstatSync', 'realpathSync', 'readdirSync'] as const;

/**
 * Notes every file opened, socket made, name looked up and process started by a function and what it begins; not what
 * others do meanwhile in the same process.
 *
 * @returns What was done, empty for nothing.
 */
export async function watchIo(run: () => Promise<unknown>): Promise<readonly string[]> {
  const seen: string[] = [];
  const begunHere = new AsyncLocalStorage<boolean>();
  const isOurs = () => begunHere.getStore() === true;
  const hook = createHook({ init: (_id, type) => void (watched.test(type) && isOurs() && seen.push(type)) });
  const originals = synchronous.map((name) => [name, fs[name]] as const);
  const { spawnSync } = childProcess;
  const note =
    <F extends (...args: never[]) => unknown>(name: string, original: F) =>
    (...args: never[]) => {
      if (isOurs()) seen.push(name);
      return original(...args);
    };
  for (const [name, original] of originals) Object.assign(fs, { [name]: note(name, original as never) });
  Object.assign(childProcess, { spawnSync: note('spawnSync', spawnSync as never) });
  syncBuiltinESMExports();
  hook.enable();
  try {
    await begunHere.run(true, run);
    // What was only begun shows a turn later.
    await new Promise((done) => setImmediate(done));
  } finally {
    hook.disable();
    for (const [name, original] of originals) Object.assign(fs, { [name]: original });
    Object.assign(childProcess, { spawnSync });
    syncBuiltinESMExports();
  }
  return seen;
}
