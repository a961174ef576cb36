import { CommandFailed } from '../run-command.mjs';
import { installWithApt, isExecutable, placesOnPath } from './executables.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
/** Where a browser is on systems that do not put it on PATH. */
const USUAL_PLACES = [
  '/snap/bin/chromium',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * Where to look, and how to install; other than the real ones only in tests.
 *
 * @typedef {{ env?: NodeJS.ProcessEnv, usualPlaces?: readonly string[], installPackage?: () => Promise<boolean> }} Options
 */

/**
 * Finds the browser that page tests drive; installs it where that is allowed without a question (root, and apt-get).
 *
 * @param {Options} [options]
 * @returns {Promise<string>} Path of the executable.
 * @throws {CommandFailed} There is none; the message says how to get one.
 */
export async function requireChromium(options = {}) {
  const { env = process.env, usualPlaces = USUAL_PLACES, installPackage = () => installWithApt('chromium') } = options;
  const chosen = env['FACET_CHROMIUM'];
  if (chosen !== undefined) {
    if (isExecutable(chosen)) return chosen;
    throw new CommandFailed(`FACET_CHROMIUM names "${chosen}", which cannot be run`, 1);
  }
  const find = () => [...placesOnPath(NAMES, env), ...usualPlaces].find(isExecutable);
  const found = find() ?? ((await installPackage()) ? find() : undefined);
  if (found !== undefined) return found;
  throw new CommandFailed(
    'The tests need Chromium or Chrome: install it (Debian: apt-get install chromium), or set FACET_CHROMIUM to its path',
    1,
  );
}
