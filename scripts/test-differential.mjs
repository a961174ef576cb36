// `npm run test:differential [-- <options>]`: random operations on random graphs, through one server and through Facet.
import path from 'node:path';
import { repositoryDir } from './repository.mjs';
import { exitWith } from './run-command.mjs';
import { setUp } from './setup/set-up.mjs';

await exitWith(async () => {
  await setUp();
  const { runnerImport } = await import('vite');
  const file = path.join(repositoryDir, 'test', 'differential', 'cli.ts');
  /** @type {{ module: typeof import('../test/differential/cli.js') }} */
  const { module } = await runnerImport(file, { root: repositoryDir, configFile: false, logLevel: 'error' });
  return module.runDifferentialTest(process.argv.slice(2));
});
