// What is left of a day with passwords: in the extension's own stores, and in the browser's profile on the disk.

import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startDemo } from './demo.mjs';
import { BYTES, MEMORY, PLACES, freshControls, plant, writeCached } from './forensics/controls.mjs';
import { USER, atRest, firstStart, freshPasswords, liveADay, waitsOf } from './forensics/day.mjs';
import { KEPT, KEPT_UNDER_PASSPHRASE } from './forensics/kept.mjs';
import { keyOf, plantVault, readVault, tool } from './forensics/stores.mjs';
import { Person } from './person.mjs';
import { BROWSER, launchHere } from './setup.mjs';

const PAGES = fileURLToPath(new URL('./forensics/pages/', import.meta.url));
/** An extension that does nothing: the harness needs one to look at tabs. */
const WITHOUT = fileURLToPath(new URL('./forensics/without/', import.meta.url));

/** Of the list that the range server knows, and equally weak. */
const BREACHED = ['coffeephrogg05', 'chootkapoojari'];

/** The last look. */
const UNDER_PASSPHRASE = 'a passphrase encloses the key';

/** @typedef {import('./forensics/day.mjs').Passwords} Passwords */
/** @typedef {{ moment: string, kept: any }} Look */
/** @typedef {{ secret: string, form: string, file: string, by: string[] }} Found */

/** The folder that holds what a run needs and leaves. @type {string} */
let folder;

/**
 * A browser on a new profile, and the demo sites.
 *
 * @param {string} name of the profile
 * @param {Partial<import('./browser.mjs').LaunchOptions>} [launch]
 */
async function begin(name, launch = {}) {
  const demo = await startDemo({ pages: path.join(folder, 'pages') });
  const profile = path.join(folder, name);
  await mkdir(profile);
  try {
    const browser = await launchHere(demo, { profile, ...launch });
    return { profile, person: new Person(demo, browser, await browser.page()) };
  } catch (error) {
    await demo.stop();
    throw error;
  }
}

/** One of two lives that differ in nothing but the passwords. */
class Twin {
  /** @type {Look[]} */
  looks = [];
  /** The folder of the browser's profile. */
  profile = '';

  /** @param {string} name @param {Passwords} passwords */
  constructor(name, passwords) {
    this.name = name;
    this.passwords = passwords;
  }

  /**
   * @param {object} options
   * @param {(rows: Record<string, string>) => void} [options.onVault] gets the vault as it is after first start
   * @param {Promise<Record<string, string>>} [options.vault] the one to go on with, so that both have the same salt
   * @param {(person: Person) => Promise<unknown>} [options.afterwards]
   */
  async live({ onVault, vault, afterwards }) {
    const { person, profile } = await begin(this.name);
    this.profile = profile;
    try {
      await firstStart(person, this.passwords);
      onVault?.(await readVault(person.browser));
      if (vault) await plantVault(person.browser, await vault);
      await person.ask({ type: 'set', key: 'incident_source', value: person.demo.url('breaches.test', '/api/v3/') });
      await person.askOnly(person.demo.url('range.test', '/range/'));
      await liveADay(person, this.passwords, waitsOf(person), async (moment) => {
        this.looks.push({ moment, kept: await atRest(person) });
      });
      const { passphrase } = this.passwords;
      await person.ask({ type: 'protect', present: null, passphrase, again: passphrase });
      this.looks.push({ moment: UNDER_PASSPHRASE, kept: await atRest(person) });
      await afterwards?.(person);
    } finally {
      await person.end();
    }
  }

  /** What was kept, as two runs may be compared by it. */
  comparable() {
    /** @type {Map<unknown, string>} */
    const names = new Map();
    const shape = (/** @type {string} */ moment) => (moment === UNDER_PASSPHRASE ? KEPT_UNDER_PASSPHRASE : KEPT);
    return this.looks.map(({ moment, kept }) => [moment, shape(moment)(kept, moment, names)]);
  }
}

/**
 * @param {string} profile
 * @param {Record<string, string | { base64: string }>} secrets
 * @returns {Promise<{ files: number, bytes: number, unpacked: Record<string, number>, found: Found[] }>}
 */
const search = (profile, secrets) => tool(['profile', profile], secrets);

describe(`what is left on the disk, in ${BROWSER}`, () => {
  const controls = freshControls();
  const twins = BREACHED.map((breached, index) => new Twin(`twin-${index}`, freshPasswords(breached)));
  const [one, other] = /** @type {[Twin, Twin]} */ (twins);
  /** The profile after the same day without Hygieia. @type {string} */
  let without;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'hygieia-forensics-'));
    const pages = path.join(folder, 'pages');
    await cp(PAGES, pages, { recursive: true });
    await writeCached(pages, controls);
    /** @type {Promise<void>} */
    let first = Promise.resolve();
    const vault = new Promise((resolve, reject) => {
      first = one.live({ onVault: resolve, afterwards: (person) => plant(person, controls) });
      first.catch(reject);
    });
    await Promise.all([first, other.live({ vault })]);

    const { person, profile } = await begin('without', { extensionDir: WITHOUT });
    without = profile;
    try {
      await liveADay(person, one.passwords);
    } finally {
      await person.end();
    }
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test('every store holds only what is on the list', () => {
    for (const twin of twins) assert.equal(twin.comparable().length, 3);
  });

  test('two lives that differ in the passwords differ in tags alone', () => {
    assert.deepEqual(one.comparable(), other.comparable());
    const tags = twins.map(({ looks }) => looks.flatMap(({ kept }) => passwordTags(kept)));
    assert.deepEqual(tags.map(({ length }) => length > 5), [true, true]);
    assert.deepEqual(tags[0]?.filter((tag) => tags[1]?.includes(tag)), [], 'other passwords with the same tags');
  });

  test('the search finds what is planted in every kind of store', async () => {
    // The key that lay beside the vault before there was a passphrase.
    const key = { base64: one.looks[0]?.kept.sealed.key };
    const { found } = await search(one.profile, { ...controls, [BYTES]: { base64: String(controls[BYTES]) }, key });
    const blind = Object.entries(PLACES).filter(([place, { [BROWSER]: how }]) => {
      const ways = found.filter(({ secret }) => secret === place).map(({ by }) => by);
      return how && !ways.some((by) => how === 'any' || by.includes(how));
    });
    assert.deepEqual(blind.map(([place]) => place), [], 'nothing was found there, or not as it lies there');
    const former = found.some(({ secret }) => secret === 'key');
    assert.equal(former, BROWSER === 'chromium', 'of what was deleted, Chromium keeps the bytes for a while');
    assert.deepEqual(found.filter(({ secret }) => secret === MEMORY), [], 'the session is in memory only');
  });

  test('no password is in the profile, in whatever form, no key under a passphrase, and no user name but where the browser keeps it', async () => {
    for (const { profile, passwords, looks } of twins) {
      const key = { base64: keyOf(looks[looks.length - 1]?.kept) };
      const { found } = await search(profile, { ...passwords, user: USER, 'key under a passphrase': key });
      const { found: anyway } = await search(without, { ...one.passwords, user: USER });
      assert.ok(anyway.some(({ secret }) => secret === 'user'), 'browsers keep what is typed into a field for user names');
      const browsers = new Set(anyway.map(whereabouts));
      assert.deepEqual(found.filter((found) => !browsers.has(whereabouts(found))), []);
    }
  });
});

/** What was found and where, with nothing that is another in every run. @param {Found} found */
function whereabouts({ secret, file }) {
  return `${secret} in ${file.replace(/-wal$/, '').replace(/[0-9A-Fa-f]{8,}|\d+/g, '#')}`;
}

/** Every tag of a password. @param {any} kept @returns {number[]} */
function passwordTags({ vault, session }) {
  const stored = vault.accounts.flatMap((/** @type {any} */ { password, earlier }) => [password.tag, ...earlier]);
  return [...stored, ...session.session.attempts.map((/** @type {any} */ { tag }) => tag)];
}
