/**
 * A day with passwords: what a person does in the forensic runs. It is the same with the extension and without, so that
 * what the browser itself keeps can be told from what Hygieia does.
 */

import { randomBytes } from 'node:crypto';
import { SITES } from '../demo.mjs';
import { SELECTORS, Welcome } from '../hygieia.mjs';
import { PARTS, click, says, type } from '../tour/hands.mjs';
import { until } from '../until.mjs';
import { dump } from './stores.mjs';

/** @typedef {import('../person.mjs').Person} Person */

const { hikari, minato, kaede, tanuki } = SITES;
const RESET = 'reset-lab.test';

/** Whose browser it is: a name that is found only where it was typed. */
export const USER = `taro${randomBytes(6).toString('hex')}@example.jp`;

/** Everything that is typed into a password field, by what it is: the last is Hygieia's own. */
/** @typedef {Record<'practice' | 'shared' | 'wrong' | 'next' | 'forum' | 'reset' | 'breached' | 'passphrase', string>} Passwords */

/**
 * Passwords that nobody has typed before, and a breached one: of the list that the range server knows.
 *
 * @param {string} breached
 * @returns {Passwords}
 */
export function freshPasswords(breached) {
  // Beyond ASCII too, and with characters that addresses and JSON write otherwise.
  const fresh = (/** @type {string} */ more) => `${randomBytes(9).toString('base64url')}${more}`;
  return {
    practice: fresh('&practice'),
    shared: fresh(' shared/1'),
    wrong: fresh('+wrong?'),
    next: fresh('"next%'),
    forum: fresh('ñandú'),
    reset: fresh('\\reset='),
    breached,
    passphrase: fresh('/of the vault'),
  };
}

/**
 * First start, with the practice field.
 *
 * @param {Person} person
 * @param {Passwords} passwords
 */
export async function firstStart({ browser }, { practice }) {
  const { page } = await Welcome.opened(browser);
  const { welcome } = SELECTORS;
  await click(page, welcome.accept);
  await click(page, welcome.onlineYes);
  await click(page, welcome.rotation.shopsAndIsps);
  await type(page, PARTS.welcome.first, practice);
  await type(page, PARTS.welcome.second, practice);
  await says(page, PARTS.welcome.line, /1 other site/);
  await click(page, welcome.finish);
}

/**
 * What the extension is waited for; a run without it waits for nothing.
 *
 * @typedef {object} Waits
 * @property {(host: string, wanted?: (account: any) => unknown) => Promise<unknown>} learned until an account is learned
 * @property {() => Promise<unknown>} staged until a login is under way
 * @property {() => Promise<unknown>} settled until none is
 * @property {() => Promise<unknown>} looked the popup, the overview and the settings are opened and closed
 */

/** @type {Waits} */
const NO_WAITS = {
  learned: async () => {},
  staged: async () => {},
  settled: async () => {},
  looked: async () => {},
};

/**
 * @param {Person} person
 * @returns {Waits}
 */
export function waitsOf(person) {
  const attempts = () =>
    person.browser.evaluateInExtension(async () => {
      const { session } = await chrome.storage.session.get('session');
      return /** @type {unknown[]} */ (JSON.parse(String(session)).attempts).length;
    });
  return {
    learned: async (host, wanted) => {
      await person.account(host, wanted);
      await atRest(person);
    },
    staged: () => until('a login to be staged', async () => (await attempts()) > 0),
    settled: async () => {
      await until('the login to be over', async () => (await attempts()) === 0);
      await atRest(person);
    },
    looked: async () => {
      await (await person.popup()).close();
      for (const path of [SELECTORS.paths.settings, '/pages/overview.html']) {
        const page = await person.browser.extensionPage(path);
        await until('the page to be drawn', () => page.evaluate(() => document.querySelector('main')?.textContent));
        await page.close();
      }
    },
  };
}

/**
 * Waits until nothing is left to be found or written, and returns what is kept then. What is found later is told as of
 * then: two lives that go on at once would differ in how long their machine took.
 *
 * @param {Person} person
 */
export function atRest({ browser }) {
  return until('all that is learned to be judged and written', async () => {
    const kept = await dump(browser);
    const { learned, requests } = kept.session.session;
    const isJudged = (/** @type {any} */ { password }) => password.score !== null && password.breach !== null && password.similar !== null;
    const isAnswered = (/** @type {any} */ { outcome }) => outcome !== null;
    return learned.length === 0 && requests.every(isAnswered) && kept.vault.accounts.every(isJudged) && kept;
  }, 30_000);
}

/**
 * Sign-ups, logins on one page, on two and by `fetch`, a wrong password, a change, a reset.
 *
 * @param {Person} person
 * @param {Passwords} passwords
 * @param {Waits} [waits]
 * @param {(moment: string) => Promise<unknown>} [look] is called where something is to be looked at
 */
export async function liveADay({ visitor, page }, passwords, waits = NO_WAITS, look = async () => {}) {
  const { shared, wrong, next, forum, reset, breached } = passwords;
  await visitor.signUp(hikari, USER, shared);
  await waits.learned(hikari.host);
  await visitor.signUp(minato, 'taro', shared);
  await waits.learned(minato.host);
  await waits.looked();

  await visitor.logOut(minato);
  await visitor.fillLogin(minato, 'taro', wrong);
  await waits.staged();
  await look('a wrong password under way');
  await visitor.submit();
  await waits.settled();

  await visitor.logIn(minato, 'taro', shared);
  await waits.settled();
  await visitor.changePassword(minato, shared, next);
  await waits.learned(minato.host, ({ changed_source }) => changed_source === 'observed');

  await visitor.signUp(kaede, 'hanako', breached);
  await waits.learned(kaede.host, ({ breach }) => breach.code === 'breach_found');
  await visitor.logOut(kaede);
  await visitor.logIn(kaede, 'hanako', breached);
  await waits.settled();

  await visitor.signUp(tanuki, 'saburo', forum);
  await waits.learned(tanuki.host);
  await visitor.logOut(tanuki);
  await visitor.logIn(tanuki, 'saburo', forum);
  await waits.settled();

  await visitor.open(RESET, '/reset.html');
  for (const field of ['#new-password', '#confirm']) await visitor.type(field, reset);
  await page.click('#submit');
  await waits.learned(RESET);
  await waits.looked();
  await look('the end of the day');
}
