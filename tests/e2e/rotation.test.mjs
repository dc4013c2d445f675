// A password's life with a shifted clock: due, told, led to the page that changes it, changed.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { SITES, Visitor } from './demo.mjs';
import { noticeSays } from './hygieia.mjs';
import { DAY, Person } from './person.mjs';
import { BROWSER } from './setup.mjs';
import { until } from './until.mjs';

const { minato, yamabiko } = SITES;
const OLD = 'Summer24!';
const EDITED = 'Summer25!';
const NEW = 'brand new words 52 harbour';

describe(`rotation, in ${BROWSER}`, () => {
  /** @type {Person} */
  let person;

  before(async () => {
    person = await Person.begin();
    await person.ask({ type: 'set', key: 'rotation', value: 'shops_and_isps' });
    // Whatever the hour is at which this runs.
    await person.ask({ type: 'set', key: 'quiet_to', value: '21:00' });
    await person.signUp(minato, 'taro', OLD);
  });
  after(() => person?.end());

  /** The kinds of the findings on a site. @param {string} host */
  const kinds = async (host) => (await person.account(host)).advice.map((/** @type {any} */ { id }) => id.kind);

  /** Goes from the popup to the page that changes the password. @returns {Promise<Visitor>} */
  const toChangePage = async () => {
    const popup = await person.popup();
    await popup.take('change');
    const page = await person.browser.openedTab((url) => new URL(url).pathname === '/change-password');
    // The browser has closed it, as it does when another tab comes to the front; Firefox's harness has not.
    await popup.close().catch(() => undefined);
    return new Visitor(person.demo, page);
  };

  /** @param {Visitor} visitor @param {string} former @param {string} next */
  const fill = async (visitor, former, next) => {
    await visitor.type('#password', former);
    await visitor.type('#new-password', next);
    await visitor.type('#confirm', next);
  };

  test('after 31 days the alarm tells it: badge and notification', async () => {
    await person.shiftClock(31 * DAY, true);
    const told = await until('a notification', async () => {
      const all = await person.browser.notifications();
      return all.find((one) => /due/.test(JSON.stringify(one))) ?? null;
    });
    assert.match(JSON.stringify(told), /due/);
    await person.browser.clickNotification(told.id);
    const overview = await person.browser.openedPage('/pages/overview.html');
    await until('the finding', () => overview.evaluate(() => /みなと商店[^]*Time for a change/.test(document.body.innerText)));
    assert.ok(!(await person.browser.notifications()).some(({ id }) => id === told.id), 'it is still shown');
    await overview.close();
    await person.visitor.open(minato.host);
    await until('a badge', async () => Number(await person.browser.badge(person.page)) > 0);
    assert.ok((await kinds(minato.host)).includes('due'));
  });

  test('a small edit is told before it is sent, and is no change', async () => {
    await person.visitor.logIn(minato, 'taro', OLD);
    const there = await toChangePage();
    await fill(there, OLD, EDITED);
    await noticeSays(there.page, /^Almost the same/);
    assert.ok((await there.submit()).ok);
    await person.account(minato.host, ({ advice }) => advice.some((/** @type {any} */ { id }) => id.kind === 'barely_changed'));
    assert.ok((await kinds(minato.host)).includes('due'), 'the clock was reset');
    await there.page.close();
  });

  test('a return to the former password has words of its own', async () => {
    const there = await toChangePage();
    await fill(there, EDITED, OLD);
    await noticeSays(there.page, /^A password you had here before$/);
    await there.page.close();
  });

  test('a real change clears it and resets the clock', async () => {
    const there = await toChangePage();
    await fill(there, EDITED, NEW);
    assert.ok((await there.submit()).ok);
    const account = await person.account(minato.host, ({ changed_source }) => changed_source === 'observed');
    assert.equal(account.due_at - account.changed_at, 30 * DAY);
    assert.deepEqual(account.advice, []);
    await there.page.close();
  });

  test('the calendar names the site and no user', async () => {
    const { file } = await person.ask({ type: 'calendar' });
    const text = Buffer.from(file, 'base64').toString();
    assert.match(text, /^BEGIN:VCALENDAR\r\n/);
    assert.match(text.replaceAll('\r\n ', ''), /^SUMMARY:Change the password of みなと商店\r$/m);
    assert.doesNotMatch(text, /taro|ta…/);
  });

  test('a site that answers 200 to everything is not believed', async () => {
    await person.signUp(yamabiko, 'taro', 'nine slow trains 7');
    const popup = await person.popup();
    await popup.take('change');
    const page = await person.browser.openedTab((url) => new URL(url).hostname === yamabiko.host && new URL(url).pathname === '/');
    assert.doesNotMatch(page.url(), /well-known/);
    await popup.close().catch(() => undefined);
    await page.close();
  });
});
