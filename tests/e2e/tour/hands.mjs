/** What a person does on the tour, beyond what `Visitor` and `Welcome` know. Everything is clicked and typed. */

import { front } from '../browser.mjs';
import { SELECTORS, Settings } from '../hygieia.mjs';
import { until } from '../until.mjs';

/** @typedef {import('puppeteer-core').Page} Page */
/** @typedef {import('../person.mjs').Person} Person */
/** @typedef {import('../hygieia.mjs').PopupPage} PopupPage */

/** @param {string} name the value of a `data-test` attribute */
const hook = (name) => `[data-test="${name}"]`;

/** Parts of our pages that only the tour touches. */
export const PARTS = Object.freeze({
  welcome: {
    step: (/** @type {string} */ name) => `main[data-step="${name}"]`,
    first: hook('welcome-practice-first'),
    second: hook('welcome-practice-second'),
    result: hook('welcome-practice-result'),
    line: hook('notice-sample'),
  },
  playground: {
    first: hook('first'),
    second: hook('second'),
    strength: hook('strength'),
    common: hook('common'),
    reused: hook('reused'),
    prefix: hook('prefix'),
  },
  settings: {
    mirror: hook('source-mirror'),
    address: hook('source-mirror-address'),
    save: hook('source-mirror-save'),
    haveIBeenPwned: hook('source-have_i_been_pwned'),
    saved: hook('setting-breach_sources-status'),
  },
  popup: {
    dismissed: hook('dismissed'),
    switchOff: hook('switch-off'),
    switchOn: hook('switch-on'),
    /** @param {string} kind @param {string} way */
    ofFinding: (kind, way) => `${SELECTORS.popup.finding}[data-finding="${kind}"] ${way}`,
    week: `${SELECTORS.popup.snooze}[data-days="7"]`,
  },
});

/** @param {Page} page @param {string} selector */
export async function click(page, selector) {
  await front(page);
  await page.waitForSelector(selector, { visible: true });
  await page.click(selector);
}

/** @param {Page} page @param {string} selector @param {string} text */
export async function type(page, selector, text) {
  await click(page, selector);
  await page.keyboard.type(text);
}

/** Types over what stands in a field. @param {Page} page @param {string} selector @param {string} text */
export async function typeOver(page, selector, text) {
  await click(page, selector);
  await page.$eval(selector, (field) => /** @type {HTMLInputElement} */ (field).select());
  await page.keyboard.type(text);
}

/** What an element says. @param {Page} page @param {string} selector */
export const textOf = (page, selector) => page.$eval(selector, (element) => element.textContent?.trim() ?? '');

/**
 * Waits until an element says something that fits.
 *
 * @param {Page} page
 * @param {string} selector
 * @param {RegExp} pattern
 * @returns {Promise<string>}
 */
export function says(page, selector, pattern) {
  return until(`${selector} to say ${pattern}`, async () => {
    const text = await textOf(page, selector);
    return pattern.test(text) && text;
  });
}

/**
 * Types into a sign-up form, up to the point where only the submission is missing.
 *
 * @param {Person} person
 * @param {import('../demo.mjs').Site} site
 * @param {string} user
 * @param {string} password
 */
export async function fillSignUp({ visitor }, site, user, password) {
  await visitor.open(site.loginHost, '/signup');
  await visitor.type('#user', user);
  await visitor.type('#new-password', password);
  await visitor.type('#confirm', password);
}

/**
 * Does something on the settings page, in a tab of its own.
 *
 * @param {Person} person
 * @param {(page: Page) => Promise<void>} use
 */
export async function inSettings({ browser, page: before }, use) {
  const { page } = await Settings.open(browser);
  try {
    await use(page);
  } finally {
    await page.close();
    await front(before);
  }
}

/**
 * Makes a mirror the only leak list that is asked, on the settings page.
 *
 * @param {Page} page
 * @param {string} address
 * @returns {Promise<string>} what the page answers
 */
export async function setBreachSource(page, address) {
  const { mirror, address: field, save, haveIBeenPwned, saved } = PARTS.settings;
  await page.waitForSelector(field, { visible: true });
  // Three clicks select what stands there.
  await page.click(field, { count: 3 });
  await page.keyboard.type(address);
  const typed = await page.$eval(field, (field) => /** @type {HTMLInputElement} */ (field).value);
  if (typed !== address) throw new Error(`the field holds ${typed}`);
  await page.click(save);
  const said = await says(page, saved, /./);
  for (const [source, wanted] of /** @type {const} */ ([[mirror, true], [haveIBeenPwned, false]])) {
    const isOn = () => page.$eval(source, (box) => /** @type {HTMLInputElement} */ (box).checked);
    if ((await isOn()) !== wanted) {
      await page.click(source);
      await until(`${source} to be set`, async () => (await says(page, saved, /./)) && (await isOn()) === wanted);
    }
  }
  return said;
}

/**
 * Chooses a language on the settings page by the keyboard; the page then draws itself anew.
 *
 * @param {Page} page
 * @param {'Home' | 'End'} key the browser's language comes first, Japanese last
 * @param {'en' | 'ja'} language what the page is in afterwards
 */
export async function chooseLanguage(page, key, language) {
  const { language: choice } = SELECTORS.settings;
  await page.waitForSelector(choice, { visible: true });
  await page.focus(choice);
  await page.keyboard.press(key);
  await until(`the page in ${language}`, () =>
    page.evaluate(
      (language, choice) => document.documentElement.lang === language && document.querySelector(choice) !== null,
      language,
      choice,
    ),
  );
}

/**
 * Clicks a way out of one kind of finding, and waits until the popup tells it no more.
 *
 * @param {PopupPage} popup
 * @param {string} kind
 * @param {string} way selector
 */
export async function dismiss(popup, kind, way) {
  await popup.popup.click(PARTS.popup.ofFinding(kind, way));
  await until(`the popup to tell ${kind} no more`, async () => !(await popup.findings()).some(({ id }) => id === kind));
}
