import { type BigIntStats, type FSWatcher, statSync, watch } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** How a file is watched. */
export interface WatchFileOptions {
  /** Ends the watching. */
  readonly signal: AbortSignal;
  /**
   * How long the file has to stay as it is before it counts as changed, in milliseconds, at least 1: writers write in
   * steps. Default 100.
   */
  readonly settleMs?: number;
  /**
   * How often the file is looked at when the system tells of no change, in milliseconds, at least 1: network file systems
   * and links to other folders do not tell. Default 2000.
   */
  readonly pollMs?: number;
  /** Told what `onChange` threw. Default: nothing is told. */
  readonly onError?: (error: unknown) => void;
}

/** A writer that never rests is not waited for longer than this many times `settleMs`. */
const maxSettleRounds = 20;

/**
 * Calls back when a file has another content, however it came there: written in place, replaced by a rename (editors,
 * `mv`), or by a symbolic link that was swapped (Kubernetes' mounted ConfigMaps and Secrets). A file that is gone changes
 * nothing until it is there again.
 *
 * What is compared is the file's state (device, inode, size, times), taken first when this is called: whoever reads the
 * file afterwards misses no change. `onChange` is never called twice at once; a change during a call brings another call.
 * Watching does not keep the process alive.
 *
 * @param path The file; it need not exist yet.
 */
export function watchFile(path: string, onChange: () => void | Promise<void>, options: WatchFileOptions): void {
  const { signal, settleMs = 100, pollMs = 2000, onError } = options;
  if (signal.aborted) {
    return;
  }
  const file = resolve(path);
  let known = fileState(file);
  let checking = false;
  let again = false;

  async function check(): Promise<void> {
    if (checking) {
      again = true;
      return;
    }
    checking = true;
    do {
      again = false;
      const settled = await whenSettled(file, { settleMs, signal, known });
      if (settled !== undefined && settled !== known && !signal.aborted) {
        known = settled;
        try {
          await onChange();
        } catch (error) {
          onError?.(error);
        }
      }
    } while (again && !signal.aborted);
    checking = false;
  }

  const folder = createFolderWatch(dirname(file), () => void check());
  folder.open();
  const poll = setInterval(() => {
    // A folder that was not there, or was replaced by another, is watched from now on.
    folder.open();
    void check();
  }, pollMs).unref();
  signal.addEventListener(
    'abort',
    () => {
      clearInterval(poll);
      folder.close();
    },
    { once: true },
  );
}

interface SettleOptions {
  readonly settleMs: number;
  readonly signal: AbortSignal;
  readonly known: string | undefined;
}

/** The file's state once it rests; at once when it is the known one. */
async function whenSettled(file: string, { settleMs, signal, known }: SettleOptions): Promise<string | undefined> {
  let state = fileState(file);
  for (let round = 0; state !== known && round < maxSettleRounds && !signal.aborted; round++) {
    await new Promise((done) => setTimeout(done, settleMs).unref());
    const next = fileState(file);
    if (next === state) {
      break;
    }
    state = next;
  }
  return state;
}

/**
 * Another text for each state of a file (device, inode, size, times). Links are followed, so that a swapped link is another
 * file. Undefined when there is none that can be looked at.
 */
export function fileState(file: string): string | undefined {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs }: BigIntStats = statSync(file, { bigint: true });
    return `${dev}:${ino}:${size}:${mtimeNs}:${ctimeNs}`;
  } catch {
    // Gone, or on its way: it is looked at again, and whoever reads it says best what is wrong with it.
    return undefined;
  }
}

interface FolderWatch {
  /** Does nothing while it is open. */
  open(): void;
  close(): void;
}

/** The folder, not the file: a watch on a file follows its inode and sees nothing of what replaces it. */
function createFolderWatch(folder: string, onEvent: () => void): FolderWatch {
  let watcher: FSWatcher | undefined;
  const close = () => {
    watcher?.close();
    watcher = undefined;
  };
  return {
    open() {
      if (watcher !== undefined) {
        return;
      }
      try {
        watcher = watch(folder, { persistent: false }, onEvent);
        watcher.on('error', close);
      } catch {
        // No folder yet, or no more watches to be had from the system: polling does it alone until the next try.
      }
    },
    close,
  };
}
