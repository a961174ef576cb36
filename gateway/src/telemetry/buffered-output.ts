import { type DestinationStream, pino, symbols } from 'pino';

/** Lines are kept until so many characters of them are there, or so many milliseconds have passed. */
const maxKeptLength = 8192;
const maxKeptMs = 100;

/** From this level on nothing is kept: `warn`. */
const urgentLevel = 40;

/** What pino hands the level of each line to. */
interface LevelledStream extends DestinationStream {
  lastLevel: number;
}

/**
 * Standard output for a log of many lines: a line for each request, each a system call, would cost more than many a
 * request. Lines are written a hundred milliseconds later at most; a warning or worse at once, with what came before it;
 * and the last ones when the process exits, for whatever reason JavaScript gets to know of.
 *
 * @param fd Default 1, standard output.
 */
export function bufferedOutput(fd = 1): DestinationStream {
  const open = outputs.get(fd) ?? openOutput(fd);
  outputs.set(fd, open);
  return open;
}

/** One for each descriptor: what several loggers of a process write stays in order. */
const outputs = new Map<number, DestinationStream>();

function openOutput(fd: number): DestinationStream {
  const output = pino.destination({ fd, sync: true });
  /** Kept here and not by the library, which has the disk confirm what it writes then: whole requests would wait for it. */
  let kept = '';
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const lines = kept;
    kept = '';
    if (lines !== '') {
      output.write(lines);
    }
  };
  process.once('exit', flush);
  const stream: LevelledStream = {
    lastLevel: 0,
    write(line) {
      kept += line;
      if (stream.lastLevel >= urgentLevel || kept.length >= maxKeptLength) {
        flush();
      } else {
        // Does not keep the process alive: its end writes them, too.
        timer ??= setTimeout(flush, maxKeptMs).unref();
      }
    },
  };
  return Object.assign(stream, { [symbols.needsMetadataGsym]: true });
}
