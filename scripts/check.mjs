// `npm run check [-- --static]`: everything a change must pass; `--static` leaves out the tests.
import { CommandFailed, exitWith } from './run-command.mjs';
import { setUp } from './setup/set-up.mjs';

await exitWith(async () => {
  const args = process.argv.slice(2);
  const unknown = args.find((arg) => arg !== '--static');
  if (unknown !== undefined)
    throw new CommandFailed(`Unknown option ${unknown}. Usage: npm run check [-- --static]`, 2);
  await setUp();
  // Loaded only now: what they import was not installed before.
  const { checkAll } = await import('./check/check-all.mjs');
  await checkAll();
  if (args.includes('--static')) return 0;
  const { runTests } = await import('./test/run-tests.mjs');
  return runTests([]);
});
