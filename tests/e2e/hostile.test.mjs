// A page that makes a guess of its own look typed: the line says nothing about it.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { noticeBox, noticeGone, noticeSays, noticeText } from './hygieia.mjs';
import { SITES } from './demo.mjs';
import { Person } from './person.mjs';
import { BROWSER } from './setup.mjs';
import { until } from './until.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

const PAGES = fileURLToPath(new URL('./pages/', import.meta.url));
/** In use on another site: to say so would tell the page. */
const GUESS = 'maple-47-river';

/** After a pause, until the line was drawn twice, in milliseconds. */
const UNTIL_DRAWN = 400 + 2_400 + 300;

/** The tests' sites look like each other. */
const REUSED = /^(Same password|Not the site)/;
const NOTHING_SAID = /toolbar/;

/** What the person does, and what the line must say then. @type {[string, (page: Page) => Promise<unknown>, RegExp][]} */
const TRICKS = [
  ['none', (page) => page.keyboard.type(GUESS), REUSED],
  ['prefilled', (page) => page.keyboard.press('End').then(() => page.keyboard.type(GUESS.slice(-1))), NOTHING_SAID],
  ['more than the key', (page) => page.keyboard.type(GUESS.slice(0, 1)), NOTHING_SAID],
  ['deleted by script', (page) => page.keyboard.type('y'.repeat(40)).then(() => page.keyboard.press('Shift')), NOTHING_SAID],
  ['deleted by the person', (page) => page.keyboard.type('y'.repeat(40)).then(() => page.keyboard.press('Backspace')), NOTHING_SAID],
  ['the caret is moved', (page) => page.keyboard.type([...GUESS].reverse().join('')), NOTHING_SAID],
  ['the focus is moved, and the caret', (page) => page.keyboard.type([...GUESS].reverse().join('')), NOTHING_SAID],
  ['undone', (page) => page.keyboard.type('x'), NOTHING_SAID],
  ['emptied and filled', (page) => page.keyboard.type('x'), NOTHING_SAID],
  ['another field', (page) => page.keyboard.type('yyy').then(() => page.keyboard.press('Shift')).then(() => page.keyboard.press('Backspace')), NOTHING_SAID],
  ['corrected by the person', correct, REUSED],
];

/** Types with mistakes and mends them: with keys, with the mouse, and over a selection. @param {Page} page */
async function correct(page) {
  const { keyboard } = page;
  await keyboard.type('Xaple-47-riverxx');
  await keyboard.press('Backspace');
  await keyboard.press('Backspace');
  await keyboard.press('Home');
  await keyboard.press('Delete');
  await keyboard.type('m');
  await keyboard.press('End');
  await keyboard.down('Shift');
  for (let index = 0; index < 5; index += 1) await keyboard.press('ArrowLeft');
  await keyboard.up('Shift');
  await keyboard.type('r');
  await keyboard.type('iver');
  await page.click('#password', { count: 3 });
  await keyboard.type(GUESS);
}

describe(`values that a page makes, in ${BROWSER}`, () => {
  /** @type {Person} */
  let person;

  before(async () => {
    person = await Person.begin({ pages: PAGES, online: false });
    await person.signUp(SITES.hikari, 'taro', GUESS);
  });
  after(() => person?.end());

  let pages = 0;

  /** Each on a site of its own: the line about a login goes on to the next page of its site. @param {string} trick */
  async function open(trick) {
    pages += 1;
    await person.visitor.open(`page${pages}-lab.test`, `/hostile/values.html?${encodeURIComponent(`${trick}=${GUESS}`)}`);
    await person.page.click('#password');
  }

  for (const [trick, does, said] of TRICKS) {
    test(trick, async () => {
      await open(trick);
      await does(person.page);
      await noticeSays(person.page, said);
      if (said === NOTHING_SAID && trick !== 'another field') {
        // Else the trick did not even work.
        assert.equal(await person.page.$eval('#password', (field) => /** @type {HTMLInputElement} */ (field).value), GUESS);
      }
    });
  }

  test('what is submitted by script is not spoken of either', async () => {
    await open('none');
    await person.page.evaluate((guess) => {
      const field = /** @type {HTMLInputElement} */ (document.querySelector('#password'));
      field.value = guess;
      field.form?.requestSubmit();
    }, GUESS);
    await until('the next page', () => person.page.evaluate(() => document.readyState === 'complete' && !document.querySelector('form')));
    await noticeSays(person.page, NOTHING_SAID);
  });

  test('the browser fills in, and a page fills in something else', { skip: BROWSER === 'chromium' && 'its driver saves no login' }, async () => {
    for (const [trick, saved, said] of /** @type {const} */ ([['none', GUESS, REUSED], ['autofilled', 'birch-58-cloud', NOTHING_SAID]])) {
      const { origin } = new URL(person.demo.url(`page${pages + 1}-lab.test`));
      await person.browser.saveLogin(origin, 'taro', saved);
      await open(trick);
      await noticeSays(person.page, said);
      assert.equal(await person.page.$eval('#password', (field) => /** @type {HTMLInputElement} */ (field).value), GUESS);
    }
  });

  test('an input method writes, and a page writes meanwhile', { skip: BROWSER === 'firefox' && 'its driver has no input method' }, async () => {
    for (const [trick, said] of /** @type {const} */ ([['composed honestly', REUSED], ['composed', NOTHING_SAID]])) {
      await open(trick);
      const session = await person.page.createCDPSession();
      for (const end of [5, 8, GUESS.length]) {
        const text = GUESS.slice(0, end);
        await session.send('Input.imeSetComposition', { text, selectionStart: end, selectionEnd: end });
      }
      await session.send('Input.insertText', { text: GUESS });
      await noticeSays(person.page, said);
    }
  });
});

describe(`what a page can cause, in ${BROWSER}`, () => {
  /** @type {Person} */
  let person;

  before(async () => {
    person = await Person.begin({ pages: PAGES, online: false });
    await person.signUp(SITES.hikari, 'taro', GUESS);
  });
  after(() => person?.end());

  test('few messages, with any number of forms and fields', async () => {
    const { page, visitor, browser } = person;
    await visitor.open('flood-lab.test', '/login.html');
    await browser.evaluateInExtension(() => {
      const here = /** @type {any} */ (globalThis);
      here.heard = { touched: 0, values: [] };
      chrome.runtime.onMessage.addListener(({ type, values }) => {
        if (type === 'touched') here.heard.touched += 1;
        if (type === 'typed') here.heard.values.push(values.length);
      });
    });
    const heard = () => browser.evaluateInExtension(() => /** @type {{ touched: number, values: number[] }} */ (/** @type {any} */ (globalThis).heard));
    await page.click('#password');
    await until('the form to be read', async () => (await heard()).touched > 0);
    await page.evaluate(() => {
      for (let form = 0; form < 1_000; form += 1) {
        document.body.insertAdjacentHTML('beforeend', `<form hidden>${'<input type="password" value="guess">'.repeat(12)}</form>`);
        document.body.lastElementChild?.firstElementChild?.dispatchEvent(new InputEvent('input', { bubbles: true }));
      }
    });
    // Told of the last one alone, after all of them were asked about.
    await until('the last form to be told of', async () => (await heard()).values.length > 0);
    await page.keyboard.type(GUESS);
    await noticeSays(page, REUSED);
    const { touched, values } = await heard();
    assert.ok(touched <= 30, `${touched} forms were asked about`);
    assert.equal(values[0], 8);
  });
});

describe(`where the line shows, in ${BROWSER}`, () => {
  /** @type {Person} */
  let person;

  before(async () => {
    person = await Person.begin({ pages: PAGES, online: false });
    await person.signUp(SITES.hikari, 'taro', GUESS);
  });
  after(() => person?.end());

  /** Types a key, and then the rest, into the login frame that a page of `host` shows of `other`. @param {string} host @param {string} other */
  async function typeInFrame(host, other) {
    const { page, visitor } = person;
    await visitor.open(host, `/cases/frame.html?${other}`);
    const element = await page.waitForSelector('iframe');
    const frame = await until('the frame', () => element?.contentFrame());
    await (await frame.waitForSelector('#password'))?.click();
    await page.keyboard.type(GUESS);
  }

  test('of a frame of the same site, in the page around it', async () => {
    await typeInFrame('same-lab.test', 'id.same-lab.test');
    await noticeSays(person.page, /^Checked as soon/);
    await noticeSays(person.page, REUSED);
  });

  test('of a frame of another site, nowhere: the page around it would learn when one types there', async () => {
    await typeInFrame('around-lab.test', 'within-lab.test');
    await until('a badge', async () => (await person.browser.badge(person.page)) === '1');
    await wait(UNTIL_DRAWN);
    assert.equal(await noticeText(person.page), null);
  });

  test('after a login, on the next page of the site, and on no other', async () => {
    const { page, visitor } = person;
    await visitor.open('login-lab.test', '/login.html');
    await visitor.type('#password', GUESS);
    await page.keyboard.press('Enter');
    await until('the next page', () => page.evaluate(() => document.readyState === 'complete' && !document.querySelector('form')));
    await visitor.open('elsewhere-lab.test', '/login.html');
    await wait(UNTIL_DRAWN);
    assert.equal(await noticeText(page), null);
  });

  test('without a step in the history of the tab', async () => {
    const { page, visitor } = person;
    const length = () => page.evaluate(() => history.length);
    await visitor.open('back-lab.test', '/login.html');
    const before = await length();
    await visitor.type('#password', GUESS);
    await noticeSays(page, REUSED);
    await noticeGone(page, 12_000);
    assert.equal(await length(), before);
    await page.keyboard.press('Enter');
    await until('the next page', () => page.evaluate(() => document.readyState === 'complete' && !document.querySelector('form')));
    await noticeSays(page, REUSED);
    await noticeGone(page, 25_000);
    assert.equal(await length(), before + 1);
  });

  test('at its place and of its size, whatever the page does and whatever it says', async () => {
    const { page, visitor } = person;
    const boxes = [];
    for (const [language, password, said] of /** @type {const} */ ([['en', GUESS, REUSED], ['ja', GUESS, /同じパスワード/], ['ja', 'birch-58-cloud', /./]])) {
      await person.ask({ type: 'set', key: 'language', value: language });
      await visitor.open(`strict${boxes.length}-lab.test`, '/hostile/strict.html');
      await page.focus('#password');
      await page.keyboard.type(password);
      await noticeSays(page, said);
      boxes.push(await noticeBox(page));
    }
    const viewport = await page.evaluate(() => innerWidth);
    assert.deepEqual(boxes, Array(3).fill({ x: viewport - 320 - 8, y: 8, width: 320, height: 48 }));
  });
});
