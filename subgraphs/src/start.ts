#!/usr/bin/env node
import { runLauncher } from './launcher.js';

process.exitCode = await runLauncher({
  names: process.argv.slice(2),
  env: process.env,
  print: (line) => process.stdout.write(`${line}\n`),
  printError: (line) => process.stderr.write(`${line}\n`),
  ended: new Promise((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  }),
});
