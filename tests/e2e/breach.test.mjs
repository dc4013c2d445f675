// Breach sources: every fault is "not checked" and never "not found", every odd but right shape is read, a late answer is
// told on the next page, a source is tested by a click, and the log lists what left.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { SITES } from './demo.mjs';
import { SELECTORS, Settings, noticeSays } from './hygieia.mjs';
import { Person } from './person.mjs';
import { BROWSER } from './setup.mjs';
import { until } from './until.mjs';

const BREACHED = 'hygieia-demo-breached';
const { minato, hikari, kaede } = SITES;

describe(`breach sources in ${BROWSER}`, () => {
  /** @type {Person} */
  let person;
  before(async () => {
    person = await Person.begin();
    await person.haveAccount(minato, 'taro', BREACHED);
  });
  after(() => person?.end());

  /** Has another service of the range server asked, logs in anew and waits for what comes of it. @param {string} service */
  const logInWith = async (service) => {
    const base = person.demo.url('range.test', `${service}/range/`);
    // Nobody logs in as often on one site: a new worker has not counted yet.
    await person.browser.killBackground();
    await person.askOnly(base);
    await person.visitor.logIn(minato, 'taro', BREACHED);
    await until('the request to be over', async () => {
      const { requests } = await person.ask({ type: 'log' });
      return requests[0]?.sent[0].startsWith(`GET ${base}`) && requests[0].outcome.code !== 'log_outcome_open';
    });
  };

  /** Waits until the login is confirmed and has this verdict. @param {string} code */
  const confirmed = async (code) => {
    await until('the login to be confirmed', async () => {
      const { session } = await person.browser.evaluateInExtension(() => chrome.storage.session.get('session'));
      return JSON.parse(String(session)).attempts.length === 0;
    });
    return person.account(minato.host, ({ breach }) => breach.code === code);
  };

  /** @type {[string, string, string][]} */
  const FAULTS = [
    ['is reset', '/reset', 'not_checked_no_answer'],
    ['breaks off in a row', '/truncated', 'not_checked_no_answer'],
    ['ends in a row', '/cut', 'not_checked_not_a_range'],
    ['drips', '/drip', 'not_checked_timed_out'],
    ['is busy for a time', '/busy', 'not_checked_later'],
    ['is busy until a time', '/busy-date', 'not_checked_later'],
    ['fails', '/error', 'not_checked_refused'],
    ['is a portal', '/html', 'not_checked_not_a_range'],
    ['is empty', '/empty', 'not_checked_not_a_range'],
    ['leads elsewhere', '/redirect', 'not_checked_no_answer'],
    ['has rows of 32 digits', '/short', 'not_checked_not_a_range'],
    ['has 50 megabytes', '/huge', 'not_checked_not_a_range'],
    ['unpacks to 50 megabytes', '/bomb', 'not_checked_not_a_range'],
  ];
  for (const [what, service, code] of FAULTS) {
    test(`an answer that ${what}: not checked`, async () => {
      const before = (await person.demo.rangeLog()).length;
      await logInWith(service);
      const account = await confirmed(code);
      assert.equal(account.advice[0].id.kind, 'not_checked');
      if (code === 'not_checked_later') {
        const wait = account.breach.args[0].value - Date.now();
        assert.ok(wait > 60_000 && wait <= 120_000, `it is to be asked again in ${wait} ms`);
        await person.visitor.logOut(minato);
        await person.visitor.logIn(minato, 'taro', BREACHED);
        await confirmed(code);
      }
      await person.visitor.logOut(minato);
      const paths = (await person.demo.rangeLog()).slice(before).map(({ path }) => path.replace(/[0-9A-F]{5}$/, ''));
      assert.deepEqual(paths, [`${service}/range/`], 'asked once, and nobody goes where it leads');
    });
  }

  for (const [what, service] of [
    ['has line feeds alone', '/lf'],
    ['is in lower case', '/lower'],
    ['has each row twice', '/twice'],
    ['is as long as the real one', '/full'],
  ]) {
    test(`an answer that ${what} is read`, async () => {
      const site = { lf: hikari, lower: kaede, twice: SITES.tanuki, full: SITES.imitation }[String(service).slice(1)];
      assert.ok(site);
      // The answer of the case before is in memory.
      await person.browser.killBackground();
      await person.askOnly(person.demo.url('range.test', `${service}/range/`));
      await person.visitor.signUp(site, 'taro', BREACHED);
      const account = await person.account(site.host, ({ breach }) => breach.code === 'breach_found');
      const found = account.advice.find((/** @type {any} */ { id }) => id.kind === 'breached');
      assert.deepEqual(found.reason, { code: 'breached_reason_count', args: [{ as: 'count', value: 1337 }] });
    });
  }

  test('a click tests a source and says what went wrong', async () => {
    const { page } = await Settings.open(person.browser);
    const { sources } = SELECTORS.settings;
    /** @param {string} service */
    const tested = async (service) => {
      await page.waitForSelector(sources.address, { visible: true });
      await page.click(sources.address, { count: 3 });
      await page.keyboard.type(person.demo.url('range.test', `${service}/range/`));
      await page.click(sources.save);
      await until('the address to be saved', async () => {
        const { values } = await person.ask({ type: 'settings' });
        const saved = values.breach_sources.find((/** @type {any} */ { name }) => name === 'mirror').address;
        const drawn = await page.$eval(sources.status, (status) => status.textContent);
        return saved.endsWith(`${service}/range/`) && drawn === 'Saved';
      });
      await page.click(sources.test);
      return until('a result', async () => {
        const text = await page.$eval(sources.result, (element) => element.textContent ?? '');
        return text && !text.includes('…') && text;
      });
    };
    assert.match(await tested(''), /^It works: \d+ rows in [\d,]+ milliseconds\.$/);
    assert.match(await tested('/redirect'), /^After .* another address/);
    assert.match(await tested('/error'), /status 500/);
    assert.match(await tested('/busy'), /status 429 and asked for a pause until/);
    assert.match(await tested('/html'), /not with a list of rows/);
    assert.match(await tested('/reset'), /^No answer/);
    assert.match(await tested('/bomb'), /far more than a list/);
    assert.match(await tested('/drip'), /did not answer in full/);
    await page.close();
  });

  test('sources are moved and switched by keyboard and kept', async () => {
    const { page } = await Settings.open(person.browser);
    const { sources } = SELECTORS.settings;
    await page.waitForSelector(sources.down, { visible: true });
    await page.focus(sources.down);
    await page.keyboard.press('Enter');
    const names = async () => {
      const { values } = await person.ask({ type: 'settings' });
      return values.breach_sources.map((/** @type {any} */ { name, on }) => `${name} ${on}`);
    };
    await until('the mirror to be second', async () => (await names())[1] === 'mirror true');
    const drawn = () => page.$$eval(sources.switches, (boxes) => boxes.map(({ id }) => id));
    await until('it to be drawn there', async () => (await drawn())[1] === 'source-mirror');
    await page.focus(sources.haveIBeenPwned);
    await page.keyboard.press(' ');
    await until('the first to be on', async () => (await names())[0] === 'have_i_been_pwned true');
    await page.close();
  });

  test('the log lists what left, with its bytes and why', async () => {
    const asked = (await person.demo.rangeLog()).length;
    const page = await person.browser.extensionPage('/pages/log.html');
    const { log } = SELECTORS;
    await page.waitForSelector(log.request);
    const rows = await page.$$eval(
      log.request,
      (rows, parts) => rows.map((row) => parts.map((part) => row.querySelector(part)?.textContent ?? '')),
      [log.host, log.sent, log.why, log.outcome],
    );
    const ranges = rows.filter(([, sent]) => sent?.includes('/range/'));
    assert.equal(ranges.length, asked);
    const first = ranges[ranges.length - 1] ?? [];
    assert.equal(first[0], `range.test:${person.demo.port}`);
    assert.match(first[1] ?? '', /^GET https:\/\/range\.test:\d+\/reset\/range\/[0-9A-F]{5}\nAdd-Padding: true$/);
    assert.match(first[2] ?? '', /a login on みなと商店/);
    assert.match(first[3] ?? '', /^No answer/);
    assert.ok(rows.some(([, , why]) => /you tested/.test(why ?? '')));
    await page.close();
  });
});

test(`in ${BROWSER}, an answer that comes after the page has gone is told on the next one`, async () => {
  const person = await Person.begin({ range: '/late/range/' });
  try {
    await person.visitor.signUp(minato, 'taro', BREACHED);
    assert.equal((await person.account(minato.host)).breach.code, 'not_checked_waiting');
    await noticeSays(person.page, /leaked/);
    await until('a badge', async () => (await person.browser.badge(person.page)) === '1');
    const popup = await person.popup();
    const [breached] = await popup.findings();
    assert.match(breached?.reason ?? '', /counted 1,337 times/);
    await popup.close();
  } finally {
    await person.end();
  }
});
