/**
 * Controls: texts that are planted in every kind of store, and must be found. Where one is not, the search is blind, and
 * that it finds no password says nothing.
 */

import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { until } from '../until.mjs';

/** @typedef {import('../person.mjs').Person} Person */

const HOST = 'controls-lab.test';

/** Where bytes are planted, as a key is kept; their control is base64 of them. */
export const BYTES = 'extension IndexedDB bytes';

/**
 * Where a control is planted, and what must be unpacked to find it: nothing in particular where it says `any`. A browser is
 * missing where it keeps nothing: Firefox overwrites what is deleted, and its session store leaves out what a page of this
 * harness has.
 *
 * @type {Record<string, Partial<Record<'chromium' | 'firefox', string>>>}
 */
export const PLACES = {
  history: { chromium: 'sqlite', firefox: 'sqlite' },
  'session store': { chromium: 'any', firefox: 'moz_lz4' },
  cookie: { chromium: 'encrypted', firefox: 'sqlite' },
  'form field': { chromium: 'sqlite', firefox: 'sqlite' },
  'page localStorage': { chromium: 'level_db_log', firefox: 'snappy' },
  'page sessionStorage': { chromium: 'level_db_log' },
  'page IndexedDB key': { chromium: 'level_db_log', firefox: 'sqlite' },
  'page IndexedDB value': { chromium: 'level_db_log', firefox: 'snappy' },
  'page IndexedDB large value': { chromium: 'blink_snappy', firefox: 'any' },
  'page IndexedDB blob': { chromium: 'any', firefox: 'any' },
  'page IndexedDB deleted value': { chromium: 'level_db_log' },
  'page Cache API': { chromium: 'any', firefox: 'framed_snappy' },
  'page file system': { chromium: 'any', firefox: 'any' },
  'HTTP cache': { chromium: 'any', firefox: 'any' },
  'HTTP cache gzip': { chromium: 'gzip', firefox: 'gzip' },
  'HTTP cache brotli': { chromium: 'brotli', firefox: 'brotli' },
  'extension localStorage': { chromium: 'level_db_log', firefox: 'snappy' },
  'extension IndexedDB value': { chromium: 'level_db_log', firefox: 'snappy' },
  'extension IndexedDB deleted value': { chromium: 'level_db_log' },
  [BYTES]: { chromium: 'level_db_log', firefox: 'snappy' },
  'extension Cache API': { chromium: 'any', firefox: 'framed_snappy' },
  'extension storage.local': { chromium: 'level_db_table', firefox: 'snappy' },
  'extension storage.local deleted value': { chromium: 'level_db_table' },
  'extension storage.sync': { chromium: 'level_db_log', firefox: 'sqlite' },
};

/** Where nothing may lie on the disk. */
export const MEMORY = 'extension storage.session';

/** @returns {Record<string, string>} a text for each place */
export function freshControls() {
  const places = [...Object.keys(PLACES), MEMORY];
  const texts = places.map((place) => [place, randomBytes(15).toString('base64url')]);
  return { ...Object.fromEntries(texts), [BYTES]: randomBytes(32).toString('base64') };
}

/**
 * A text that holds a control in such a way that no compressed form of it shows the control as it is: what occurs for the
 * second time is copied, and the control's halves do not stand together when they first occur.
 *
 * @param {string} control
 * @param {number} [filler] how many letters stand around it
 */
function hidden(control = '', filler = 300) {
  const half = control.length / 2;
  const fill = (/** @type {string} */ letter) => letter.repeat(filler);
  return `${fill('x')}${control.slice(0, half)}${fill('y')}${control.slice(half)}${fill('z')}${control}`;
}

/**
 * Writes the files that the lab serves and browsers cache.
 *
 * @param {string} folder
 * @param {Record<string, string>} controls
 */
export async function writeCached(folder, controls) {
  const file = (/** @type {string} */ name) => path.join(folder, name);
  await writeFile(file('plain.txt'), hidden(controls['HTTP cache']));
  await writeFile(file('zipped.txt.gz'), gzipSync(hidden(controls['HTTP cache gzip'])));
  await writeFile(file('packed.txt.br'), brotliCompressSync(hidden(controls['HTTP cache brotli'])));
}

/**
 * What runs in a document, of a page or of the extension. `texts` holds the controls, hidden.
 *
 * @param {Record<string, string>} texts
 * @param {Record<string, string>} controls
 * @param {string} of `page` or `extension`
 */
async function plantHere(texts, controls, of) {
  const text = (/** @type {string} */ place) => texts[`${of} ${place}`] ?? '';
  const done = (/** @type {IDBRequest} */ request) =>
    new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: reject }));
  localStorage.setItem('control', text('localStorage'));
  sessionStorage.setItem('control', text('sessionStorage'));

  const open = indexedDB.open('controls', 1);
  open.onupgradeneeded = () => open.result.createObjectStore('controls');
  const database = await done(open);
  /** @param {(store: IDBObjectStore) => unknown} use */
  const write = async (use) => {
    const transaction = database.transaction('controls', 'readwrite', { durability: 'strict' });
    use(transaction.objectStore('controls'));
    await new Promise((resolve, reject) => Object.assign(transaction, { oncomplete: resolve, onabort: reject }));
  };
  await write((store) => store.put({ text: text('IndexedDB value') }, 'value'));
  await write((store) => store.put(controls[`${of} IndexedDB deleted value`], 'deleted'));
  await write((store) => store.delete('deleted'));
  const bytes = controls[`${of} IndexedDB bytes`];
  if (bytes) await write((store) => store.put(Uint8Array.from(atob(bytes), (byte) => byte.charCodeAt(0)), 'bytes'));
  if (of === 'page') {
    await write((store) => store.put(1, controls['page IndexedDB key']));
    await write((store) => store.put({ text: text('IndexedDB large value') }, 'large'));
    await write((store) => store.put(new Blob([text('IndexedDB blob')]), 'blob'));
    const folder = await navigator.storage.getDirectory();
    const file = await (await folder.getFileHandle('control', { create: true })).createWritable();
    await file.write(text('file system'));
    await file.close();
    document.cookie = `control=${controls.cookie}; max-age=86400; secure`;
  }
  database.close();

  const cache = await caches.open('controls');
  await cache.put('https://controls.test/', new Response(text('Cache API')));
}

/**
 * Plants them all: on a page of the lab, and in the extension's own origin.
 *
 * @param {Person} person
 * @param {Record<string, string>} controls
 */
export async function plant({ browser, demo, visitor, page }, controls) {
  const texts = Object.fromEntries(
    Object.entries(controls).map(([place, control]) => [place, hidden(control, place.includes('large') ? 1_000_000 : 300)]),
  );
  await visitor.open(HOST, `/controls.html?${controls.history}`);
  await page.evaluate(plantHere, texts, controls, 'page');
  for (const file of ['plain.txt', 'zipped.txt', 'packed.txt']) {
    await page.evaluate(async (url) => (await fetch(url)).text(), demo.url(HOST, `/${file}`));
  }
  await visitor.type('#colour', controls['form field'] ?? '');
  await page.click('#submit');
  await until('the page to answer', () => page.evaluate(() => document.querySelector('#message')?.textContent));

  const tab = await browser.extensionPage(`/pages/settings.html#${texts['session store']}`);
  await tab.close();

  await browser.evaluateInExtension(plantHere, texts, controls, 'extension');
  await browser.evaluateInExtension(
    async (texts, controls) => {
      await chrome.storage.local.set({ control: texts['extension storage.local'] });
      await chrome.storage.local.set({ deleted: controls['extension storage.local deleted value'] });
      await chrome.storage.local.remove('deleted');
      // So much that LevelDB makes a table of what came before.
      for (let times = 0; times < 8; times++) await chrome.storage.local.set({ filler: `${times}`.repeat(1_000_000) });
      await chrome.storage.local.remove('filler');
      await chrome.storage.sync.set({ control: texts['extension storage.sync'] });
      await chrome.storage.session.set({ control: controls['extension storage.session'] });
    },
    texts,
    controls,
  );
}
