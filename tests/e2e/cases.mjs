/**
 * Cases: one login form each, what a person does with it, and what must have been learned afterwards.
 *
 * All cases of a file share a browser, and each has a site, a tab and an account of its own. One at a time has the
 * hands: it opens its page, types and clicks. Meanwhile others wait for what comes of theirs, which takes some seconds.
 */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { front } from './browser.mjs';
import { SITES, Visitor } from './demo.mjs';
import { noticeSays } from './hygieia.mjs';
import { Person } from './person.mjs';
import { BROWSER } from './setup.mjs';
import { until } from './until.mjs';

/** @typedef {import('puppeteer-core').Page} Page */
/** @typedef {import('puppeteer-core').Frame} Frame */

const PAGES = fileURLToPath(new URL('./pages/', import.meta.url));

export const USER = 'taro';
/** How an account of that name is shown; who sees it has taken the right field for the user name. */
const HINT = 'ta…';
/** In use on another site: "reused" proves that exactly these characters were learned. */
export const KNOWN = 'maple-47-river';
/** In use nowhere. */
export const OTHER = 'birch-58-cloud';

/** How many cases are under way at once. */
const AT_ONCE = 4;
/** How long it may take until a login is learned, or found to be none, in milliseconds. */
const PATIENCE = 30_000;

/**
 * What must be learned. It is always the password `KNOWN`.
 *
 * @typedef {object} Learned
 * @property {string} [on] the site, where that is not the page's own, with `HOST` as in `page`
 * @property {string | null} [name] the user name's hint; default: that of `USER`
 * @property {string | string[]} [source] as what the form was read: a login (`first_seen`, the default), a sign-up
 *   (`sign_up`) or a change of password (`observed`); several where any of them is right
 */

/**
 * @typedef {object} Case
 * @property {string} name
 * @property {string} page below `pages/cases/`; `HOST` in it stands for the site's own host
 * @property {Record<string, string>} [roles] what the fields are read as, by their ids; those not named are nothing of ours
 * @property {(hands: Hands) => Promise<unknown>} [does] default: types `USER` and `KNOWN` and clicks
 * @property {Learned | null} [learned] null: nothing
 */

/** A person's hands on the tab of one case. */
export class Hands {
  /**
   * @param {Person} person
   * @param {Page} page
   * @param {string} host
   */
  constructor(person, page, host) {
    this.person = person;
    this.page = page;
    /** The case's own site. */
    this.host = host;
    /** Where fields are looked for. @type {Page | Frame} */
    this.place = page;
  }

  /** @param {string} path */
  async open(path) {
    await this.page.goto(this.person.demo.url(this.host, `/cases/${path.replaceAll('HOST', this.host)}`));
  }

  /** From now on fields are looked for in the page's frame. */
  async enterFrame() {
    const element = await this.page.waitForSelector('iframe');
    this.place = await until('the frame', () => element?.contentFrame());
    await this.place.waitForSelector('#password');
  }

  /** @param {string} selector */
  async click(selector) {
    await front(this.page);
    await this.place.click(selector);
  }

  /** Clicks into a field and types, key by key. @param {string} selector @param {string} text */
  async type(selector, text) {
    await this.click(selector);
    await this.page.keyboard.type(text);
  }

  /** Clicks a part of a page that keeps it in a shadow root. @param {string} id */
  async clickPart(id) {
    await front(this.page);
    const { x, y } = await this.page.evaluate((id) => {
      const { left, top, width, height } = /** @type {any} */ (window).part(id).getBoundingClientRect();
      return { x: left + width / 2, y: top + height / 2 };
    }, id);
    await this.page.mouse.click(x, y);
  }

  /** @param {string} user @param {string} password */
  async fillParts(user, password) {
    await this.clickPart('user');
    await this.page.keyboard.type(user);
    await this.clickPart('password');
    await this.page.keyboard.type(password);
  }

  async enter() {
    await this.page.keyboard.press('Enter');
  }

  /** Types into the usual fields. */
  async fill({ user = USER, password = KNOWN } = {}) {
    await this.type('#user', user);
    await this.type('#password', password);
  }

  /** The usual login. */
  async logIn({ user = USER, password = KNOWN } = {}) {
    await this.fill({ user, password });
    await this.click('#submit');
  }

  /** Sets a field's value as a script does that is no person: no event tells of it. @param {string} selector @param {string} text */
  async set(selector, text) {
    await this.place.$eval(selector, (field, text) => void (/** @type {HTMLInputElement} */ (field).value = text), text);
  }

  /** Lets a password manager fill in: the values are set, and events that no person made tell the page. */
  async fillLikeManager() {
    const visitor = new Visitor(this.person.demo, this.page);
    await visitor.fillLikeManager('#user', USER);
    await visitor.fillLikeManager('#password', KNOWN);
  }

  /** Waits until the line says something that fits. @param {RegExp} pattern */
  async lineSays(pattern) {
    await noticeSays(this.page, pattern);
  }

  /** Waits until the tab is at an address, and asks nothing of the page: in Chromium that would count as a person's act. @param {string} path */
  async arrives(path) {
    await until(`the tab to be at ${path}`, () => new URL(this.page.url()).pathname === path);
  }

  /** Waits until the page says that it is over. */
  async thanked() {
    await this.#says('#message');
  }

  /** Waits until the page says that it was wrong. */
  async refused() {
    await this.#says('#error');
  }

  /** @param {string} selector */
  async #says(selector) {
    await until(`the page to answer in ${selector}`, () =>
      this.place.evaluate((selector) => Boolean(document.querySelector(selector)?.textContent?.trim()), selector),
    );
  }

  /** Waits until what was typed is staged: the pause after the last key is over, and the background knows. */
  async staged() {
    await until('the login to be staged', async () => (await attemptsOn(this.person, this.host)).length > 0);
  }
}

/**
 * The logins under way on a site.
 *
 * @param {Person} person
 * @param {string} host
 * @returns {Promise<{ progress: unknown, tag: number }[]>}
 */
export async function attemptsOn(person, host) {
  const { session } = await person.browser.evaluateInExtension(() => chrome.storage.session.get('session'));
  /** @type {{ attempts: { site: string, progress: unknown, tag: number }[] }} */
  const { attempts } = JSON.parse(String(session ?? '{"attempts":[]}'));
  return attempts.filter(({ site }) => site === host);
}

/** Lets one at a time do something that needs the keyboard and the tab in front. */
export function oneAtATime() {
  let last = Promise.resolve();
  /**
   * @template T
   * @param {() => Promise<T>} act
   * @returns {Promise<T>}
   */
  return (act) => {
    const mine = last.then(act);
    last = mine.then(
      () => {},
      () => {},
    );
    return mine;
  };
}

/**
 * Declares the tests of a table.
 *
 * @param {string} title
 * @param {Case[]} cases
 */
export function describeCases(title, cases) {
  describe(`${title} in ${BROWSER}`, { concurrency: AT_ONCE }, () => {
    /** @type {Person} */
    let person;
    const handsFree = oneAtATime();

    before(async () => {
      person = await Person.begin({ online: false, pages: PAGES });
      await person.signUp(SITES.hikari, USER, KNOWN);
    });
    after(() => person?.end());

    cases.forEach(({ name, page, roles, does = (hands) => hands.logIn(), learned = {} }, index) => {
      test(name, async () => {
        const host = `case-${index}-lab.test`;
        const tab = await handsFree(async () => {
          const tab = await person.browser.page();
          const hands = new Hands(person, tab, host);
          await hands.open(page);
          if (roles) assert.deepEqual(await readRoles(person, tab), roles);
          await does(hands);
          return tab;
        });
        if (learned) await expectLearned(person, (learned.on ?? 'HOST').replace('HOST', host), learned);
        else await expectNothing(person, host, handsFree);
        await tab.close();
      });
    });
  });
}

/**
 * The roles of a page's fields by their ids, or by their names where they have none.
 *
 * @param {Person} person
 * @param {Page} tab
 */
async function readRoles(person, tab) {
  /** @type {{ forms: { snapshot: { fields: { id: string, name: string }[] }, reading: { roles: [role: string, reason: unknown][] } }[] }} */
  const { forms } = await person.browser.evaluateInExtension(
    (forms) => chrome.runtime.sendMessage({ to: 'door', door: { forms } }),
    await person.browser.tabIdOf(tab),
  );
  const read = forms.flatMap(({ snapshot, reading }) =>
    snapshot.fields.map(({ id, name }, index) => [id || name, reading.roles[index]?.[0]]),
  );
  return Object.fromEntries(read.filter(([, role]) => role !== 'other'));
}

/** @param {Person} person @param {string} host @param {Learned} learned */
async function expectLearned(person, host, { name = HINT, source = 'first_seen' }) {
  const accounts = await until(
    `an account of ${host}`,
    async () => {
      const { accounts } = await person.popupView(host);
      return accounts.length > 0 && accounts;
    },
    PATIENCE,
  );
  assert.equal(accounts.length, 1);
  const [{ name: hint, changed_source, advice }] = accounts;
  const found = advice.map((/** @type {any} */ { id }) => id.kind);
  assert.ok(found.includes('reused'), 'the characters are not those that were typed');
  assert.equal(hint, name);
  assert.ok([source].flat().includes(changed_source), `read as ${changed_source}`);
}

/**
 * A login elsewhere is begun after the case's and learned: whatever the case's page sent has arrived before. Then the
 * case's own, if one was submitted, must have come to its end.
 *
 * @param {Person} person
 * @param {string} host
 * @param {ReturnType<typeof oneAtATime>} handsFree
 */
async function expectNothing(person, host, handsFree) {
  const elsewhere = `after-${host}`;
  const tab = await handsFree(async () => {
    const tab = await person.browser.page();
    const hands = new Hands(person, tab, elsewhere);
    await hands.open('plain.html');
    await hands.logIn();
    return tab;
  });
  await expectLearned(person, elsewhere, {});
  await tab.close();
  await until(
    'the login to be over',
    // One that was typed and never sent stays what it is; it is written as a word.
    async () => (await attemptsOn(person, host)).every(({ progress }) => typeof progress === 'string'),
    PATIENCE,
  );
  const { accounts } = await person.popupView(host);
  const learned = accounts.map((/** @type {any} */ { name, changed_source }) => ({ name, changed_source }));
  assert.deepEqual(learned, []);
}
