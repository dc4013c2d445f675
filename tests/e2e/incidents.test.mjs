// Known breaches of sites: the person says when a password was changed, ticks steps off, and the list is fetched.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { BREACHED, SITES } from './demo.mjs';
import { SELECTORS, noticeSays } from './hygieia.mjs';
import { DAY, Person } from './person.mjs';
import { BROWSER } from './setup.mjs';
import { until } from './until.mjs';

const PASSWORD = 'made-up lamp 41 river';
const NEXT = 'brand new words 52 harbour';
const { ocn, kawara } = BREACHED;

describe(`known breaches of sites, in ${BROWSER}`, () => {
  /** @type {Person} */
  let person;

  before(async () => {
    person = await Person.begin();
    await person.haveAccount(ocn, 'taro', PASSWORD);
    await person.haveAccount(kawara, 'taro', PASSWORD);
  });
  after(() => person?.end());

  /** Logs in and waits until that is learned. @param {import('./demo.mjs').Site} site */
  async function logIn(site) {
    const before = (await person.popupView(site.host)).accounts.length;
    await person.visitor.logIn(site, 'taro', PASSWORD);
    if (before === 0) await person.account(site.host);
    await noticeSays(person.page, /./);
  }

  test('what is told of an old theft begins with a date that is told', async () => {
    await logIn(ocn);
    const popup = await person.popup();
    assert.deepEqual(await popup.incidents(), []);
    await popup.tellChanged('2012-06-01');
    await until('a finding', async () => (await popup.findings()).some(({ id }) => id === 'exposed'));
    assert.deepEqual(await popup.incidents(), ['ocn-2013']);
    await popup.tick('look_through');
    await until('the tick', async () => (await popup.steps()).look_through);
    assert.deepEqual(await popup.steps(), { login_password: false, elsewhere: false, look_through: true });
    await popup.close();
    await person.browser.killBackground();
    const again = await person.popup();
    assert.equal((await again.steps()).look_through, true);
    await again.close();
  });

  test('a page that does not answer is a reason to remind tomorrow', async () => {
    const popup = await person.popup();
    await popup.popup.click(SELECTORS.popup.pageDown);
    await until('silence', async () => !(await popup.findings()).some(({ id }) => id === 'exposed'));
    await popup.close();
    await person.shiftClock(DAY + 60_000);
    const again = await person.popup();
    assert.ok((await again.findings()).some(({ id }) => id === 'exposed'));
    await again.close();
  });

  test('a change ends it, and what is left to do stays until it is done', async () => {
    const { ok } = await person.visitor.changePassword(ocn, PASSWORD, NEXT);
    assert.ok(ok);
    await person.account(ocn.host, ({ changed_source }) => changed_source === 'observed');
    const popup = await person.popup();
    assert.ok(!(await popup.findings()).some(({ id }) => id === 'exposed'));
    assert.deepEqual(await popup.steps(), { login_password: true, elsewhere: false, look_through: true });
    await popup.tick('elsewhere');
    await until('nothing left', async () => (await popup.incidents()).length === 0);
    await popup.close();
  });

  test('the list is fetched without a trace of the person, and asks about what it names', async () => {
    const [asked, ...more] = await until('the list', async () => {
      const log = await person.demo.breachesLog();
      return log.length > 0 && log;
    });
    assert.deepEqual(more, [], 'once');
    assert.deepEqual([asked?.method, asked?.path, asked?.query], ['GET', '/api/v3/breaches', '']);
    for (const header of ['cookie', 'referer', 'authorization', 'add-padding']) assert.equal(asked?.headers[header], undefined, header);
    await logIn(kawara);
    const popup = await person.popup();
    const findings = await popup.findings();
    assert.deepEqual(findings.map(({ id }) => id), ['exposed']);
    assert.match(findings[0]?.reason ?? '', /Kawara Club.*Have you changed yours since\?/);
    assert.match(await popup.text(), /Have I Been Pwned \(CC BY 4\.0\)/);
    await popup.popup.click(SELECTORS.popup.since('no'));
    await until('it to be known', async () => /yours is older/.test((await popup.findings())[0]?.reason ?? ''));
    await popup.close();
    const { accounts } = await person.popupView(SITES.minato.host);
    assert.deepEqual(accounts, []);
  });

  test('a list that is none is refused, said in the settings, and the former one stays', async () => {
    const state = async () => (await person.ask({ type: 'settings' })).breach_list.texts.map((/** @type {any} */ { code }) => code);
    assert.deepEqual(await state(), ['list_as_of']);
    for (const [fault, code] of /** @type {const} */ ([['/html', 'not_a_list'], ['/cut', 'not_a_list'], ['/error', 'refused'], ['/huge', 'not_a_list']])) {
      await person.ask({ type: 'set', key: 'incident_source', value: person.demo.url('breaches.test', `${fault}/api/v3/`) });
      await until(`${fault} to be said`, async () => (await state()).join() === `list_failed_${code},list_as_of`);
    }
    const { accounts } = await person.popupView(kawara.host);
    assert.ok(accounts[0].advice.some((/** @type {any} */ { id }) => id.kind === 'exposed'));
    const page = await person.browser.extensionPage('/pages/settings.html');
    await page.waitForSelector('[data-test="breach-list"]', { visible: true });
    assert.match(await page.$eval('[data-test="breach-list"]', (element) => element.textContent ?? ''), /could not be refreshed.*1 breach(es)?, as of .*Have I Been Pwned/);
    await page.close();
  });
});
