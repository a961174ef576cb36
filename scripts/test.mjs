// `npm test [-- <Vitest arguments>]`: sets everything up and runs the tests.
import { exitWith } from './run-command.mjs';
import { setUp } from './setup/set-up.mjs';

await exitWith(async () => {
  await setUp();
  const { runTests } = await import('./test/run-tests.mjs');
  return runTests(process.argv.slice(2));
});
