import { type FileHandle, open, stat } from 'node:fs/promises';
import type { AuditEntry, AuditSink } from './audit-sink.js';
import { rotateFiles } from './rotate-files.js';

/** How a file of audit events is written. */
export interface FileSinkOptions {
  /** Its folder has to exist. Created readable for its owner alone. */
  readonly file: string;
  /**
   * When the disk is made to keep what was written. `always`: before more is written; a crash of the machine loses nothing
   * that was. `interval`: once a second at most. `never`: when the system likes.
   */
  readonly fsync: 'always' | 'interval' | 'never';
  readonly rotate: {
    /** The file is rotated before it would grow over this, in bytes. */
    readonly maxBytes: number;
    /** Rotated files that are kept. */
    readonly maxFiles: number;
    /** Whether each day, in UTC, has a file of its own. */
    readonly daily: boolean;
  };
  /** The time, in milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
}

/** From one fsync, or look at whether the file was replaced, to the next, in milliseconds. */
const intervalMs = 1000;

/**
 * Makes the sink that appends JSON lines to a file. A file that was moved or deleted by somebody else, such as logrotate,
 * is opened anew within a second.
 */
export function createFileSink(options: FileSinkOptions): AuditSink {
  const file = new AuditFile(options);
  return {
    name: 'file',
    write: (entries) => file.write(entries),
    close: () => file.close(),
  };
}

interface OpenFile {
  readonly handle: FileHandle;
  readonly inode: number;
  bytes: number;
  /** Days since 1970 of what is in it. */
  day: number;
}

class AuditFile {
  readonly #options: FileSinkOptions;
  readonly #now: () => number;
  #open: OpenFile | undefined;
  #lookedAt = 0;
  /** Entries of the batch that are written or in `#rest`: the queue gives those of a failed batch again. */
  #begun = 0;
  /** What is still to be written of them: a line is never begun twice. */
  #rest = Buffer.alloc(0);
  #syncTimer: NodeJS.Timeout | undefined;
  #syncFault: unknown;

  constructor(options: FileSinkOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  async write(entries: readonly AuditEntry[]): Promise<void> {
    await this.#writeRest();
    while (this.#begun < entries.length) {
      const first = lineOf(entries, this.#begun);
      const open = await this.#openFor(first.length);
      // As many as keep to `maxBytes`; one that is over it by itself stands alone in a file.
      const lines = [first];
      let bytes = open.bytes + first.length;
      for (let next = this.#begun + 1; next < entries.length; next++) {
        const line = lineOf(entries, next);
        bytes += line.length;
        if (bytes > this.#options.rotate.maxBytes) {
          break;
        }
        lines.push(line);
      }
      this.#rest = Buffer.concat(lines);
      this.#begun += lines.length;
      await this.#writeRest();
    }
    await this.#sync();
    this.#begun = 0;
  }

  async close(): Promise<void> {
    clearTimeout(this.#syncTimer);
    this.#syncTimer = undefined;
    const { handle } = this.#open ?? {};
    this.#open = undefined;
    if (handle !== undefined) {
      await (this.#options.fsync === 'never' ? undefined : handle.datasync());
      await handle.close();
    }
  }

  async #writeRest(): Promise<void> {
    while (this.#rest.length > 0) {
      this.#open ??= await openFile(this.#options.file, this.#now());
      const { bytesWritten } = await this.#open.handle.write(this.#rest);
      this.#open.bytes += bytesWritten;
      this.#rest = this.#rest.subarray(bytesWritten);
    }
  }

  /** The file to append to, rotated when it is full or of another day. */
  async #openFor(nextBytes: number): Promise<OpenFile> {
    const { file, rotate } = this.#options;
    const now = this.#now();
    if (this.#open !== undefined && now - this.#lookedAt >= intervalMs) {
      this.#lookedAt = now;
      if ((await inodeOf(file)) !== this.#open.inode) {
        await this.close();
      }
    }
    const open = this.#open ?? (await openFile(file, now));
    this.#open = open;
    const full = open.bytes + nextBytes > rotate.maxBytes;
    const old = rotate.daily && open.day !== dayOf(now);
    if (open.bytes === 0 || !(full || old)) {
      open.day = dayOf(now);
      return open;
    }
    await this.close();
    await rotateFiles(file, rotate.maxFiles);
    this.#open = await openFile(file, now);
    return this.#open;
  }

  async #sync(): Promise<void> {
    const fault = this.#syncFault;
    this.#syncFault = undefined;
    if (fault !== undefined) {
      throw fault;
    }
    if (this.#options.fsync === 'always') {
      await this.#open?.handle.datasync();
    } else if (this.#options.fsync === 'interval') {
      this.#syncTimer ??= setTimeout(() => void this.#syncLater(), intervalMs).unref();
    }
  }

  async #syncLater(): Promise<void> {
    this.#syncTimer = undefined;
    try {
      await this.#open?.handle.datasync();
    } catch (error) {
      // Told with the next write, as there is nobody to tell now.
      this.#syncFault = error;
    }
  }
}

async function openFile(file: string, now: number): Promise<OpenFile> {
  const handle = await open(file, 'a', 0o600);
  const { size, ino, mtimeMs } = await handle.stat();
  return { handle, inode: ino, bytes: size, day: dayOf(size === 0 ? now : mtimeMs) };
}

async function inodeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).ino;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}

function lineOf(entries: readonly AuditEntry[], index: number): Buffer {
  return Buffer.from(`${entries[index]?.json ?? ''}\n`);
}

function dayOf(timeMs: number): number {
  return Math.floor(timeMs / 86_400_000);
}
