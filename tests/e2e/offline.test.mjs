// The offline filter: a password among the million most used ones is told without asking anyone.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { afterEach, describe, test } from 'node:test';
import { noticeSays } from './hygieia.mjs';
import { SITES } from './demo.mjs';
import { Person } from './person.mjs';
import { BROWSER } from './setup.mjs';

/** Of the list; the second one is far down. */
const COMMON = 'pineapple1';
const RARE = 'coffeephrogg05';
/** Not in the list. */
const UNCOMMON = 'made-up lamp 41 river';
const { hikari, minato, kaede, tanuki } = SITES;

/** @param {string} password */
const prefixOf = (password) => createHash('sha1').update(password).digest('hex').slice(0, 5).toUpperCase();

describe(`the offline filter in ${BROWSER}`, () => {
  /** @type {Person} */
  let person;
  afterEach(() => person?.end());

  /** The prefixes that were asked for. */
  const asked = async () => {
    const requests = await person.demo.rangeLog();
    return requests.filter(({ method }) => method === 'GET').map(({ path }) => path.replace('/range/', ''));
  };

  test('without online checks it is told while it is typed, and nobody is asked', async () => {
    person = await Person.begin({ online: false });
    await person.visitor.open(minato.loginHost, '/signup');
    await person.visitor.type('#user', 'taro');
    await person.visitor.type('#new-password', COMMON);
    await noticeSays(person.page, /leaked/);
    await person.signUp(minato, 'taro', COMMON);
    const popup = await person.popup();
    const [finding] = await popup.findings();
    assert.equal(finding?.id, 'breached');
    assert.match(finding?.reason ?? '', /among the 100,000 most used/);
    await popup.close();
    const rare = await person.signUp(tanuki, 'taro', RARE);
    assert.equal(rare.advice[0]?.id.kind, 'breached');
    const uncommon = await person.signUp(hikari, 'taro', UNCOMMON);
    assert.equal(uncommon.breach.code, 'not_checked_online_off');
    assert.deepEqual(await asked(), []);
  });

  test('with online checks another prefix is asked, once', async () => {
    person = await Person.begin();
    await person.signUp(minato, 'taro', COMMON);
    const account = await person.account(minato.host, ({ score }) => score !== null);
    assert.equal(account.breach.code, 'breach_found');
    const [prefix, ...more] = await asked();
    assert.match(prefix ?? '', /^[0-9A-F]{5}$/);
    assert.notEqual(prefix, prefixOf(COMMON));
    assert.deepEqual(more, []);
    await person.visitor.logOut(minato);
    await person.visitor.logIn(minato, 'taro', COMMON);
    await person.signUp(kaede, 'taro', UNCOMMON);
    await person.account(kaede.host, ({ breach }) => breach.code === 'breach_not_found');
    assert.deepEqual((await asked()).slice(1), [prefixOf(UNCOMMON)]);
  });

  test('a worker that has just woken knows it, too', async () => {
    person = await Person.begin({ online: false });
    await person.haveAccount(minato, 'taro', COMMON);
    await person.visitor.open(minato.host, '/login');
    await person.visitor.type('#user', 'taro');
    await person.browser.killBackground();
    await person.visitor.type('#password', COMMON);
    await noticeSays(person.page, /leaked/);
  });
});
