// Bad input and bad days: never "safe", never a hang, nothing lost.

import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Welcome, noticeSays, noticeText } from './hygieia.mjs';
import { SITES, startDemo } from './demo.mjs';
import { Person } from './person.mjs';
import { BROWSER, launchHere } from './setup.mjs';
import { until } from './until.mjs';

const PAGES = fileURLToPath(new URL('./pages/', import.meta.url));
const PASSWORD = 'made-up lamp 41 river';
const { minato, hikari } = SITES;

describe(`bad input and bad days in ${BROWSER}`, () => {
  /** @type {Person | undefined} */
  let person;
  afterEach(async () => {
    await person?.end();
    person = undefined;
  });

  /** @type {[string, string, string][]} */
  const FAULTS = [
    ['answers HTML', '/html/range/', 'not_checked_not_a_range'],
    ['breaks off', '/truncated/range/', 'not_checked_no_answer'],
    ['answers 500', '/error/range/', 'not_checked_refused'],
    ['answers nothing', '/empty/range/', 'not_checked_not_a_range'],
    ['answers late', '/slow/range/', 'not_checked_timed_out'],
    ['sends elsewhere', '/redirect/range/', 'not_checked_no_answer'],
  ];
  for (const [what, range, code] of FAULTS) {
    test(`a breach source that ${what}: not checked`, async () => {
      person = await Person.begin({ range });
      await person.signUp(minato, 'taro', PASSWORD);
      const account = await person.account(minato.host, ({ breach }) => breach.code === code);
      assert.equal(account.advice[0].id.kind, 'not_checked');
    });
  }

  test('a breach source that is down: not checked, and checked at the next login', async () => {
    person = await Person.begin();
    await person.askOnly('https://range.test:1/range/');
    await person.signUp(minato, 'taro', 'hygieia-demo-breached');
    await person.account(minato.host, ({ breach }) => breach.code === 'not_checked_no_answer');
    await person.askOnly(person.demo.url('range.test', '/range/'));
    await person.visitor.logOut(minato);
    await person.visitor.logIn(minato, 'taro', 'hygieia-demo-breached');
    await person.account(minato.host, ({ breach }) => breach.code === 'breach_found');
  });

  test('before first start nothing is read, and before the yes nobody is asked', async () => {
    const demo = await startDemo();
    const browser = await launchHere(demo);
    person = new Person(demo, browser, await browser.page());
    await person.visitor.signUp(minato, 'taro', PASSWORD);
    assert.equal(await noticeText(person.page), null);
    assert.equal((await person.popupView(minato.host)).state, 'not_accepted');
    const session = await browser.evaluateInExtension(() => chrome.storage.session.get('session'));
    assert.deepEqual(JSON.parse(String(session.session)).attempts, []);
    const welcome = await Welcome.opened(browser);
    await welcome.accept({ online: false });
    await person.askOnly(demo.url('range.test', '/range/'));
    await person.signUp(hikari, 'taro', PASSWORD);
    assert.equal((await person.account(hikari.host)).breach.code, 'not_checked_online_off');
    assert.deepEqual(await demo.rangeLog(), []);
  });

  test('a tab that was open before first start was accepted is watched without a reload', async () => {
    const demo = await startDemo();
    const browser = await launchHere(demo);
    person = new Person(demo, browser, await browser.page());
    await person.visitor.open(minato.host, '/signup');
    await (await Welcome.opened(browser)).accept({ online: false });
    for (const field of ['#user', '#new-password', '#confirm']) await person.visitor.type(field, 'Made-Up-Words-77');
    await noticeSays(person.page, /./);
    await person.visitor.submit();
    await person.account(minato.host);
  });

  test('odd values', async () => {
    person = await Person.begin({ pages: PAGES });
    const { page, visitor } = person;
    const count = async () => (await /** @type {Person} */ (person).popupView('lab.test')).accounts.length;
    const submit = async () => {
      await page.click('#submit');
      await until('the answer', () =>
        page.evaluate(() => document.readyState === 'complete' && document.querySelector('form') === null),
      );
    };
    for (const value of ['', 'x', '123456']) {
      await visitor.open('lab.test', '/login.html');
      await visitor.type('#user', 'odd');
      if (value) await visitor.type('#password', value);
      await submit();
    }
    // A form without a user name; what came before must not have been learned by the time this one is.
    await visitor.open('lab.test', '/no-user.html');
    await visitor.type('#password', PASSWORD);
    await submit();
    const account = await person.account('lab.test');
    assert.equal(account.name, null);
    assert.equal(await count(), 1);
    // Ten thousand characters and a lone surrogate, filled as a manager would.
    for (const [index, value] of ['long-'.repeat(2_000), 'lone \ud800 surrogate 41'].entries()) {
      await visitor.open('lab.test', '/login.html');
      await visitor.type('#user', `odd-${index}`);
      await visitor.fillLikeManager('#password', value);
      await submit();
      await until('it is learned', async () => (await count()) === index + 2);
    }
  });

  test('a vault that cannot be read is set aside, and the popup says so', async () => {
    person = await Person.begin();
    await person.signUp(minato, 'taro', PASSWORD);
    const keys = () =>
      /** @type {Person} */ (person).browser.evaluateInExtension(async () => {
        const open = indexedDB.open('hygieia', 1);
        await new Promise((resolve, reject) => Object.assign(open, { onsuccess: resolve, onerror: reject }));
        const get = open.result.transaction('vault').objectStore('vault').getAllKeys();
        await new Promise((resolve, reject) => Object.assign(get, { onsuccess: resolve, onerror: reject }));
        open.result.close();
        return get.result.map(String);
      });
    await person.browser.evaluateInExtension(async () => {
      const open = indexedDB.open('hygieia', 1);
      await new Promise((resolve, reject) => Object.assign(open, { onsuccess: resolve, onerror: reject }));
      const transaction = open.result.transaction('vault', 'readwrite');
      transaction.objectStore('vault').put(new Uint8Array([1, 2, 3]), 'state');
      await new Promise((resolve, reject) => Object.assign(transaction, { oncomplete: resolve, onerror: reject }));
      open.result.close();
    });
    await person.browser.killBackground();
    const view = await person.popupView(minato.host);
    assert.equal(view.state, 'not_accepted');
    assert.ok(view.set_aside_at > 0);
    assert.ok((await keys()).some((key) => key.startsWith('aside-')));
    const popup = await person.popup();
    assert.match(await popup.text(), /could not read what it had kept/);
    await popup.close();
    await person.ask({ type: 'seen_set_aside' });
    assert.equal((await person.popupView(minato.host)).set_aside_at, null);
    assert.ok((await keys()).some((key) => key.startsWith('aside-')), 'nothing is deleted');
  });

  test('the notice comes with the first edit and goes by itself, whatever it says', async () => {
    person = await Person.begin({ pages: PAGES });
    await person.visitor.open('lab.test', '/login.html');
    await person.visitor.type('#user', 'taro');
    assert.equal(await noticeText(person.page), null);
    await person.visitor.type('#password', 'm');
    await until('the notice', async () => (await noticeText(person?.page ?? assert.fail())) !== null);
    await person.page.keyboard.type('ade-up lamp 41 river');
    await noticeSays(person.page, /no reuse/i);
    const page = person.page;
    await until('the notice to go', async () => (await noticeText(page)) === null, 12_000);
    const focused = await page.evaluate(() => document.activeElement?.id);
    assert.equal(focused, 'password');
  });
});
