// What the offline filter costs in Chromium's worker, and how long a suffix is looked for in the answer of a breach source:
// by the core, and by npm's `hibp`, in this process. Both get the answer's bytes; the suffix stands in the last row.

import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pwnedPasswordRange } from 'hibp';

import { launch } from '../tests/e2e/browser.mjs';
import { startDemo } from '../tests/e2e/demo.mjs';
import { Welcome } from '../tests/e2e/hygieia.mjs';

/** @typedef {import('./bench.mjs').Row} Row */

/** Rows of an answer of Have I Been Pwned's, and rounds of measuring. */
const ROWS = 2_100;
const ROUNDS = 301;
const PASSWORD = 'made-up lamp 41 river';

/**
 * @param {string} extensionDir a build with the test door
 * @param {(values: number[]) => number} median
 * @returns {Promise<Row[]>}
 */
export async function measureBreach(extensionDir, median) {
  return [...(await measureFilter(extensionDir)), ...(await measureSearch(`${extensionDir}/wasm`, median))];
}

/** @param {string} extensionDir @returns {Promise<Row[]>} */
async function measureFilter(extensionDir) {
  const demo = await startDemo();
  const browser = await launch({ browser: 'chromium', extensionDir, spki: demo.spki });
  try {
    await (await Welcome.opened(browser)).accept({ online: false });
    const trial = await browser.evaluateInExtension((door) => chrome.runtime.sendMessage({ to: 'door', door }), { filter: true });
    if (typeof trial === 'string') throw new Error(trial);
    return [
      { name: 'offline filter: size', unit: 'KiB', value: statSync(`${extensionDir}/data/common.fuse`).size / 1024 },
      { name: 'offline filter: from fetch to ready', unit: 'ms', value: trial.load },
      { name: 'offline filter: checking the file', unit: 'ms', value: trial.check },
      { name: 'offline filter: one password', unit: 'µs', value: trial.lookup * 1000 },
    ];
  } finally {
    await browser.close();
    await demo.stop();
  }
}

/**
 * @param {string} dir the modules with the test door
 * @param {(values: number[]) => number} median
 * @returns {Promise<Row[]>}
 */
async function measureSearch(dir, median) {
  const core = await import(pathToFileURL(resolve(dir, 'hygieia.js')).href);
  core.initSync({ module: new WebAssembly.Module(new Uint8Array(readFileSync(`${dir}/hygieia_bg.wasm`))) });
  const digest = (/** @type {string} */ text) => createHash('sha1').update(text).digest('hex').toUpperCase();
  const [prefix, suffix] = [digest(PASSWORD).slice(0, 5), digest(PASSWORD).slice(5)];
  const others = Array.from({ length: ROWS - 1 }, (_, index) => `${digest(`other ${index}`).slice(5)}:${1 + (index * index) % 5_000}`);
  const body = new TextEncoder().encode([...others, `${suffix}:42`].join('\r\n'));

  const { fetch } = globalThis;
  globalThis.fetch = async () => new Response(body);
  try {
    /** @type {number[]} */
    const theirs = [];
    /** @type {number[]} */
    const ours = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const start = performance.now();
      const range = await pwnedPasswordRange(prefix);
      const count = range[suffix];
      const between = performance.now();
      const found = core.hygieia_door_contains(body, PASSWORD);
      ours.push(performance.now() - between);
      theirs.push(between - start);
      if (count !== 42 || found !== true) throw new Error(`hibp found ${count}, the core ${found}`);
    }
    return [
      { name: `a suffix in ${ROWS} rows: hibp`, unit: 'ms', value: median(theirs) },
      { name: `a suffix in ${ROWS} rows: the core`, unit: 'ms', value: median(ours) },
      { name: `a suffix in ${ROWS} rows: hibp against the core`, unit: 'times', value: median(theirs) / median(ours) },
    ];
  } finally {
    globalThis.fetch = fetch;
  }
}
