#!/usr/bin/env node
import { main } from '../dist/cli.js';

for (const stream of [process.stdout, process.stderr]) {
  // Whoever read the output is gone (`facet config | head`): there is nobody to tell, so no stack trace either.
  stream.on('error', () => process.exit(1));
}

process.exitCode = await main(process.argv.slice(2));
