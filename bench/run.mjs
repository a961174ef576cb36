// `npm run bench [-- options]`: measures Facet and other gateways side by side. See bench/README.md.
import { CommandFailed, exitWith } from '../scripts/run-command.mjs';
import { setUp } from '../scripts/setup/set-up.mjs';

await exitWith(async () => {
  const args = process.argv.slice(2);
  if (!args.includes('--as-built') && !args.includes('--help')) await setUp();
  // Loaded only now: what they import was not installed before.
  const { parseOptions, usage } = await import('./options.mjs');
  const { runBench } = await import('./run-bench.mjs');
  if (args.includes('--help')) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  let options;
  try {
    options = parseOptions(args);
  } catch (error) {
    throw new CommandFailed(`${error instanceof Error ? error.message : error}\n\n${usage}`, 2);
  }
  return runBench(options);
});
