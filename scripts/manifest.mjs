// One manifest source, one manifest a browser.
//
//   node scripts/manifest.mjs chrome|firefox dist|door < extension/manifest.json > manifest.json
//
// The source holds what both browsers share; its keys "chrome" and "firefox" are merged over that, then, for a build
// with the test door, what its key "door" holds for that browser. None of the three reaches a browser.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** @typedef {{ [key: string]: unknown }} Fields */

const HELPERS = ['chrome', 'firefox', 'door'];

/** @param {unknown} value @returns {value is Fields} */
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * `over` laid over `base`: objects are merged, everything else is replaced.
 * @param {Fields} base @param {Fields} over @returns {Fields}
 */
function merge(base, over) {
  const merged = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const old = merged[key];
    merged[key] = isObject(old) && isObject(value) ? merge(old, value) : value;
  }
  return merged;
}

/**
 * The manifest of one browser.
 * @param {Fields} source what `extension/manifest.json` holds
 * @param {'chrome' | 'firefox'} browser
 * @param {'dist' | 'door'} kind
 * @returns {Fields}
 */
export function manifestFor(source, browser, kind) {
  const door = isObject(source.door) ? source.door[browser] : undefined;
  const layers = kind === 'door' ? [source[browser], door] : [source[browser]];
  let manifest = Object.fromEntries(Object.entries(source).filter(([key]) => !HELPERS.includes(key)));
  for (const over of layers) {
    if (!isObject(over)) throw new Error(`manifest: nothing for ${browser} (${kind})`);
    manifest = merge(manifest, over);
  }
  return manifest;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , browser, kind] = process.argv;
  if ((browser !== 'chrome' && browser !== 'firefox') || (kind !== 'dist' && kind !== 'door')) {
    throw new Error('usage: manifest.mjs chrome|firefox dist|door');
  }
  const source = JSON.parse(readFileSync(0, 'utf8'));
  process.stdout.write(`${JSON.stringify(manifestFor(source, browser, kind), null, 2)}\n`);
}
