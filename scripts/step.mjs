/** How long a step may take before it is worth a line of its own. */
const QUIET_MS = 300;

/**
 * Runs one step of a command and tells the reader about it on one line of standard error: `compiling ... 2.1 s`.
 * A step that is over within 300 ms leaves no line, so that a command with nothing to do is silent.
 *
 * @template T
 * @param {string} title What is being done, without a full stop.
 * @param {(say: (line: string) => void) => Promise<T>} work `say` writes a line of its own while the step goes on.
 * @param {{ stream?: { write(text: string): unknown } }} [options] Where the lines go. Default standard error.
 * @returns {Promise<T>} What `work` answers.
 * @throws Whatever `work` throws, after the line is closed with `failed`.
 */
export async function step(title, work, { stream = process.stderr } = {}) {
  const startedAt = performance.now();
  /** @type {'hidden' | 'open' | 'broken'} */
  let line = 'hidden';
  const timer = setTimeout(() => {
    line = 'open';
    stream.write(`facet: ${title} ...`);
  }, QUIET_MS);
  /** @param {string} text */
  const say = (text) => {
    stream.write(line === 'open' ? `\n${text}\n` : `${text}\n`);
    if (line === 'open') line = 'broken';
  };
  /** @param {string} how */
  const end = (how) => {
    if (line === 'hidden') return;
    const seconds = `${how}${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
    stream.write(line === 'open' ? ` ${seconds}\n` : `facet: ${title}: ${seconds}\n`);
  };
  try {
    const result = await work(say);
    end('');
    return result;
  } catch (error) {
    if (line === 'hidden') say(`facet: ${title} failed`);
    end('failed after ');
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
