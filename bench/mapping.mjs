// `node bench/mapping.mjs`: what mapping an answer of 1 MB costs, against parsing it. See bench/README.md.
import assert from 'node:assert/strict';
import os from 'node:os';
import { evaluateMapping } from '../gateway/dist/sources/connectors/mapping/evaluate-mapping.js';
import { parseMapping } from '../gateway/dist/sources/connectors/mapping/parse-mapping.js';
import { pruneMapping } from '../gateway/dist/sources/connectors/mapping/prune-mapping.js';

/** How many times what `JSON.parse` takes a mapping may take. */
const bar = 3;
const rounds = 41;

const rows = Array.from({ length: 10_000 }, (_, index) => ({
  id: `p-${index}`,
  title: `Product number ${index}`,
  price: index / 4,
  stock: { count: index % 7, unit: 'box' },
  tags: ['a', 'b'],
}));
const text = JSON.stringify({ rows });
const selections = {
  'plain fields': '$.rows { id name: title price }',
  'nested and lists': '$.rows { id name: title price inStock: stock.count unit: $.stock.unit tags }',
  'methods and objects': `$.rows {
    id name: title price: price->mul(100) stock: { count: stock.count unit: stock.unit }
    tags: tags->joinNotNull(',') available: stock.count->gt(0) note: $(note? ?? 'none')
  }`,
};

const parseMs = median(() => JSON.parse(text));
console.log(`${os.cpus()[0]?.model}, Node ${process.version}, ${(text.length / 1e6).toFixed(2)} MB, 10000 rows`);
console.log(`JSON.parse: ${parseMs.toFixed(2)} ms, the median of ${rounds}`);
let missed = false;
/** What is asked of each row: everything, or two fields as most operations ask a few of many. */
const shapes = {
  '': undefined,
  ', asked for two fields': { fields: new Map(['id', 'name'].map((key) => [key, undefined])) },
};
const cases = Object.entries(selections).flatMap(([name, selection]) =>
  Object.entries(shapes).map(([asked, shape]) => ({
    name: `${name}${asked}`,
    mapping: pruneMapping(parseMapping(selection), shape),
  })),
);
for (const { name, mapping } of cases) {
  const data = JSON.parse(text);
  const run = () => evaluateMapping(mapping, data, new Map(), { maxWork: 1e6 + text.length });
  const { value, problems } = run();
  assert(Array.isArray(value));
  assert.equal(value.length, 10_000);
  assert.equal(value[9999].name, 'Product number 9999');
  assert.deepEqual(problems, []);
  const mapMs = median(run);
  const times = mapMs / parseMs;
  missed ||= times >= bar;
  console.log(`${name}: ${mapMs.toFixed(2)} ms, ${times.toFixed(2)} times JSON.parse (bar: ${bar})`);
}
process.exitCode = missed ? 1 : 0;

/** @param {() => unknown} run */
function median(run) {
  const times = Array.from({ length: rounds }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return times[Math.floor(rounds / 2)] ?? Number.NaN;
}
