// Which reuse matters: an imitation of a known site, one account on two sites, and what to change first.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { SITES } from './demo.mjs';
import { noticeSays } from './hygieia.mjs';
import { Person } from './person.mjs';
import { BROWSER } from './setup.mjs';
import { until } from './until.mjs';

const SHARED = 'made-up lamp 41 river';
const { hikari, minato, imitation, kaede } = SITES;

describe(`reuse that matters, in ${BROWSER}`, () => {
  /** @type {Person} */
  let person;

  before(async () => {
    person = await Person.begin();
    await person.signUp(minato, 'taro', SHARED);
  });
  after(() => person?.end());

  /** The kinds of the findings in the popup. */
  const kinds = async () => {
    const popup = await person.popup();
    const findings = await popup.findings();
    await popup.close();
    return findings.map(({ id }) => id);
  };

  test('an imitation is told before submission, until the person knows better', async () => {
    await person.visitor.fillLogin(imitation, 'taro', SHARED);
    await noticeSays(person.page, /Not the site you know/);
    await until('a badge', async () => (await person.browser.badge(person.page)) === '1');
    const told = await until('a notification', async () => (await person.browser.notifications())[0]);
    // Chromium tells a notification by its name alone.
    assert.match(JSON.stringify(told), /look_alike|みなと商店/);
    assert.deepEqual(await kinds(), ['look_alike']);
    const popup = await person.popup();
    const [finding] = await popup.findings();
    assert.match(finding?.reason ?? '', /みなと商店.*minato-sh0p\.test/);
    await popup.take('reallyThem');
    await until('plain reuse', async () => (await popup.findings())[0]?.id === 'reused');
    await popup.close();
    await person.ask({ type: 'set_genuine', site: imitation.host, genuine: false });
    assert.deepEqual(await kinds(), ['look_alike']);
  });

  test('the mail of a provider is to be changed first', async () => {
    await person.signUp(hikari, 'taro', SHARED);
    const account = await person.account(hikari.host);
    assert.equal(account.advice[0].reason.code, 'reused_reason_resets');
    const popup = await person.popup();
    assert.match(await popup.text(), /first of all on ひかりネット/);
    await popup.close();
  });

  test('one account on two sites is no reuse', async () => {
    await person.signUp(kaede, 'taro', SHARED);
    const popup = await person.popup();
    for (const left of [1, 0]) {
      await popup.take('sameAccount');
      await until(`${left} sites`, async () => (await popup.sharedSites()).length === left);
    }
    assert.deepEqual(await popup.findings(), []);
    await popup.close();
  });
});
