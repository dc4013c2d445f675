// The background ended at random moments of many logins: what is learned is what a run without that learns.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Hands, OTHER, USER, attemptsOn, oneAtATime } from './cases.mjs';
import { plantVault, readVault, tool } from './forensics/stores.mjs';
import { Person } from './person.mjs';
import { seeded } from './random.mjs';
import { BROWSER } from './setup.mjs';
import { until } from './until.mjs';

const PAGES = fileURLToPath(new URL('./pages/', import.meta.url));

/** How many logins there are, each with a moment at which the background is ended. */
const KILLS = process.env.HYGIEIA_LONG ? 200 : 20;
/** How many are under way at once: one ended background interrupts them all. */
const AT_ONCE = 3;
/** Within how many milliseconds of a login's beginning the background is ended: it is learned after about so long. */
const WITHIN = 5_000;
/** How long it may take until a login is learned, or found to be none, in milliseconds. */
const PATIENCE = 40_000;
/** How many steps of storing are made to fail, one a login (every login has so many), and how often each. */
const STEPS = 12;
const TIMES = process.env.HYGIEIA_LONG ? 4 : 1;
/** How long a person looks at what was typed, in milliseconds. */
const A_LOOK = 1_500;
/** How many browsers share them. */
const BROWSERS = 2;
/** From which the moments follow; `HYGIEIA_SEED` repeats a run. */
const SEED = Number(process.env.HYGIEIA_SEED ?? Date.now() % 2 ** 31);

/** One that several of the logins share. */
const SHARED = 'maple-47-river';

/**
 * A login and what comes of it.
 *
 * @typedef {object} Visit
 * @property {string} page
 * @property {(hands: Hands, password: string) => Promise<unknown>} fill up to the point where only the submission is missing
 * @property {(hands: Hands) => Promise<unknown>} answered until the page has answered
 * @property {boolean} [refused] nothing is to be learned
 */

/** @type {Visit[]} */
const VISITS = [
  {
    page: 'plain.html',
    fill: (hands, password) => hands.fill({ password }),
    answered: (hands) => hands.thanked(),
  },
  {
    page: 'fetch.html',
    fill: (hands, password) => hands.fill({ password }),
    answered: (hands) => hands.thanked(),
  },
  {
    page: 'name-first.html',
    fill: async (hands, password) => {
      await hands.type('#user', USER);
      // A person does not click at once. The name may be lost all the same, see below.
      await new Promise((resolve) => setTimeout(resolve, A_LOOK));
      await hands.click('#submit');
      await hands.page.waitForSelector('#password');
      await hands.type('#password', password);
    },
    answered: (hands) => hands.thanked(),
  },
  {
    page: 'again.html',
    fill: (hands) => hands.fill({ password: `wrong-${OTHER}` }),
    answered: (hands) => hands.refused(),
    refused: true,
  },
  {
    page: 'three-passwords.html',
    fill: async (hands, password) => {
      await hands.type('#first', OTHER);
      await hands.type('#second', password);
      await hands.type('#third', password);
    },
    answered: (hands) => hands.thanked(),
  },
];

/**
 * A run of all logins.
 *
 * @param {object} options
 * @param {number[]} [options.moments] when the background is ended, in milliseconds from the beginning of each login
 * @param {(rows: Record<string, string>) => void} [options.onVault] gets the vault as it is before the first login
 * @param {Promise<Record<string, string>>} [options.vault] the one to begin with, so that equal passwords have equal tags
 * @returns {Promise<any>} the vault at the end
 */
async function run({ moments, onVault, vault }) {
  const person = await Person.begin({ pages: PAGES });
  try {
    onVault?.(await readVault(person.browser));
    if (vault) await plantVault(person.browser, await vault);
    await person.askOnly(person.demo.url('range.test', '/range/'));
    const handsFree = oneAtATime();
    let next = 0;
    const lane = async () => {
      for (let index = next++; index < KILLS; index = next++) await visit(person, handsFree, index, { moment: moments?.[index] });
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    return await readEnd(person);
  } finally {
    await person.end();
  }
}

/** The sites on which the user name is asked first. */
const NAME_FIRST = Array.from({ length: KILLS }, (_, index) => index)
  .filter((index) => VISITS[index % VISITS.length]?.page === 'name-first.html')
  .map((index) => `kill-${index}-lab.test`);

/** The site of a login. @param {number} index */
const hostOf = (index) => `kill-${index}-lab.test`;

/**
 * @param {Person} person
 * @param {ReturnType<typeof oneAtATime>} handsFree
 * @param {number} index
 * @param {object} trouble
 * @param {number} [trouble.moment] when the background is ended, in milliseconds
 * @param {boolean} [trouble.mayFail] whether a step of storing may fail
 */
async function visit(person, handsFree, index, { moment, mayFail }) {
  const host = hostOf(index);
  const { page, fill, answered, refused } = /** @type {Visit} */ (VISITS[index % VISITS.length]);
  const password = index % 2 ? SHARED : `birch-${index}-cloud-58`;
  /** @type {Promise<unknown> | undefined} */
  let killed;
  const tab = await handsFree(async () => {
    const tab = await person.browser.page();
    const hands = new Hands(person, tab, host);
    await hands.open(page);
    if (moment !== undefined) killed = killAt(person, moment);
    await fill(hands, password);
    // A person looks at a form before sending it. What is typed is staged meanwhile, all of it, unless that was made to fail.
    await new Promise((resolve) => setTimeout(resolve, A_LOOK));
    if (!mayFail) await until(`${host} to be under way`, async () => (await attemptsOn(person, host)).length > 0, PATIENCE);
    await hands.click('#submit');
    await answered(hands);
    return tab;
  });
  const what = `the login on ${host} (${page}), the background ended after ${moment} ms,`;
  // As the popup asks: that wakes the background, which sees to what is under way.
  if (refused) {
    await until(`${what} to be refused`, async () => (await person.popupView(host)) && (await attemptsOn(person, host)).length === 0, PATIENCE);
  } else {
    await until(`${what} to be learned`, async () => (await person.popupView(host)).accounts.length > 0, PATIENCE);
  }
  await killed;
  await handsFree(() => tab.close());
}

/**
 * Ends the background at a moment. One that sleeps cannot be ended: then as soon as it runs.
 *
 * @param {Person} person
 * @param {number} milliseconds
 */
async function killAt({ browser }, milliseconds) {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  await until('the background to run', () => browser.backgroundRuns(), PATIENCE);
  await browser.killBackground();
}

/** What is on disk when nothing is under way any more. @param {Person} person */
async function readEnd(person) {
  await until('everything to be written', async () => {
    await person.popupView('lab.test');
    const { session } = await person.browser.evaluateInExtension(() => chrome.storage.session.get('session'));
    const { attempts, learned } = JSON.parse(String(session));
    return attempts.length === 0 && learned.length === 0;
  });
  const { key, state } = await readVault(person.browser);
  return tool(['vault'], { key, state });
}

/**
 * What two runs must share: everything but dates and numbers, and what a check finds, whose characters are gone with the
 * background that was checking them.
 *
 * @param {any} vault
 */
function learned({ accounts }) {
  const facts = accounts.map((/** @type {any} */ { site, name, role, password, earlier }) => ({
    site,
    name,
    role,
    tag: password.tag,
    source: password.changed.source,
    earlier,
  }));
  return facts.sort((/** @type {any} */ one, /** @type {any} */ other) => one.site.localeCompare(other.site));
}

/** What the checks have found, by site. @param {any} vault @returns {Record<string, { score: unknown, breached: unknown }>} */
function checked({ accounts }) {
  return Object.fromEntries(
    accounts.map((/** @type {any} */ { site, password: { score, breach } }) => [site, { score, breached: breach?.breached ?? null }]),
  );
}

/**
 * Makes a step fail, and says how far the failure before still was. @param {Person} person @param {number} step
 */
const failStep = ({ browser }, step) =>
  browser.evaluateInExtension((failWrite) => chrome.runtime.sendMessage({ to: 'door', door: { failWrite } }), step);

/**
 * One login for each of these steps, which fails; then the background is ended, and the login must be on disk all the same.
 *
 * @param {number[]} steps
 */
async function failAt(steps) {
  const person = await Person.begin({ pages: PAGES });
  const handsFree = oneAtATime();
  try {
    for (const [index, step] of steps.entries()) {
      await failStep(person, step);
      await visit(person, handsFree, index * VISITS.length, { mayFail: true });
      await readEnd(person);
      assert.equal(await failStep(person, 0), 0, `step ${step} was not reached`);
      await person.browser.killBackground();
      const { accounts } = await readEnd(person);
      assert.equal(accounts.length, index + 1, `with step ${step} failing`);
      assert.deepEqual([accounts[index].site, accounts[index].name.hint], [hostOf(index * VISITS.length), 'ta…']);
    }
  } finally {
    await person.end();
  }
}

describe(`the background ended at random moments, in ${BROWSER}`, () => {
  test(`${KILLS} logins, seed ${SEED}: nothing is lost and nothing doubled`, async () => {
    const draw = seeded(SEED);
    const moments = Array.from({ length: KILLS }, () => Math.floor(draw() * WITHIN));
    /** @type {Promise<any>} */
    let without = Promise.resolve();
    const vault = new Promise((resolve, reject) => {
      without = run({ onVault: resolve });
      without.catch(reject);
    });
    const [expected, found] = await Promise.all([without, run({ moments, vault })]);
    const facts = learned(expected);
    // What was told of a page that asks the user name alone may be lost with the background; the next login tells it again.
    const known = learned(found).map((/** @type {any} */ fact, /** @type {number} */ index) =>
      fact.name === null && NAME_FIRST.includes(fact.site) ? { ...fact, name: facts[index]?.name } : fact,
    );
    assert.deepEqual(known, facts);
    assert.equal(new Set(found.accounts.map((/** @type {any} */ { id }) => id)).size, found.accounts.length);
    const [all, some] = [checked(expected), checked(found)];
    for (const [site, { score, breached }] of Object.entries(some)) {
      if (score !== null) assert.equal(score, all[site]?.score, `the strength on ${site}`);
      if (breached !== null) assert.equal(breached, all[site]?.breached, `whether it is breached on ${site}`);
    }
  });

  test(`each of ${STEPS} steps of storing failing, ${TIMES} times: nothing is lost and nothing doubled`, async () => {
    const steps = Array.from({ length: TIMES * STEPS }, (_, index) => (index % STEPS) + 1);
    const shares = Array.from({ length: BROWSERS }, (_, share) => steps.filter((step) => step % BROWSERS === share));
    await Promise.all(shares.map(failAt));
  });
});
