// The main job: a person logs in, and Hygieia tells what is wrong with the password.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { noticeSays, noticeText } from './hygieia.mjs';
import { SITES } from './demo.mjs';
import { DAY, Person } from './person.mjs';
import { BROWSER } from './setup.mjs';
import { until } from './until.mjs';

const REUSED = 'made-up lamp 41 river';
const OTHER = 'quite another 88 thing';
const BREACHED = 'hygieia-demo-breached';
const { hikari, minato, kaede, tanuki } = SITES;

describe(`the main job in ${BROWSER}`, () => {
  /** @type {Person} */
  let person;

  beforeEach(async () => {
    person = await Person.begin();
  });
  afterEach(() => person?.end());

  test('a password on three sites is told at the form, by badge and in the popup', async () => {
    await person.signUp(hikari, 'taro', REUSED);
    await person.signUp(minato, 'taro', REUSED);
    await noticeSays(person.page, /1 other site/);
    await person.haveAccount(kaede, 'taro', REUSED);
    await person.visitor.fillLogin(kaede, 'taro', REUSED);
    await noticeSays(person.page, /2 other sites/);
    await person.visitor.submit({ navigates: false });
    await person.account(kaede.host);
    await until('a badge', async () => (await person.browser.badge(person.page)) === '1');
    const popup = await person.popup();
    const [finding] = await popup.findings();
    assert.equal(finding?.id, 'reused');
    assert.deepEqual((await popup.sharedSites()).sort(), ['みなと商店', 'ひかりネット'].sort());
    await popup.close();
  });

  test('a login that was left half done does not keep the line from the next page', async () => {
    await person.signUp(hikari, 'taro', REUSED);
    await person.account(hikari.host);
    await person.haveAccount(kaede, 'taro', OTHER);
    await person.visitor.fillLogin(kaede, 'taro', OTHER);
    await noticeSays(person.page, /^(?!Checked as soon).+/);
    await person.visitor.open(minato.loginHost, '/signup');
    await person.visitor.type('#user', 'taro');
    await person.visitor.type('#new-password', REUSED);
    await noticeSays(person.page, /1 other site/);
  });

  test('a breached and weak password is told', async () => {
    await person.signUp(minato, 'taro', BREACHED);
    const account = await person.account(minato.host, (account) => account.score !== null && account.advice.length > 0);
    assert.equal(account.advice[0].id.kind, 'breached');
    await noticeSays(person.page, /leaked/);
    const asked = (await person.demo.rangeLog()).filter(({ method }) => method === 'GET');
    assert.equal(asked.length, 1);
    assert.match(asked[0]?.path ?? '', /^\/range\/[0-9A-F]{5}$/);
    assert.equal(asked[0]?.headers['add-padding'], 'true');
    assert.equal(asked[0]?.headers['cookie'], undefined);
    assert.equal(asked[0]?.headers['referer'], undefined);
  });

  test('a weak password is told', async () => {
    await person.signUp(minato, 'taro', 'minato1');
    const account = await person.account(minato.host, (account) => account.score !== null);
    assert.ok(account.advice.some((/** @type {any} */ advice) => advice.id.kind === 'weak'));
  });

  test('a shop is due after 30 days, a provider after 90', async () => {
    // No hour is quiet, whenever this runs.
    await person.ask({ type: 'set', key: 'quiet_to', value: '21:00' });
    await person.signUp(hikari, 'taro', REUSED);
    await person.signUp(minato, 'taro', OTHER);
    await person.shiftClock(31 * DAY, true);
    assert.deepEqual((await person.account(minato.host)).advice.map((/** @type {any} */ advice) => advice.id.kind), ['due']);
    assert.deepEqual((await person.account(hikari.host)).advice, []);
    const shown = await until('a notification', async () => {
      const all = await person.browser.notifications();
      return all.length > 0 && all;
    });
    assert.equal(shown.length, 1);
    await person.shiftClock(91 * DAY);
    assert.deepEqual((await person.account(hikari.host)).advice.map((/** @type {any} */ advice) => advice.id.kind), ['due']);
  });

  test('a wrong password is not learned', async () => {
    await person.haveAccount(minato, 'taro', REUSED);
    const { ok } = await person.visitor.logIn(minato, 'taro', OTHER);
    assert.equal(ok, false);
    await noticeSays(person.page, /./);
    assert.deepEqual((await person.popupView(minato.host)).accounts, []);
    await person.haveAccount(kaede, 'taro', REUSED);
    await person.visitor.logIn(kaede, 'taro', OTHER);
    await person.visitor.open(hikari.host);
    await person.visitor.logIn(minato, 'taro', REUSED);
    await person.account(minato.host);
    assert.deepEqual((await person.popupView(kaede.host)).accounts, []);
  });

  test('a change of password resets the clock', async () => {
    await person.signUp(minato, 'taro', REUSED);
    await person.shiftClock(31 * DAY);
    assert.equal((await person.account(minato.host)).advice[0].id.kind, 'due');
    await person.visitor.changePassword(minato, REUSED, OTHER);
    const account = await person.account(minato.host, (account) => account.changed_source === 'observed');
    assert.deepEqual(account.advice, []);
    assert.equal(account.due_at - account.changed_at, 30 * DAY);
  });

  test('a login by fetch is learned without a navigation', async () => {
    await person.haveAccount(kaede, 'taro', REUSED);
    const { ok } = await person.visitor.logIn(kaede, 'taro', REUSED);
    assert.ok(ok);
    assert.equal((await person.account(kaede.host)).changed_source, 'first_seen');
  });

  test('a login over two pages has its user name', async () => {
    await person.haveAccount(tanuki, 'tanuki', REUSED);
    await person.visitor.logIn(tanuki, 'tanuki', REUSED);
    assert.equal((await person.account(tanuki.host)).name, 'ta…');
  });

  test("a manager's fill is learned, and the page's notice says only where to look", async () => {
    await person.signUp(hikari, 'taro', REUSED);
    await person.haveAccount(minato, 'taro', REUSED);
    await person.visitor.open(minato.host, '/login');
    await person.visitor.fillLikeManager('#user', 'taro');
    await person.visitor.fillLikeManager('#password', REUSED);
    await person.visitor.submit();
    const account = await person.account(minato.host);
    assert.equal(account.advice[0].id.kind, 'reused');
    assert.equal(account.name, 'ta…');
    await noticeSays(person.page, /toolbar/);
  });

  test('what is typed while the worker still wakes is neither lost nor doubted', async () => {
    await person.signUp(hikari, 'taro', REUSED);
    await person.haveAccount(minato, 'taro', REUSED);
    await person.visitor.open(minato.host, '/login');
    await person.browser.killBackground();
    await person.visitor.type('#user', 'taro');
    await person.visitor.type('#password', REUSED);
    await noticeSays(person.page, /1 other site/);
  });

  test('the worker is ended, then Enter: nothing is lost', async () => {
    await person.haveAccount(minato, 'taro', REUSED);
    person.visitor.way = 'enter';
    for (const [index, password] of [REUSED, REUSED, REUSED].entries()) {
      await person.visitor.fillLogin(minato, 'taro', password);
      await noticeSays(person.page, /no reuse/i);
      await person.browser.killBackground();
      await person.visitor.submit();
      await person.account(minato.host);
      assert.equal((await person.popupView(minato.host)).accounts.length, 1, `time ${index}`);
      await person.visitor.logOut(minato);
      if (index === 0) assert.equal(await noticeText(person.page), null);
    }
  });
});
