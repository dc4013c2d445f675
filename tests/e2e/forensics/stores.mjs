/** Everything that the extension's origin keeps, read by one of its pages, the vault opened. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { TOOLS } from '../demo.mjs';

/** @typedef {import('../browser.mjs').ExtensionBrowser} ExtensionBrowser */

/**
 * Runs a development tool with JSON on its standard input, and reads JSON from its output.
 *
 * @param {string[]} args
 * @param {unknown} input
 * @returns {Promise<any>}
 */
export async function tool(args, input) {
  const child = spawn(TOOLS, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(input));
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (code !== 0) throw new Error(`${TOOLS} ${args.join(' ')} ended with ${code}`);
  return JSON.parse(output);
}

/**
 * The rows of the vault's database, in base64 those that are bytes.
 *
 * @param {ExtensionBrowser} browser
 * @returns {Promise<Record<string, string>>}
 */
export function readVault(browser) {
  return browser.evaluateInExtension(async () => {
    const done = (/** @type {IDBRequest} */ request) =>
      new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: reject }));
    const database = await done(indexedDB.open('hygieia'));
    const store = database.transaction('vault').objectStore('vault');
    const [keys, values] = await Promise.all([done(store.getAllKeys()), done(store.getAll())]);
    database.close();
    const base64 = (/** @type {Uint8Array} */ bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    const shown = (/** @type {unknown} */ value) => (value instanceof Uint8Array ? base64(value) : value);
    return Object.fromEntries(keys.map((/** @type {string} */ key, /** @type {number} */ index) => [key, shown(values[index])]));
  });
}

/**
 * Puts another vault in the place of the browser's own; the next worker opens it.
 *
 * @param {ExtensionBrowser} browser
 * @param {Record<string, string>} rows as `readVault` gives them
 */
export async function plantVault(browser, rows) {
  await browser.killBackground();
  await browser.evaluateInExtension(async (rows) => {
    const request = indexedDB.open('hygieia');
    await new Promise((resolve, reject) => Object.assign(request, { onsuccess: resolve, onerror: reject }));
    const transaction = request.result.transaction('vault', 'readwrite');
    for (const [key, value] of Object.entries(rows)) {
      transaction.objectStore('vault').put(Uint8Array.from(atob(value), (byte) => byte.charCodeAt(0)), key);
    }
    await new Promise((resolve, reject) => Object.assign(transaction, { oncomplete: resolve, onerror: reject }));
    request.result.close();
  }, rows);
  // One that woke up meanwhile has read the former vault.
  await browser.killBackground();
  assert.deepEqual(await readVault(browser), rows);
}

/**
 * Everything that is kept, as `kept.mjs` describes it.
 *
 * @param {ExtensionBrowser} browser
 */
export async function dump(browser) {
  const sealed = await readVault(browser);
  const rest = await browser.evaluateInExtension(async () => {
    const folder = await navigator.storage.getDirectory().catch(() => null);
    const files = [];
    // @ts-ignore -- newer than the types.
    if (folder) for await (const name of folder.keys()) files.push(name);
    const session = await chrome.storage.session.get();
    return {
      databases: (await indexedDB.databases()).map(({ name }) => name),
      session: { ...session, session: JSON.parse(String(session.session)) },
      local: await chrome.storage.local.get(),
      sync: await chrome.storage.sync.get(),
      caches: await caches.keys().catch(() => []),
      files,
      cookie: document.cookie,
      localStorage: { ...localStorage },
      sessionStorage: { ...sessionStorage },
      alarms: (await chrome.alarms.getAll()).map(({ name }) => name).sort(),
      scripts: (await chrome.scripting.getRegisteredContentScripts()).map(({ id }) => id),
      notifications: Object.keys(await chrome.notifications.getAll()).sort(),
    };
  });
  const key = sealed.key ?? keyOf(rest);
  return { vault: await tool(['vault'], { key, state: sealed.state }), sealed, ...rest };
}

/**
 * The key of a vault that is open under a passphrase.
 *
 * @param {{ session: Record<string, any> }} kept
 */
export const keyOf = ({ session }) => Buffer.from(session.unlocked).toString('base64');
