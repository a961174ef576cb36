/** How long a step may take before it is worth a line of its own. */
const QUIET_MS = 300;

/**
 * Runs one step of a command and tells the reader about it on one line of standard error: `compile ... 2.1 s`.
 * A step that is over within 300 ms leaves no line, so that a command with nothing to do is silent.
 *
 * @template T
 * @param {string} title What is being done, without a full stop.
 * @param {() => Promise<T>} work
 * @param {{ stream?: { write(text: string): unknown } }} [options] Where the line goes. Default standard error.
 * @returns {Promise<T>} What `work` answers.
 * @throws Whatever `work` throws, after the line is closed with `failed`.
 */
export async function step(title, work, { stream = process.stderr } = {}) {
  const startedAt = performance.now();
  let shown = false;
  const timer = setTimeout(() => {
    shown = true;
    stream.write(`facet: ${title} ...`);
  }, QUIET_MS);
  const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
  try {
    const result = await work();
    if (shown) stream.write(` ${seconds()}\n`);
    return result;
  } catch (error) {
    stream.write(shown ? ` failed after ${seconds()}\n` : `facet: ${title} failed\n`);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
