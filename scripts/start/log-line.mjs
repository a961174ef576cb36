/** Levels that are shown without `--verbose`. */
const LOUD = new Set(['warn', 'error', 'fatal']);
/** Fields of a log line that are said otherwise, or help nobody in a terminal. */
const LEFT_OUT = new Set(['level', 'time', 'msg', 'pid', 'hostname', 'name', 'err']);

/**
 * Decides what of one line that a part of the example wrote is shown, and how.
 *
 * @param {string} part Name of the part, such as `gateway`.
 * @param {string} line Without its line break. JSON as pino writes it, or plain text.
 * @param {{ verbose: boolean, isError: boolean }} options `isError`: it came on standard error. `verbose`: show everything.
 * @returns {string | undefined} The line to show; undefined when it is not worth showing.
 */
export function presentLogLine(part, line, { verbose, isError }) {
  const entry = parseEntry(line);
  if (entry === undefined) return line.trim() !== '' && (verbose || isError) ? `${part} | ${line}` : undefined;
  const level = String(entry['level']);
  if (!verbose && !LOUD.has(level)) return undefined;
  const fields = Object.entries(entry)
    .filter(([name]) => !LEFT_OUT.has(name))
    .map(([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return `${part} | ${level.toUpperCase()} ${entry['msg'] ?? ''}${reasonOf(entry)}${fields.join('')}`;
}

/**
 * @param {string} line
 * @returns {Record<string, unknown> | undefined} Undefined for what is no log entry.
 */
function parseEntry(line) {
  if (!line.startsWith('{')) return undefined;
  try {
    const value = JSON.parse(line);
    return 'level' in value ? value : undefined;
  } catch {
    // Plain text that happens to start with a brace.
    return undefined;
  }
}

/** @param {Record<string, any>} entry */
function reasonOf({ err }) {
  return err?.message ? `: ${err.message}` : '';
}
