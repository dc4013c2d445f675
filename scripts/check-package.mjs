// Proves that a folder is fit to be shipped: complete, without the test door, without a trace of who built it.
//
//   node scripts/check-package.mjs DIR…
//
// Prints what is wrong, one line each, and exits with 1; else the sizes. Paths of the building machine are looked for
// when they are given in HYGIEIA_PRIVATE_PATHS (separated by ":").

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

/** Says that the test door, or the demo sites that come with it, is in a file; also in a wasm module's names and data. */
const DOOR = ['test-door', 'test_door', 'hygieia_door', 'data-fxid', 'hikari-net.test', 'minato-shop.test'];
/** Development only: nothing of this is read by a browser. */
const STRAY = /(\.d\.ts|\.map|\.md|\.opt|\.key|(ts|js)config\.json|~)$/;
/** A relative specifier in `import … from '…'`, `export … from '…'`, `import '…'` or `import('…')`. */
const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*(['"])(\.{1,2}\/[^'"]+)\1/g;
/** A file named in a string, from the package's root: for `getURL`, `registerContentScripts` and their like. */
const LITERAL = /['"`]\/?((?:content|pages|wasm|icons|_locales)\/[\w./-]+\.\w+)['"`]/g;
/** Comments that stand at the start of a line, and types within one: they name files that are not loaded. */
const COMMENT = /^\s*\/\*[\s\S]*?\*\/|^\s*\/\/.*$|\/\*\*.*?\*\//gm;
/** A local address in HTML. */
const LINK = /\b(?:src|href)\s*=\s*(['"])([^'"#?]+)[^'"]*\1/g;

/** @typedef {{ path: string, bytes: Buffer }} Entry */

/** @param {string} dir @returns {Entry[]} sorted by path, with "/" between folders */
export function read(dir) {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .map((file) => ({ path: file.slice(dir.length).split(/[\\/]/).filter(Boolean).join('/'), bytes: readFileSync(file) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Every string anywhere in a JSON value. @param {unknown} value @returns {string[]} */
function strings(value) {
  if (typeof value === 'string') return [value];
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(strings);
  return [];
}

/**
 * The files a manifest names. Any string that looks like a path counts, wherever it stands, so that no key is forgotten.
 * @param {unknown} manifest @returns {string[]}
 */
function filesOf(manifest) {
  return strings(manifest)
    .filter((text) => /^[\w./-]+\.(js|mjs|css|html|json|png|svg)$/.test(text))
    .map((text) => text.replace(/^\//, ''));
}

/** @param {Entry} entry @returns {string[]} the files it loads, from the package's root */
function loadedBy({ path, bytes }) {
  const from = posix.dirname(path);
  const local = (/** @type {string} */ link) => (link.startsWith('/') ? link.slice(1) : posix.join(from, link));
  if (/\.m?js$/.test(path)) {
    const code = bytes.toString('utf8').replace(COMMENT, '');
    const imports = [...code.matchAll(IMPORT)].map((match) => local(match[2] ?? ''));
    return [...imports, ...[...code.matchAll(LITERAL)].map((match) => match[1] ?? '')];
  }
  if (!path.endsWith('.html')) return [];
  const text = bytes.toString('utf8');
  return [...text.matchAll(LINK)].map((match) => match[2] ?? '').filter((link) => !/^[a-z]+:/i.test(link)).map(local);
}

/** @param {Buffer} bytes @returns {unknown} the value, or undefined when it is not JSON */
function json(bytes) {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

/**
 * What keeps a folder from being shipped.
 * @param {Entry[]} entries
 * @param {string[]} [privatePaths] paths of the building machine
 * @returns {string[]} one line a problem
 */
export function problems(entries, privatePaths = []) {
  /** @type {string[]} */
  const found = [];
  const names = new Set(entries.map(({ path }) => path));
  const need = (/** @type {string} */ file, /** @type {string} */ by) => {
    if (!names.has(file)) found.push(`${by} names ${file}, which is missing`);
  };

  for (const entry of entries) {
    const { path, bytes } = entry;
    if (/door/i.test(path)) found.push(`${path}: the test door`);
    if (STRAY.test(path) || path.split('/').some((part) => part.startsWith('.'))) found.push(`${path}: does not belong here`);
    for (const word of DOOR) if (bytes.includes(word)) found.push(`${path}: holds "${word}"`);
    for (const word of privatePaths) if (bytes.includes(word)) found.push(`${path}: holds a path of this machine`);
    if (path.endsWith('.json') && json(bytes) === undefined) found.push(`${path}: is not JSON`);
    for (const file of loadedBy(entry)) need(file, path);
  }
  for (const module of ['hygieia', 'scorer']) {
    for (const file of [`wasm/${module}.js`, `wasm/${module}_bg.wasm`]) need(file, 'the design');
  }
  need('data/common.fuse', 'the core');
  need('data/NOTICE.txt', 'its licence');
  need('data/LICENSES.txt', 'what the modules contain');
  found.push(...manifestProblems(entries, need));
  return found;
}

/**
 * @param {Entry[]} entries @param {(file: string, by: string) => void} need @returns {string[]}
 */
function manifestProblems(entries, need) {
  const bytes = entries.find(({ path }) => path === 'manifest.json')?.bytes;
  if (!bytes) return ['manifest.json is missing'];
  const manifest = json(bytes);
  if (typeof manifest !== 'object' || manifest === null) return [];
  const fields = /** @type {{ [key: string]: unknown }} */ (manifest);
  for (const file of filesOf(manifest)) need(file, 'manifest.json');

  const found = ['chrome', 'firefox', 'door'].filter((key) => key in fields).map((key) => `manifest.json: still holds "${key}"`);
  const locale = fields.default_locale;
  if (typeof locale !== 'string') return [...found, 'manifest.json: no default_locale'];
  const locales = entries.filter(({ path }) => /^_locales\/[^/]+\/messages\.json$/.test(path));
  for (const wanted of new Set([locale, 'en', 'ja'])) need(`_locales/${wanted}/messages.json`, 'manifest.json');
  const keys = strings(manifest).flatMap((text) => [...text.matchAll(/__MSG_(\w+)__/g)].map((match) => match[1] ?? ''));
  for (const { path, bytes: text } of locales) {
    const messages = json(text);
    for (const key of keys) {
      if (typeof messages !== 'object' || messages === null || !(key in messages)) found.push(`${path}: has no "${key}"`);
    }
  }
  return found;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const privatePaths = (process.env.HYGIEIA_PRIVATE_PATHS ?? '').split(':').filter((path) => path.length > 1);
  for (const dir of process.argv.slice(2)) {
    const entries = existsSync(dir) ? read(dir) : [];
    const found = problems(entries, privatePaths);
    for (const line of found) console.error(`${dir}: ${line}`);
    if (found.length > 0) process.exitCode = 1;
    const size = (/** @type {Buffer} */ bytes) => `${(bytes.length / 1024).toFixed(1)} KiB`;
    console.log(`${dir}: ${entries.length} files, ${size(Buffer.concat(entries.map(({ bytes }) => bytes)))}`);
    for (const { path, bytes } of entries.filter(({ path }) => path.endsWith('.wasm'))) {
      console.log(`  ${path}: ${size(bytes)}, ${size(gzipSync(bytes, { level: 9 }))} compressed`);
    }
  }
}
