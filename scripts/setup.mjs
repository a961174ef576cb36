// `npm run build`: makes a fresh clone ready to run. Plain Node, since nothing is installed yet when it starts.
import { exitWith } from './run-command.mjs';
import { setUp } from './setup/set-up.mjs';

await exitWith(async () => {
  await setUp();
  return 0;
});
