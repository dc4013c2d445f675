/**
 * What most tests start with: the demo sites, a browser that has just got the extension, and a person who has accepted
 * first start and set the demo's range server as the breach source.
 */

import { PopupPage, Welcome } from './hygieia.mjs';
import { Visitor, startDemo } from './demo.mjs';
import { launchHere } from './setup.mjs';
import { until } from './until.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

export const DAY = 86_400_000;

/**
 * The breach sources of a person who asks a mirror alone.
 *
 * @param {string} address
 */
export const onlyMirror = (address) => [
  { name: 'mirror', on: true, address },
  { name: 'have_i_been_pwned', on: false, address: '' },
  { name: 'gwdg', on: false, address: '' },
];

/** A person with a browser. */
export class Person {
  /**
   * @param {import('./demo.mjs').Demo} demo
   * @param {import('./browser.mjs').ExtensionBrowser} browser
   * @param {Page} page
   */
  constructor(demo, browser, page) {
    this.demo = demo;
    this.browser = browser;
    this.page = page;
    this.visitor = new Visitor(demo, page);
  }

  /**
   * @param {object} [options]
   * @param {boolean} [options.online] whether breach checks are switched on
   * @param {string} [options.range] which of the range server's services is asked, as a path
   * @param {Partial<import('./browser.mjs').LaunchOptions>} [options.launch]
   * @param {string} [options.pages] folder that `lab.test` serves
   */
  static async begin({ online = true, range = '/range/', launch = {}, pages } = {}) {
    const demo = await startDemo(pages ? { pages } : {});
    try {
      const browser = await launchHere(demo, launch);
      await (await Welcome.opened(browser)).accept({ online });
      const person = new Person(demo, browser, await browser.page());
      await person.ask({ type: 'set', key: 'incident_source', value: demo.url('breaches.test', '/api/v3/') });
      await person.askOnly(demo.url('range.test', range));
      return person;
    } catch (error) {
      await demo.stop();
      throw error;
    }
  }

  /**
   * Asks the core as our own pages do.
   *
   * @param {object} ask
   * @returns {Promise<any>}
   */
  ask(ask) {
    return this.browser.evaluateInExtension((ask) => chrome.runtime.sendMessage({ to: 'core', ask }), ask);
  }

  /**
   * Has one range server asked, as one's own mirror, and no other.
   *
   * @param {string} address
   */
  askOnly(address) {
    return this.ask({ type: 'set', key: 'breach_sources', value: onlyMirror(address) });
  }

  /**
   * Sets the clock of the test door.
   *
   * @param {number} milliseconds from now
   * @param {boolean} [alarm] whether the alarm rings then
   */
  async shiftClock(milliseconds, alarm = false) {
    await this.browser.evaluateInExtension((door) => chrome.runtime.sendMessage({ to: 'door', door }), { clock: milliseconds, alarm });
  }

  /**
   * Waits until a site's login is confirmed: its account is in the vault.
   *
   * @param {string} host
   * @param {(account: any) => unknown} [wanted] what must hold of it
   * @returns {Promise<any>} the account as the popup gets it
   */
  account(host, wanted = () => true) {
    return until(`an account of ${host}`, async () => {
      const { accounts } = await this.popupView(host);
      return accounts.find(wanted) ?? null;
    });
  }

  /** What the popup of a site draws. @param {string} host */
  popupView(host) {
    return this.ask({ type: 'popup', tab: -1, url: this.demo.url(host), access: true });
  }

  /**
   * Signs up and waits until that is learned.
   *
   * @param {import('./demo.mjs').Site} site
   * @param {string} user
   * @param {string} password
   */
  async signUp(site, user, password) {
    await this.visitor.signUp(site, user, password);
    return this.account(site.host);
  }

  /** Signs up where Hygieia does not look: the account exists, nothing is learned. @param {import('./demo.mjs').Site} site @param {string} user @param {string} password */
  async haveAccount(site, user, password) {
    await this.ask({ type: 'set_off', site: site.host, off: true });
    await this.visitor.signUp(site, user, password);
    await this.visitor.logOut(site);
    await this.ask({ type: 'set_off', site: site.host, off: false });
  }

  /** The popup over this person's tab. */
  popup() {
    return PopupPage.over(this.browser, this.page);
  }

  /** Ends everything; the extension must have logged no error. */
  async end() {
    const errors = await this.browser.takeErrors().catch((error) => [String(error)]);
    await this.browser.close();
    await this.demo.stop();
    if (errors.length) throw new Error(`the extension has logged: ${JSON.stringify(errors, null, 1)}`);
  }
}
