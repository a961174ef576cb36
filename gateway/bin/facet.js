#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';

// Young garbage is little and short-lived here: threads that collect it together spend more on agreeing than on collecting,
// a tenth of all CPU on a busy gateway.
setFlagsFromString('--no-parallel-scavenge');
// A burst of requests makes V8 take arrays and maps of executions for long-lived, and make all later ones straight in old
// space, where they keep what they refer to alive: whole answers of sources, until the next full collection.
setFlagsFromString('--no-allocation-site-pretenuring');
// What lives on is little, too: a heap that may become four times as large before it is looked through is mostly garbage.
setFlagsFromString('--heap-growing-percent=60');
// The parser of sources' answers is one huge function: to compile it with its loops unrolled takes 36 MB for a moment, and it
// is no faster.
setFlagsFromString('--no-wasm-loop-unrolling');
const { main } = await import('../dist/cli.js');

for (const stream of [process.stdout, process.stderr]) {
  // Whoever read the output is gone (`facet config | head`): there is nobody to tell, so no stack trace either.
  stream.on('error', () => process.exit(1));
}

process.exitCode = await main(process.argv.slice(2));
