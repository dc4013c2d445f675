// The benchmark: what the shipped modules weigh and how fast they wake, what the extension costs a page
// (bench-page.mjs), what a large vault costs (bench-vault.mjs), what the look for similar passwords takes
// (bench-similar.mjs), and what is known of breached ones (bench-breach.mjs). One row a measure.
//
//   node scripts/bench.mjs MODULES-DIR EXTENSION-DIR EXTENSION-WITH-DOOR-DIR [--json FILE]
//
// A module's times are medians under Node's engine, which is Chromium's. All times are wall-clock and vary with the
// machine.

import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

import { measureBreach } from './bench-breach.mjs';
import { measurePages } from './bench-page.mjs';
import { measureSimilar } from './bench-similar.mjs';
import { measureVault } from './bench-vault.mjs';

/** How often a time is taken. */
const ROUNDS = 31;

/** @typedef {{ name: string, unit: 'KiB' | 'ms' | 'µs' | 'times', value: number }} Row */

/** @param {number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

/**
 * Loads a module afresh: compiles it, makes an instance and runs its start.
 * @param {string} glue address of the JavaScript that wasm-bindgen wrote @param {Buffer} bytes @param {number} round
 */
async function wake(glue, bytes, round) {
  // Another query is another module: the glue keeps its one instance in a global.
  const { initSync } = await import(`${glue}?${round}`);
  const source = new Uint8Array(bytes);
  const start = performance.now();
  initSync({ module: new WebAssembly.Module(source) });
  return performance.now() - start;
}

/** @param {string} dir @param {string} name @returns {Promise<Row[]>} */
async function measure(dir, name) {
  const bytes = readFileSync(`${dir}/${name}_bg.wasm`);
  const glue = pathToFileURL(resolve(dir, `${name}.js`)).href;
  const times = [];
  for (let round = 0; round < ROUNDS; round += 1) times.push(await wake(glue, bytes, round));
  return [
    { name: `${name}.wasm size`, unit: 'KiB', value: bytes.length / 1024 },
    { name: `${name}.wasm compressed`, unit: 'KiB', value: gzipSync(bytes, { level: 9 }).length / 1024 },
    { name: `${name}.wasm compile and start, first`, unit: 'ms', value: times[0] ?? NaN },
    { name: `${name}.wasm compile and start, median`, unit: 'ms', value: median(times) },
  ];
}

const [, , dir, extensionDir, doorDir, flag, file] = process.argv;
if (!dir || !extensionDir || !doorDir || (flag !== undefined && (flag !== '--json' || !file))) {
  throw new Error('usage: bench.mjs MODULES-DIR EXTENSION-DIR EXTENSION-WITH-DOOR-DIR [--json FILE]');
}
const rows = [
  ...(await measure(dir, 'hygieia')),
  ...(await measure(dir, 'scorer')),
  ...(await measurePages(extensionDir)),
  ...(await measureSimilar(extensionDir)),
  ...(await measureVault(doorDir)),
  ...(await measureBreach(doorDir, median)),
];
for (const { name, unit, value } of rows) console.log(`${name.padEnd(60)} ${value.toFixed(2).padStart(10)} ${unit}`);
if (file) writeFileSync(file, `${JSON.stringify(rows, null, 2)}\n`);
