/** The oldest Node that Facet runs on, as `[major, minor]`; the same as `engines.node` in package.json. */
const OLDEST_NODE = [20, 19];

/**
 * @param {string} version Such as `20.20.2`.
 * @returns {string | undefined} What is wrong with it and what to do; undefined when Facet runs on it.
 */
export function nodeVersionProblem(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  return `Facet needs Node ${OLDEST_NODE.join('.')} or newer, this is Node ${version}. Get it from https://nodejs.org/en/download`;
}
