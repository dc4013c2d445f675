// Similar passwords, in the worker of a real browser: found in the background, told on the next page and in the popup.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { SITES } from './demo.mjs';
import { noticeSays } from './hygieia.mjs';
import { Person } from './person.mjs';
import { BROWSER } from './setup.mjs';
import { until } from './until.mjs';

const { hikari, minato } = SITES;

describe(`similar passwords, in ${BROWSER}`, () => {
  /** @type {Person} */
  let person;

  before(async () => {
    person = await Person.begin();
    await person.signUp(hikari, 'taro', 'Lamplight24!');
  });
  after(() => person?.end());

  test('a small edit is told on the next page, and on both sites', async () => {
    await person.signUp(minato, 'taro', 'Lamplight25!');
    await noticeSays(person.page, /Very similar to one on another site/);
    for (const site of [minato, hikari]) {
      const finding = await until('a similar password', async () => (await person.account(site.host)).advice[0]);
      assert.equal(finding.reason.code, 'similar_reason_number');
    }
    const popup = await person.popup();
    const [finding] = await popup.findings();
    assert.equal(finding?.id, 'similar');
    assert.match(finding?.reason ?? '', /ひかりネット.*only a number differs/);
    assert.equal(await person.browser.badge(person.page), '1');
    await popup.close();
  });
});
