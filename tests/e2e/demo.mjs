/**
 * The demo sites of `hygieia-tools serve`, and how a person uses them: everything is clicked and typed, nothing is set.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:https';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { front } from './browser.mjs';
import { until } from './until.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The development tools, from `HYGIEIA_TOOLS` if it is set. */
export const TOOLS = process.env.HYGIEIA_TOOLS ?? `${ROOT}target/debug/hygieia-tools`;

/**
 * A demo site.
 *
 * @typedef {object} Site
 * @property {string} host
 * @property {string} loginHost where the login page lives
 * @property {boolean} [fetches] its login form posts by `fetch`: no navigation follows
 * @property {boolean} [twoPages] its login asks the user name first and the password on the next page
 */

/** The demo sites by their short names. */
export const SITES = Object.freeze({
  /** The ISP. @type {Site} */
  hikari: { host: 'hikari-net.test', loginHost: 'id.hikari-net.test' },
  /** A shop with a plain form. @type {Site} */
  minato: { host: 'minato-shop.test', loginHost: 'minato-shop.test' },
  /** An imitation of that shop. @type {Site} */
  imitation: { host: 'minato-sh0p.test', loginHost: 'minato-sh0p.test' },
  /** A shop that logs in by `fetch`. @type {Site} */
  kaede: { host: 'kaede-store.test', loginHost: 'kaede-store.test', fetches: true },
  /** The forum, with its two-page login. @type {Site} */
  tanuki: { host: 'tanuki-forum.test', loginHost: 'tanuki-forum.test', twoPages: true },
  /** A shop that answers 200 to every address. @type {Site} */
  yamabiko: { host: 'yamabiko-books.test', loginHost: 'yamabiko-books.test' },
});

/** Sites with a known breach; headless only. The last is known from the list of `breaches.test` alone. */
export const BREACHED = Object.freeze({
  soNet: { host: 'so-net.ne.jp', loginHost: 'so-net.ne.jp' },
  ocn: { host: 'ocn.ne.jp', loginHost: 'ocn.ne.jp' },
  nifty: { host: 'nifty.com', loginHost: 'nifty.com' },
  softbankTech: { host: 'softbanktech.co.jp', loginHost: 'softbanktech.co.jp' },
  softbank: { host: 'softbank.jp', loginHost: 'softbank.jp' },
  kawara: { host: 'kawara-club.test', loginHost: 'kawara-club.test' },
});

/** What every page of every demo site calls its parts. */
const PARTS = Object.freeze({
  user: '#user',
  password: '#password',
  newPassword: '#new-password',
  confirm: '#confirm',
  submit: '#submit',
  outcome: '#message, #error',
});

/** Every name the server answers to, for `launch({ internet })`. */
export const NAMES = Object.freeze([
  ...Object.values(SITES).flatMap(({ host, loginHost }) => [host, `www.${host}`, loginHost]),
  'range.test',
  'breaches.test',
  'start.test',
  'lab.test',
]);

/**
 * What the range server was asked.
 *
 * @typedef {object} RangeRequest
 * @property {string} method
 * @property {string} path
 * @property {string} query
 * @property {Record<string, string>} headers names in lower case
 */

/**
 * What a browser wanted of the proxy.
 *
 * @typedef {object} Wanted
 * @property {string} host with its port, as it was asked for
 * @property {string} method `CONNECT` for a tunnel, else of a request in one
 * @property {string} path path and query; empty for a tunnel
 * @property {Record<string, string>} headers names in lower case
 * @property {string} body
 */

/** The running server. */
export class Demo {
  /** @type {import('node:child_process').ChildProcess} */
  #process;

  /**
   * @param {import('node:child_process').ChildProcess} process
   * @param {{ port: number, proxy: number | null, spki: string }} ready
   */
  constructor(process, { port, proxy, spki }) {
    this.#process = process;
    this.port = port;
    /** The port of the proxy that records everything, for `launch`; null without one. */
    this.proxy = proxy;
    /** Base64 SHA-256 of the certificate's SubjectPublicKeyInfo, for `launch`. */
    this.spki = spki;
  }

  /**
   * @param {string} host
   * @param {string} [path]
   * @returns {string}
   */
  url(host, path = '/') {
    return `https://${host}:${this.port}${path}`;
  }

  /**
   * Everything the range server was asked since its start, oldest first.
   *
   * @returns {Promise<RangeRequest[]>}
   */
  rangeLog() {
    return this.#log('range.test');
  }

  /**
   * The same of who publishes the list of breached sites.
   *
   * @returns {Promise<RangeRequest[]>}
   */
  breachesLog() {
    return this.#log('breaches.test');
  }

  /**
   * Everything that went to the proxy since its start, oldest first.
   *
   * @returns {Promise<Wanted[]>}
   */
  traffic() {
    return this.#log('proxy.test');
  }

  /** @param {string} name @returns {Promise<any>} */
  async #log(name) {
    const host = `${name}:${this.port}`;
    // Loopback, and a certificate made a moment ago that no authority knows.
    const options = { host: '127.0.0.1', port: this.port, path: '/_log', headers: { host }, rejectUnauthorized: false };
    return new Promise((resolve, reject) => {
      const asked = request(options, async (response) => {
        try {
          if (response.statusCode !== 200) throw new Error(`/_log answered ${response.statusCode}`);
          let body = '';
          for await (const chunk of response.setEncoding('utf8')) body += chunk;
          resolve(JSON.parse(body));
        } catch (error) {
          reject(error);
        }
      });
      asked.on('error', reject).end();
    });
  }

  /** Ends the server and waits until it is gone. */
  async stop() {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exit = once(this.#process, 'exit');
    this.#process.stdin?.end();
    await exit;
  }
}

/**
 * Starts the server on a free port of loopback. It ends with this process at the latest: it watches its standard input.
 *
 * @param {object} [options]
 * @param {string} [options.www] folder that `start.test` serves
 * @param {string} [options.pages] folder that `lab.test` serves
 * @param {boolean} [options.proxy] whether there is a proxy that records all traffic
 * @param {string} [options.binary] default: `TOOLS`
 * @returns {Promise<Demo>}
 */
export async function startDemo({ www, pages, proxy, binary } = {}) {
  const file = binary ?? TOOLS;
  const args = ['serve', ...(www ? ['--www', www] : []), ...(pages ? ['--pages', pages] : []), ...(proxy ? ['--proxy'] : [])];
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${file} serve ended with ${code} before it was ready`);
  });
  const lines = createInterface({ input: child.stdout });
  try {
    const [line] = await Promise.race([once(lines, 'line'), ended]);
    return new Demo(child, JSON.parse(line));
  } finally {
    // It ends normally later; nobody waits for it then.
    ended.catch(() => {});
  }
}

/**
 * What a site answered.
 *
 * @typedef {object} Outcome
 * @property {boolean} ok
 * @property {string} text what `#message` or `#error` says
 */

/**
 * How a form is sent.
 *
 * @typedef {'enter' | 'click'} Way
 */

/** A person in front of one tab of the demo sites. */
export class Visitor {
  /**
   * @param {Demo} demo
   * @param {Page} page
   * @param {object} [options]
   * @param {number} [options.delay] milliseconds between two keys
   * @param {Way} [options.way] how this person sends a form
   */
  constructor(demo, page, { delay = 0, way = 'click' } = {}) {
    this.demo = demo;
    this.page = page;
    this.delay = delay;
    /** @type {Way} */
    this.way = way;
  }

  /**
   * Makes an account; the site logs it in.
   *
   * @param {Site} site
   * @param {string} user
   * @param {string} password
   * @returns {Promise<Outcome>}
   */
  async signUp(site, user, password) {
    await this.open(site.host, '/signup');
    await this.type(PARTS.user, user);
    await this.type(PARTS.newPassword, password);
    await this.type(PARTS.confirm, password);
    return this.submit();
  }

  /**
   * Logs in, whichever way the site does it.
   *
   * @param {Site} site
   * @param {string} user
   * @param {string} password
   * @returns {Promise<Outcome>}
   */
  async logIn(site, user, password) {
    await this.fillLogin(site, user, password);
    return this.submit({ navigates: !site.fetches });
  }

  /**
   * Types into the login form, up to the point where only the submission is missing.
   *
   * @param {Site} site
   * @param {string} user
   * @param {string} password
   */
  async fillLogin(site, user, password) {
    await this.open(site.loginHost, '/login');
    await this.type(PARTS.user, user);
    if (site.twoPages) {
      await this.send();
      await this.page.waitForSelector(PARTS.password);
    }
    await this.type(PARTS.password, password);
  }

  /**
   * Changes the password of the account that is logged in.
   *
   * @param {Site} site
   * @param {string} current
   * @param {string} next
   * @returns {Promise<Outcome>}
   */
  async changePassword(site, current, next) {
    await this.open(site.host, '/change-password');
    await this.type(PARTS.password, current);
    await this.type(PARTS.newPassword, next);
    await this.type(PARTS.confirm, next);
    return this.submit();
  }

  /**
   * Logs out, so that the next login starts anew.
   *
   * @param {Site} site
   */
  async logOut(site) {
    await this.open(site.host, '/account');
    await this.page.click('#logout');
    // The link leads over a redirect to the front page, which offers the login again.
    await until('the front page', () =>
      this.page.evaluate(() => document.readyState === 'complete' && document.querySelector('#login') !== null),
    );
  }

  /**
   * @param {string} host
   * @param {string} [path]
   */
  async open(host, path = '/') {
    // Firefox takes the end of a page that is still loading for the end of the one that is asked for.
    await until('the present page to be loaded', () => this.page.evaluate(() => document.readyState === 'complete'));
    const url = this.demo.url(host, path);
    await this.page.goto(url).catch(async (error) => {
      // Firefox's driver also says this when something else of the former page was given up, and goes on loading.
      if (!/NS_BINDING_ABORTED/.test(String(error))) throw error;
      const arrived = () => this.page.evaluate((url) => document.readyState === 'complete' && location.href === url, url);
      await until(`the page ${url}`, () => arrived().catch(() => false));
    });
    await front(this.page);
  }

  /**
   * Clicks into a field and types, key by key.
   *
   * @param {string} field selector
   * @param {string} text
   */
  async type(field, text) {
    await front(this.page);
    await this.page.click(field);
    await this.page.keyboard.type(text, { delay: this.delay });
  }

  /**
   * Fills a field as a password manager does: the value is set, and events no person made tell the page.
   *
   * @param {string} field selector
   * @param {string} text
   */
  async fillLikeManager(field, text) {
    await this.page.$eval(
      field,
      (element, text) => {
        const input = /** @type {HTMLInputElement} */ (element);
        input.focus();
        input.value = text;
        for (const type of ['input', 'change']) input.dispatchEvent(new Event(type, { bubbles: true }));
      },
      text,
    );
  }

  /** Sends the form and waits for nothing. */
  async send() {
    if (this.way === 'enter') await this.page.keyboard.press('Enter');
    else await this.page.click(PARTS.submit);
  }

  /**
   * Sends the form and waits for what the site says.
   *
   * @param {object} [options]
   * @param {boolean} [options.navigates] whether the answer is a new page
   * @returns {Promise<Outcome>}
   */
  async submit({ navigates = true } = {}) {
    // The old page may show an outcome too: the new one has not got this mark, or its text has changed.
    const before = await this.page.evaluate((outcome) => {
      /** @type {any} */ (window).hygieiaTestOldPage = true;
      return [...document.querySelectorAll(outcome)].map((element) => element.textContent).join('');
    }, PARTS.outcome);
    await this.send();
    return until('the site to answer', () =>
      this.page.evaluate(
        (outcome, navigates, before) => {
          if (document.readyState === 'loading') return null;
          const old = Boolean(/** @type {any} */ (window).hygieiaTestOldPage);
          const shown = [...document.querySelectorAll(outcome)].filter((element) => element.textContent?.trim());
          const text = shown.map((element) => element.textContent).join('');
          if (navigates ? old : text === before || !text) return null;
          return { ok: !shown.some((element) => element.id === 'error'), text: text.trim() };
        },
        PARTS.outcome,
        navigates,
        before,
      ),
    );
  }
}
