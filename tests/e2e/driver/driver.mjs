/**
 * What differs between the two browsers, as one interface: `chromium.mjs` and `firefox.mjs` implement it and
 * `../browser.mjs` builds on it.
 */

import { existsSync } from 'node:fs';
import path from 'node:path';

/** @typedef {import('puppeteer-core').Browser} PuppeteerBrowser */
/** @typedef {import('puppeteer-core').Page} Page */

/**
 * @typedef {object} LaunchOptions
 * @property {'chromium' | 'firefox'} browser
 * @property {string} extensionDir folder of the built extension
 * @property {string} [profile] folder of the profile, kept afterwards; a throwaway one when left out
 * @property {boolean} [headless] default true
 * @property {string} [spki] base64 SHA-256 of the demo server's SubjectPublicKeyInfo: the one certificate Chromium accepts
 *   without an authority; Firefox has no such list and accepts any
 * @property {'en' | 'ja'} [lang] what the browser says it prefers; default `en`
 * @property {number} [proxy] the port on loopback of a proxy for everything
 * @property {readonly string[]} [internet] leave the Internet reachable, and map only these names to loopback in Firefox
 *   (it has no wildcard but "everything"); when left out, no name but `*.test` resolves in Chromium, and every name is
 *   loopback in Firefox
 */

/**
 * A notification of the operating system that is shown. Chromium tells ids only.
 *
 * @typedef {object} Notification
 * @property {string} id
 * @property {string} [title]
 * @property {string} [message]
 */

/**
 * The extension's popup as the toolbar opened it.
 *
 * @typedef {object} Popup
 * @property {<A extends unknown[], R>(fn: (...args: A) => R, ...args: A) => Promise<Awaited<R>>} evaluate runs `fn` in the
 *   popup's document; arguments and answer are JSON
 * @property {(selector: string) => Promise<void>} click a trusted click in the middle of the element
 * @property {(file: string) => Promise<void>} screenshot writes a PNG
 * @property {() => Promise<void>} close
 */

/**
 * @typedef {object} Driver
 * @property {PuppeteerBrowser} browser
 * @property {string} origin the extension's origin, `chrome-extension://…` or `moz-extension://…`
 * @property {(page: Page, url: string) => Promise<void>} goto takes a tab to a page of the extension
 * @property {(background: boolean) => Promise<Page>} newPage
 * @property {(helper: Page) => Promise<void>} stopBackground ends the worker or event page, as the browser does when it
 *   is idle
 * @property {(helper: Page) => Promise<boolean>} backgroundRuns
 * @property {(helper: Page) => Promise<Notification[]>} notifications
 * @property {(helper: Page, id: string) => Promise<void>} clickNotification tells the extension that it was clicked; no
 *   desktop is there to click on
 * @property {(origin: string, user: string, password: string) => Promise<void>} [saveLogin] gives the browser a login of
 *   a site, which it fills in from then on; only Firefox can be told
 * @property {() => Promise<string[]>} takeErrors uncaught errors of the extension's background, pages and content scripts,
 *   each told once; in Chromium what they wrote by `console.error` too
 * @property {(helper: Page) => Promise<Popup>} openPopup opens the popup over the active tab
 * @property {(page: Page, dark: boolean) => Promise<void>} dark makes pages prefer a dark colour scheme, or not
 */

/**
 * The first of `names` that is on the path; an environment variable goes before it.
 *
 * @param {string} variable
 * @param {string[]} names
 * @returns {string}
 */
export function findExecutable(variable, names) {
  const given = process.env[variable];
  if (given) return given;
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
      const file = path.join(folder, name);
      if (existsSync(file)) return file;
    }
  }
  throw new Error(`none of ${names.join(', ')} is installed; ${variable} may name one`);
}
