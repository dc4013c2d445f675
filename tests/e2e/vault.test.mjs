// The vault at rest: passphrase, lock, backup, erase, old and new versions, and a disk that does not write.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, test } from 'node:test';
import { attemptsOn } from './cases.mjs';
import { PopupPage, SELECTORS, Settings, noticeSays } from './hygieia.mjs';
import { SITES } from './demo.mjs';
import { Person } from './person.mjs';
import { BROWSER } from './setup.mjs';
import { click, says, type } from './tour/hands.mjs';
import { until } from './until.mjs';

const PASSWORD = 'made-up lamp 41 river';
const PASSPHRASE = 'copper window april fog';
const { minato, hikari } = SITES;
const { data, popup: parts } = SELECTORS;
const VERSION_1 = readFileSync(new URL('../vaults/v1.json', import.meta.url), 'utf8');

/** @typedef {import('puppeteer-core').Page} Page */

describe(`the vault at rest in ${BROWSER}`, () => {
  /** @type {Person} */
  let person;
  const folder = mkdtempSync(join(tmpdir(), 'hygieia-vault-'));
  afterEach(() => person.end());
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

  /** The rows of the database: each name with its bytes, or `null` where the value is none. @returns {Promise<Record<string, number[] | null>>} */
  const rows = () =>
    person.browser.evaluateInExtension(async () => {
      const settled = (/** @type {IDBRequest} */ request) =>
        new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: reject }));
      const database = await settled(indexedDB.open('hygieia', 1));
      const store = database.transaction('vault').objectStore('vault');
      const [keys, values] = await Promise.all([settled(store.getAllKeys()), settled(store.getAll())]);
      database.close();
      const bytes = (/** @type {unknown} */ value) => (value instanceof Uint8Array ? [...value] : null);
      return Object.fromEntries(keys.map((/** @type {string} */ key, /** @type {number} */ index) => [key, bytes(values[index])]));
    });

  /** Writes rows into the database, as another version of Hygieia may have. @param {Record<string, number[]>} written */
  const write = (written) =>
    person.browser.evaluateInExtension(async (written) => {
      const open = indexedDB.open('hygieia', 1);
      await new Promise((resolve, reject) => Object.assign(open, { onsuccess: resolve, onerror: reject }));
      const transaction = open.result.transaction('vault', 'readwrite');
      for (const [name, bytes] of Object.entries(written)) transaction.objectStore('vault').put(new Uint8Array(bytes), name);
      await new Promise((resolve, reject) => Object.assign(transaction, { oncomplete: resolve, onerror: reject }));
      open.result.close();
    }, written);

  const session = () => person.browser.evaluateInExtension(() => chrome.storage.session.get(null));
  /** @param {object} door */
  const door = (door) => person.browser.evaluateInExtension((door) => chrome.runtime.sendMessage({ to: 'door', door }), door);
  const state = async () => (await person.popupView(minato.host)).state;

  /** Types a new passphrase twice and sends it. @param {Page} page @param {string} form @param {string} field @param {string} [again] */
  async function choose(page, form, field, again = PASSPHRASE) {
    await type(page, `#${field}`, PASSPHRASE);
    await type(page, `#${field}-again`, again);
    await click(page, `${form} [type=submit]`);
  }

  /** Sets the passphrase in the settings. @returns {Promise<Page>} the settings page */
  async function protect() {
    const { page } = await Settings.open(person.browser);
    await choose(page, data.setPassphrase, 'passphrase');
    await says(page, data.passphraseStatus, /is set/);
    return page;
  }

  /** Types a passphrase into the popup and sends it. @param {PopupPage} popup @param {string} passphrase */
  const unlock = ({ popup }, passphrase) =>
    popup.evaluate(
      (passphrase, field) => {
        const input = /** @type {HTMLInputElement} */ (document.querySelector(field));
        input.value = passphrase;
        input.form?.requestSubmit();
      },
      passphrase,
      parts.unlock,
    );

  test('a passphrase takes the key from the disk, and locking takes it from the session', async () => {
    person = await Person.begin({ online: false });
    const bare = (await rows()).key;
    await person.signUp(minato, 'taro', PASSWORD);

    const { page } = await Settings.open(person.browser);
    await choose(page, data.setPassphrase, 'passphrase', `${PASSPHRASE}s`);
    await says(page, data.setStatus, /not the same/);
    assert.ok((await rows()).key, 'nothing is changed');
    await page.close();

    const settings = await protect();
    await settings.close();
    const enclosed = await rows();
    assert.deepEqual(Object.keys(enclosed).sort(), ['envelope', 'shown', 'state']);
    assert.equal(String.fromCharCode(...(enclosed.envelope ?? []).slice(0, 4)), 'HYGK');
    assert.deepEqual(Object.keys(await session()).filter((key) => key !== 'door').sort(), ['session', 'unlocked']);
    assert.notDeepEqual((await session()).unlocked, bare, 'the key is another one');

    // The worker's end changes nothing: the key is in the session.
    await person.browser.killBackground();
    assert.equal((await person.account(minato.host)).site.site, minato.host);

    const log = await person.browser.extensionPage('/pages/log.html');
    const open = await person.popup();
    await open.popup.click(parts.lock);
    await until('the popup to be locked', async () => (await open.part('state'))?.includes('locked'));
    await open.close();
    assert.equal(await person.browser.badge(person.page), '🔒');
    const locked = await session();
    assert.equal(locked.unlocked, undefined);
    assert.doesNotMatch(String(locked.session), /minato/);
    // A page that was open meanwhile says so at the next click.
    await click(log, '[data-test="log-again"]');
    await says(log, '[data-test="closed"]', /locked/);
    await log.close();

    // At the form the line says so, whatever is typed; nothing is learned.
    await person.visitor.logOut(minato);
    await person.visitor.open(hikari.loginHost, '/signup');
    for (const field of ['#user', '#new-password', '#confirm']) await person.visitor.type(field, PASSWORD);
    await noticeSays(person.page, /locked: see the toolbar/);
    await person.visitor.submit();
    await until('the answer', () => person.page.evaluate(() => document.readyState === 'complete' && !document.querySelector('form input[type=password]')));

    await person.browser.killBackground();
    const asking = await person.popup();
    await unlock(asking, 'copper window april frog');
    await until('the wrong passphrase to be told', async () => /not the passphrase/.test(await asking.text()));
    await unlock(asking, PASSPHRASE);
    await until('the popup to be open', async () => (await asking.part('state')) === 'Hygieia is on here.');
    await asking.close();
    assert.equal(await person.browser.badge(person.page), '');
    assert.equal((await person.account(minato.host)).site.site, minato.host);
    assert.deepEqual((await person.popupView(hikari.host)).accounts, [], 'nothing was learned while it was locked');
  });

  test('the end of the browser locks, and so does idling if that was chosen', async () => {
    person = await Person.begin({ online: false });
    await (await protect()).close();
    await door({ idle: 'locked' });
    assert.equal(await state(), 'watching', 'until the browser closes, as it was set');
    await person.ask({ type: 'set', key: 'lock_after', value: 'quarter_hour' });
    await door({ idle: 'active' });
    assert.equal(await state(), 'watching');
    await door({ idle: 'idle' });
    assert.equal(await state(), 'locked');
    assert.equal((await person.ask({ type: 'unlock', passphrase: PASSPHRASE })).done, true);
    assert.equal(await state(), 'watching');
    await person.browser.evaluateInExtension(() => chrome.storage.session.clear());
    await person.browser.killBackground();
    assert.equal(await state(), 'locked');
  });

  test('a passphrase is changed and removed only with the present one', async () => {
    person = await Person.begin({ online: false });
    await person.signUp(minato, 'taro', PASSWORD);
    const before = await rows();
    const settings = await protect();
    const first = await rows();
    await click(settings, `${data.changePassphrase} summary`);
    await type(settings, '#present', 'not it');
    await choose(settings, data.changeForm, 'passphrase');
    await says(settings, data.changeStatus, /present passphrase is another/);
    assert.deepEqual(await rows(), first);
    // It was typed after what stood there: three clicks select it.
    await settings.click('#present', { count: 3 });
    await settings.keyboard.type(PASSPHRASE);
    await click(settings, `${data.changeForm} [type=submit]`);
    await until('another envelope', async () => String((await rows()).envelope) !== String(first.envelope));
    await click(settings, `${data.removePassphrase} summary`);
    await type(settings, '#former', PASSPHRASE);
    await click(settings, `${data.removeForm} [type=submit]`);
    await says(settings, data.passphraseStatus, /removed/);
    await settings.close();
    const after = await rows();
    assert.deepEqual(Object.keys(after).sort(), ['key', 'state']);
    assert.notDeepEqual(after.key, before.key);
    assert.equal((await session()).unlocked, undefined);
    await person.browser.killBackground();
    assert.equal((await person.account(minato.host)).site.site, minato.host);
  });

  test('a backup goes out and comes in, and what is none is refused with its reason', async () => {
    person = await Person.begin({ online: false });
    await person.signUp(minato, 'taro', PASSWORD);
    const { page } = await Settings.open(person.browser);
    await page.waitForSelector('#backup');
    await page.evaluate(() => {
      const make = URL.createObjectURL;
      URL.createObjectURL = (blob) => {
        void /** @type {Blob} */ (blob).arrayBuffer().then((bytes) => Object.assign(globalThis, { saved: [...new Uint8Array(bytes)] }));
        return make.call(URL, blob);
      };
    });
    await choose(page, data.saveBackup, 'backup');
    await says(page, data.backupStatus, /is made/);
    const saved = await until('the file', () => page.evaluate(() => /** @type {any} */ (globalThis).saved ?? null));
    assert.equal(String.fromCharCode(...saved.slice(0, 4)), 'HYGB');
    const whole = Buffer.from(saved);

    /** @param {Page} page @param {Buffer} bytes @param {string} [passphrase] */
    const take = async (page, bytes, passphrase = PASSPHRASE) => {
      const file = join(folder, 'some.backup');
      writeFileSync(file, bytes);
      const input = /** @type {import('puppeteer-core').ElementHandle<HTMLInputElement>} */ (await page.waitForSelector(data.importFile));
      await input.uploadFile(file);
      await page.$eval('#import-passphrase', (field) => (/** @type {HTMLInputElement} */ (field).value = ''));
      await type(page, '#import-passphrase', passphrase);
      await click(page, `${data.import} [type=submit]`);
    };
    const damaged = Buffer.from(whole);
    damaged.writeUInt8(damaged.readUInt8(60) ^ 1, 60);
    /** @type {[Buffer, string, RegExp][]} */
    const refused = [
      [Buffer.from('some text'), PASSPHRASE, /is no backup/],
      [damaged, PASSPHRASE, /is damaged/],
      [whole.subarray(0, 100), PASSPHRASE, /is damaged/],
      [Buffer.concat([whole.subarray(0, 4), Buffer.from([9]), whole.subarray(5)]), PASSPHRASE, /newer Hygieia/],
      [whole, 'another one', /not the passphrase/],
      [Buffer.alloc(32 * 1024 * 1024 + 1), PASSPHRASE, /too large/],
    ];
    const before = (await rows()).state;
    for (const [bytes, passphrase, reason] of refused) {
      await take(page, bytes, passphrase);
      await says(page, data.importStatus, reason);
    }
    assert.deepEqual((await rows()).state, before, 'nothing was written');

    // Of the same vault: what came since stays.
    await person.signUp(hikari, 'taro', PASSWORD);
    await take(page, whole);
    await says(page, data.importStatus, /knows 2 accounts/);
    await page.close();

    // Of another one: only after a question.
    await person.end();
    person = await Person.begin({ online: false });
    await person.signUp(hikari, 'jiro', PASSWORD);
    const { page: other } = await Settings.open(person.browser);
    await take(other, whole);
    await says(other, data.importStatus, /accounts: 1.*accounts: 1/);
    assert.equal((await person.popupView(hikari.host)).accounts.length, 1);
    await click(other, `${data.importReplace} [type=submit]`);
    await says(other, data.importStatus, /knows 1 account/);
    await other.close();
    assert.equal((await person.popupView(hikari.host)).accounts.length, 0);
    assert.equal((await person.popupView(minato.host)).accounts.length, 1);
    // The salt came along: the same password is recognised.
    const { advice } = await person.signUp(hikari, 'taro', PASSWORD);
    assert.equal(advice[0].id.kind, 'reused');
  });

  test('erasing leaves nothing of ours and begins with the first page', async () => {
    person = await Person.begin({ online: false });
    await person.signUp(minato, 'taro', PASSWORD);
    await write({ 'aside-1': [1, 2, 3] });
    const { page } = await Settings.open(person.browser);
    await click(page, data.erase);
    await click(page, data.eraseNo);
    await click(page, data.erase);
    await click(page, `${data.eraseYes} [type=submit]`);
    // The settings page has gone to the first one.
    await page.waitForSelector(SELECTORS.welcome.accept);
    assert.deepEqual(await rows(), {});
    assert.doesNotMatch(JSON.stringify(await session()), /minato/);
    assert.equal(await state(), 'not_accepted');
    assert.deepEqual(await person.browser.evaluateInExtension(() => chrome.scripting.getRegisteredContentScripts()), []);
    await person.browser.killBackground();
    assert.equal(await state(), 'not_accepted');
  });

  test('a vault of version 1 is read where it lies, and written as the present one', async () => {
    person = await Person.begin({ online: false });
    const key = Array.from({ length: 32 }, (_, index) => index);
    const sealed = await person.browser.evaluateInExtension(
      async (bytes, json) => {
        const magic = new TextEncoder().encode('HYG1');
        const nonce = new Uint8Array(12).fill(5);
        const key = await crypto.subtle.importKey('raw', new Uint8Array(bytes), 'AES-GCM', false, ['encrypt']);
        const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: magic };
        const text = await crypto.subtle.encrypt(algorithm, key, new TextEncoder().encode(json));
        return [...magic, ...nonce, ...new Uint8Array(text)];
      },
      key,
      VERSION_1,
    );
    await write({ key, state: sealed });
    await person.browser.killBackground();
    const { accounts } = JSON.parse(VERSION_1);
    for (const { site, name } of accounts) {
      const known = await person.ask({ type: 'popup', tab: -1, url: `https://${site}/`, access: true });
      assert.ok(known.accounts.some((/** @type {any} */ account) => account.name === (name?.hint ?? null)), site);
    }
    await person.ask({ type: 'set', key: 'notices', value: true });
    assert.equal(String.fromCharCode(...((await rows()).state ?? []).slice(0, 4)), 'HYG2');
  });

  test('a vault of a newer version is left alone, and said to be so', async () => {
    person = await Person.begin({ online: false });
    await person.signUp(minato, 'taro', PASSWORD);
    const { key, state: present } = await rows();
    const newer = { key: key ?? [], state: [...Buffer.from('HYG9'), ...(present ?? []).slice(4)] };
    await write(newer);
    await person.browser.killBackground();
    assert.equal(await state(), 'too_new');
    const popup = await person.popup();
    assert.match(await popup.text(), /newer version/);
    await popup.close();
    await person.visitor.logOut(minato);
    await person.visitor.logIn(minato, 'taro', PASSWORD);
    assert.equal((await person.ask({ type: 'set', key: 'notices', value: false })).closed, 'too_new');
    assert.deepEqual(await rows(), newer);
    // After the update everything is there.
    await write({ state: present ?? [] });
    await person.browser.killBackground();
    assert.equal((await person.account(minato.host)).site.site, minato.host);
  });

  test('what could not be written is said, kept in the session, and written later', async () => {
    person = await Person.begin({ online: false });
    const before = await rows();
    // Rows put: the key, then the state.
    await door({ failWrite: 2 });
    const { settings, not_saved } = await person.ask({ type: 'set', key: 'notices', value: false });
    assert.equal(settings.find((/** @type {any} */ { key }) => key === 'notices').value, false);
    assert.equal(not_saved, true);
    assert.deepEqual(await rows(), before, 'all of it or nothing');
    assert.ok((await person.popupView(minato.host)).not_saved_since > 0);
    await until('it to be written', async () => {
      const { state } = await rows();
      return JSON.stringify(state) !== JSON.stringify(before.state);
    });
    await until('the popup to say so no more', async () => (await person.popupView(minato.host)).not_saved_since === null);
    await person.browser.killBackground();
    assert.equal((await person.ask({ type: 'settings' })).values.notices, false);
  });

  test('a storage that does not open is said, and tried again', async () => {
    person = await Person.begin({ online: false });
    await person.signUp(minato, 'taro', PASSWORD);
    await door({ failWrite: 1, next: true });
    await person.browser.killBackground();
    assert.equal(await state(), 'no_storage');
    assert.equal((await person.account(minato.host)).site.site, minato.host);
  });

  test('what a page says while the storage does not open is said again', async () => {
    person = await Person.begin({ online: false });
    const present = person;
    const staged = async () => (await attemptsOn(present, minato.host))[0]?.tag;
    await person.visitor.fillLogin(minato, 'taro', PASSWORD);
    const before = await until('the password to be staged', staged);
    await door({ failWrite: 1, next: true });
    await person.browser.killBackground();
    // A message wakes the background, whose storage does not open. The person types nothing after this.
    await person.page.keyboard.type('x');
    await until('what stands there now to be staged', async () => ![undefined, before].includes(await staged()));
  });
});
