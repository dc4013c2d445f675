/**
 * A real browser with the extension in it: the one thing tests and the tour launch.
 */

import { launchChromium } from './driver/chromium.mjs';
import { launchFirefox } from './driver/firefox.mjs';
import { until } from './until.mjs';

/** @typedef {import('./driver/driver.mjs').Driver} Driver */
/** @typedef {import('./driver/driver.mjs').LaunchOptions} LaunchOptions */
/** @typedef {import('./driver/driver.mjs').Page} Page */

/**
 * @param {LaunchOptions} options
 * @returns {Promise<ExtensionBrowser>}
 */
export async function launch(options) {
  const driver = await (options.browser === 'firefox' ? launchFirefox(options) : launchChromium(options));
  const browser = new ExtensionBrowser(options.browser, driver);
  // Tabs are told apart by the helper; a person at the screen should not see one, so there it opens when it is needed.
  if (options.headless !== false) await browser.helper();
  return browser;
}

/** A running browser. Every test closes its own. */
export class ExtensionBrowser {
  /** @type {Driver} */
  #driver;
  /** @type {Promise<Page> | undefined} */
  #helper;
  /** @type {WeakMap<Page, number>} */
  #tabs = new WeakMap();

  /**
   * @param {'chromium' | 'firefox'} name
   * @param {Driver} driver
   */
  constructor(name, driver) {
    this.name = name;
    this.#driver = driver;
    /** The extension's origin, without a slash at the end. */
    this.origin = driver.origin;
    /** The puppeteer browser, for what this class does not offer. */
    this.puppeteer = driver.browser;
  }

  /**
   * A new tab, in front.
   *
   * @param {string} [url] where to go
   * @returns {Promise<Page>}
   */
  async page(url) {
    const before = this.#helper ? new Set((await this.#allTabs()).map(({ id }) => id)) : null;
    const page = await this.#driver.newPage(false);
    page.setDefaultTimeout(10_000);
    if (before) {
      // The extension may open a tab of its own at the same moment; that one has an address.
      const added = (await this.#allTabs()).filter(({ id, url }) => !before.has(id) && (!url || url === 'about:blank'));
      if (added.length === 1 && added[0]) this.#tabs.set(page, added[0].id);
    }
    if (url) await page.goto(url);
    return page;
  }

  /**
   * A page of the extension in a tab of its own, in front.
   *
   * @param {string} path inside the extension, for example `/pages/welcome.html`
   * @returns {Promise<Page>}
   */
  async extensionPage(path) {
    const page = await this.page();
    await this.#driver.goto(page, new URL(path, `${this.origin}/`).href);
    return page;
  }

  /**
   * The tab that the extension itself opened, once it is there.
   *
   * @param {string} path how the address begins after the origin
   * @returns {Promise<Page>}
   */
  async openedPage(path) {
    return this.openedTab((url) => url.startsWith(new URL(path, `${this.origin}/`).href));
  }

  /**
   * A tab that this harness did not open, found by its address.
   *
   * @param {(url: string) => boolean} wanted
   * @returns {Promise<Page>}
   */
  async openedTab(wanted) {
    const page = await until('a tab to be opened', async () => {
      for (const page of await this.puppeteer.pages()) {
        // puppeteer does not learn the address of Firefox's extension pages: the page itself knows.
        const url = await page.evaluate(() => (document.readyState === 'complete' ? location.href : '')).catch(() => '');
        if (url && wanted(url)) return page;
      }
      return null;
    });
    page.setDefaultTimeout(10_000);
    return page;
  }

  /**
   * Runs a function where `chrome.*` is: in a document of the extension's origin on which no script of its own runs.
   *
   * @template {unknown[]} A
   * @template R
   * @param {(...args: A) => R} fn it is sent as text, so it sees nothing of its surroundings; arguments and answer are JSON
   * @param {A} args
   * @returns {Promise<Awaited<R>>}
   */
  async evaluateInExtension(fn, ...args) {
    // puppeteer's own type knows handles as arguments and loses the answer's type over it.
    return (await this.helper()).evaluate(/** @type {any} */ (fn), ...args);
  }

  /**
   * The background tab behind `evaluateInExtension`.
   *
   * @returns {Promise<Page>}
   */
  async helper() {
    const open = await this.#helper;
    if (!open || open.isClosed()) {
      this.#helper = this.#driver.newPage(true).then(async (page) => {
        await this.#driver.goto(page, `${this.origin}/manifest.json`);
        return page;
      });
    }
    return /** @type {Promise<Page>} */ (this.#helper);
  }

  /**
   * The browser's number for a tab.
   *
   * @param {Page} page
   * @returns {Promise<number>}
   * @throws {Error} for a tab that this harness did not open, when another one shows the same address
   */
  async tabIdOf(page) {
    const known = this.#tabs.get(page);
    if (known !== undefined) return known;
    const href = await page.evaluate(() => location.href);
    const found = (await this.#allTabs()).filter(({ url }) => url === href);
    if (found.length !== 1 || !found[0]) throw new Error(`${found.length} tabs show ${href}`);
    this.#tabs.set(page, found[0].id);
    return found[0].id;
  }

  #allTabs() {
    return this.evaluateInExtension(async () =>
      (await chrome.tabs.query({})).map(({ id, url }) => ({ id: /** @type {number} */ (id), url })),
    );
  }

  /**
   * The toolbar badge's text over a tab.
   *
   * @param {Page} page
   * @returns {Promise<string>} empty without a badge
   */
  async badge(page) {
    const tabId = await this.tabIdOf(page);
    return this.evaluateInExtension((tabId) => chrome.action.getBadgeText({ tabId }), tabId);
  }

  /**
   * Opens the real popup over a tab, as a click on the toolbar button does.
   *
   * @param {Page} page
   * @returns {Promise<import('./driver/driver.mjs').Popup>}
   */
  async openPopup(page) {
    await front(page);
    return this.#driver.openPopup(await this.helper());
  }

  /** Ends the worker or the event page at once; the next event wakes a new one. */
  async killBackground() {
    await this.#driver.stopBackground(await this.helper());
  }

  /**
   * Whether the background is awake. Asking does not wake it.
   *
   * @returns {Promise<boolean>}
   */
  async backgroundRuns() {
    return this.#driver.backgroundRuns(await this.helper());
  }

  /** The notifications that are shown; only Firefox tells their texts. */
  async notifications() {
    return this.#driver.notifications(await this.helper());
  }

  /** Clicks a notification that is shown. @param {string} id */
  async clickNotification(id) {
    await this.#driver.clickNotification(await this.helper(), id);
  }

  /**
   * Gives the browser a login of a site, which it fills in from then on. Only Firefox can be told.
   *
   * @param {string} origin @param {string} user @param {string} password
   */
  async saveLogin(origin, user, password) {
    if (!this.#driver.saveLogin) throw new Error(`${this.name} cannot be given a login`);
    await this.#driver.saveLogin(origin, user, password);
  }

  /**
   * Uncaught errors and unhandled rejections of the extension's background, pages and content scripts since the launch, or
   * since this was last asked; in Chromium what they wrote by `console.error` too.
   *
   * @returns {Promise<string[]>} `/file.js: message`
   */
  takeErrors() {
    return this.#driver.takeErrors();
  }

  /**
   * Makes a page prefer a dark colour scheme, or a light one. In Firefox it holds for every page.
   *
   * @param {Page} page
   * @param {boolean} dark
   */
  dark(page, dark) {
    return this.#driver.dark(page, dark);
  }

  async close() {
    await this.puppeteer.close();
  }

  /** Resolves when the browser has gone, by `close()` or because the person at the screen closed it. */
  async ended() {
    if (!this.puppeteer.connected) return;
    await new Promise((resolve) => this.puppeteer.once('disconnected', resolve));
  }
}

/**
 * Brings a tab to the front if it is not there: Chromium draws no frames for one behind, and a click waits for them.
 *
 * @param {Page} page
 */
export async function front(page) {
  // Not always: in Firefox it takes the focus from the field it was in.
  if ((await page.evaluate(() => document.visibilityState)) === 'hidden') await page.bringToFront();
}
