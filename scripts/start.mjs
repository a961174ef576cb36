// `npm start [-- --verbose]`: sets everything up and runs the example shop until Ctrl-C.
import { CommandFailed, exitWith } from './run-command.mjs';
import { setUp } from './setup/set-up.mjs';
import { runExample } from './start/run-example.mjs';
import { stopSignal } from './start/stop-signal.mjs';

await exitWith(async () => {
  const args = process.argv.slice(2);
  const unknown = args.find((arg) => arg !== '--verbose');
  if (unknown !== undefined) throw new CommandFailed(`Unknown option ${unknown}. Usage: npm start [-- --verbose]`, 2);
  await setUp();
  await runExample({ verbose: args.includes('--verbose'), stopped: stopSignal() });
  return 0;
});
