// All traffic of a tour, through a proxy that ends TLS: two lives that differ in their passwords alone differ on the wire in
// nothing but the five digits, and nobody is asked but the sites and the breach source.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';
import { BREACHED, SITES, startDemo } from './demo.mjs';
import { Settings, Welcome } from './hygieia.mjs';
import { Person } from './person.mjs';
import { BROWSER, EXTENSION, launchHere } from './setup.mjs';
import { until } from './until.mjs';

/** What ships, if it was built; else the build with the test door, whose manifest differs in the background alone. */
const PACKAGE = process.env.HYGIEIA_PACKAGE ?? EXTENSION;
const SOURCE = 'api.pwnedpasswords.com';
const { hikari, minato, tanuki, kaede } = SITES;
const { ocn } = BREACHED;

/**
 * The passwords of a life, as long as the other's: the sites are told them, and say so in `content-length`.
 *
 * @typedef {{ first: string, second: string, third: string, wrong: string, typed: string }} Passwords
 */

/** Breached, weak, common, nearly the same. @type {Passwords} */
const POOR = { first: 'hygieia-demo-breached', second: 'sunshine99', third: 'hygieia-demo-breached2', wrong: 'password1', typed: 'letmein123' };
/** Nothing of that. @type {Passwords} */
const GOOD = { first: 'quiet-lamp-river-47xy', second: 'vq7zk2xw05', third: 'another-stone-63-cloud', wrong: 'zqx81kvw3', typed: 'kd83nvq01z' };

/** Whom a browser asks by itself: for updates, the time, its own leak check. */
const BROWSERS_OWN = /(^|\.)(mozilla\.(com|net|org)|firefox\.com|google\.com|googleapis\.com|gstatic\.com|gvt1\.com)$/;
/** The sites that a person visits, the breach source, and who publishes the list of breached sites. */
const KNOWN = /(^|\.)(hikari-net|minato-shop|tanuki-forum|kaede-store)\.test$|(^|\.)ocn\.ne\.jp$|^api\.pwnedpasswords\.com$|^haveibeenpwned\.com$/;

/** The sites, with their port. */
const SITE = /(\.test|(^|\.)ocn\.ne\.jp):\d+$/;

/** What a request to a breach source has for headers: one is ours, the others are the browser's. */
const HEADERS = {
  chromium: ['accept', 'accept-encoding', 'accept-language', 'add-padding', 'cache-control', 'connection', 'host', 'pragma', 'sec-fetch-dest', 'sec-fetch-mode', 'sec-fetch-site', 'user-agent'],
  firefox: ['accept', 'accept-encoding', 'accept-language', 'add-padding', 'cache-control', 'connection', 'host', 'pragma', 'priority', 'sec-fetch-dest', 'sec-fetch-mode', 'sec-fetch-site', 'user-agent'],
};

/** @typedef {import('./demo.mjs').Wanted} Wanted */

/**
 * Lives a life and says what the proxy saw.
 *
 * @param {Passwords} passwords
 * @returns {Promise<{ traffic: Wanted[], sites: number }>} `sites` is the port of the sites, another in every life
 */
async function live({ first, second, third, wrong, typed }) {
  const demo = await startDemo({ proxy: true });
  const browser = await launchHere(demo, { extensionDir: PACKAGE, ...(demo.proxy ? { proxy: demo.proxy } : {}) });
  await (await Welcome.opened(browser)).accept({ online: true });
  const person = new Person(demo, browser, await browser.page());
  try {
    const { visitor } = person;
    const checked = (/** @type {any} */ { breach }) => !/^not_checked/.test(breach.code);
    await visitor.signUp(hikari, 'taro', first);
    await person.account(hikari.host, checked);
    await visitor.signUp(minato, 'taro', first);
    await person.account(minato.host, checked);
    await visitor.signUp(tanuki, 'taro', second);
    await person.account(tanuki.host, checked);
    await visitor.changePassword(minato, first, third);
    await until('the last of three answers', async () => (await answers(person)) === 3);
    await visitor.logOut(minato);
    await visitor.logIn(minato, 'taro', wrong);
    await until('an answer about the wrong one, too', async () => (await answers(person)) === 4);
    await visitor.fillLogin(kaede, 'taro', typed);
    await (await person.popup()).close();
    const { page } = await Settings.open(browser);
    await page.waitForSelector('.setting');
    // A site with a known breach, and a password that was asked about before.
    await person.haveAccount(ocn, 'taro', second);
    await visitor.logIn(ocn, 'taro', second);
    await person.account(ocn.host);
    await askAllElse(person, demo);
    return { traffic: await demo.traffic(), sites: demo.port };
  } finally {
    await person.end();
  }
}

/**
 * What else a person can ask for: the practice field, the page to change a password, a test of the source, the calendar, a
 * backup, a passphrase.
 *
 * @param {Person} person @param {import('./demo.mjs').Demo} demo
 */
async function askAllElse(person, demo) {
  const changePages = async () => (await demo.traffic()).filter(({ method, path }) => method === 'GET' && path === '/change-password').length;
  const before = await changePages();
  const { id } = await person.account(minato.host);
  assert.equal((await person.ask({ type: 'change', account: id, private: false })).text.code, 'change_opened');
  await until('the page to change it', async () => (await changePages()) > before);
  assert.ok((await person.ask({ type: 'test_source', source: 'have_i_been_pwned' })).works);
  const passphrase = 'made-up words of a key';
  await person.ask({ type: 'practice', first: passphrase, second: `${passphrase}2` });
  await person.ask({ type: 'calendar' });
  assert.ok((await person.ask({ type: 'backup', passphrase, again: passphrase })).done);
  assert.ok((await person.ask({ type: 'protect', passphrase, again: passphrase })).done);
  await person.ask({ type: 'lock' });
  assert.ok((await person.ask({ type: 'unlock', passphrase })).done);
}

/** How many ranges the log knows of that were answered. @param {Person} person */
async function answers(person) {
  const { requests } = await person.ask({ type: 'log' });
  const answered = (/** @type {any} */ { sent, outcome }) => sent[0].includes('/range/') && outcome.code === 'log_outcome_answered';
  return requests.filter(answered).length;
}

/** @param {Wanted[]} traffic */
const toSource = (traffic) => traffic.filter(({ host, method }) => host.startsWith(SOURCE) && method !== 'CONNECT');

/** @param {string} password */
const sha1 = (password) => createHash('sha1').update(password).digest('hex').toUpperCase();

describe(`all traffic of a tour in ${BROWSER}`, () => {
  /** @type {Awaited<ReturnType<typeof live>>} */
  let poor;
  /** @type {Awaited<ReturnType<typeof live>>} */
  let good;
  before(async () => {
    poor = await live(POOR);
    good = await live(GOOD);
  });

  test('it is what ships, but for the background of builds with the test door', async () => {
    const read = async (/** @type {string} */ folder) => {
      const { background, ...manifest } = JSON.parse(await readFile(`${folder}/manifest.json`, 'utf8'));
      return manifest;
    };
    assert.deepEqual(await read(PACKAGE), await read(EXTENSION));
  });

  test('nobody is asked but the sites, the breach source, and whom the browser asks by itself', () => {
    for (const { traffic } of [poor, good]) {
      // Without a tunnel the whole address is asked for.
      const hosts = new Set(traffic.map(({ host }) => new URL(host.includes('://') ? host : `https://${host}`).hostname));
      assert.deepEqual([...hosts].filter((host) => !KNOWN.test(host) && !BROWSERS_OWN.test(host)), []);
      assert.ok(hosts.has(SOURCE));
    }
  });

  test('the breach source is sent five digits and what is always the same', () => {
    const [ofPoor, ofGood] = [poor, good].map(({ traffic }) => toSource(traffic));
    assert.ok(ofPoor && ofGood);
    const masked = (/** @type {Wanted[]} */ requests) => requests.map((request) => ({ ...request, path: request.path.replace(/[0-9A-F]{5}$/, '#####') }));
    assert.deepEqual(masked(ofPoor), masked(ofGood));
    for (const { host, method, path, headers, body } of [...ofPoor, ...ofGood]) {
      assert.deepEqual([host, method, body], [SOURCE, 'GET', '']);
      assert.match(path, /^\/range\/[0-9A-F]{5}$/);
      assert.deepEqual(Object.keys(headers).sort(), HEADERS[BROWSER]);
      assert.equal(headers['add-padding'], 'true');
    }
    // Passwords that are in no list are asked by their own digits, once each, in the order in which they were sent.
    const { first, second, third, wrong } = GOOD;
    const digits = [first, second, third, wrong].map((password) => sha1(password).slice(0, 5));
    // The test of the source came last, with digits by chance.
    assert.deepEqual(ofGood.slice(0, -1).map(({ path }) => path.slice(-5)), digits);
  });

  test('the list of breached sites is fetched the same way, whatever is typed', () => {
    const fetched = [poor, good].map(({ traffic }) => traffic.filter(({ host, method }) => host === 'haveibeenpwned.com' && method !== 'CONNECT'));
    assert.deepEqual(fetched[0], fetched[1]);
    assert.deepEqual(fetched[0]?.map(({ method, path, body }) => `${method} ${path} ${body}`), ['GET /api/v3/breaches ']);
  });

  test('no password and no hash of one is in anything but what a person sent to a site', () => {
    for (const [{ traffic }, passwords] of /** @type {const} */ ([[poor, POOR], [good, GOOD]])) {
      const ours = traffic.filter(({ host, method }) => !(SITE.test(host) && method === 'POST'));
      const said = JSON.stringify(ours).toUpperCase();
      for (const password of Object.values(passwords)) {
        const hash = sha1(password);
        const forms = [password, hash.slice(0, 6), hash.slice(5, 11), Buffer.from(password).toString('base64'), Buffer.from(password).toString('hex')];
        for (const form of forms) assert.ok(!said.includes(form.toUpperCase()), `${form} was sent`);
      }
    }
  });

  test('the sites are told the same in both lives', () => {
    const [ofPoor, ofGood] = /** @type {const} */ ([[poor, POOR], [good, GOOD]]).map(([{ traffic, sites }, passwords]) => {
      const requests = traffic.filter(({ host, method, path }) => SITE.test(host) && method !== 'CONNECT' && path !== '/favicon.ico');
      return requests.map(({ host, method, path, headers, body }) => {
        const { cookie, ...others } = headers;
        let text = JSON.stringify({ host, method, path, others, cookie: cookie !== undefined, body }).replaceAll(`:${sites}`, ':PORT');
        // One of them begins with another.
        const longest = Object.entries(passwords).sort(([, one], [, other]) => other.length - one.length);
        for (const [name, password] of longest) text = text.replaceAll(password, `<${name}>`);
        return text;
      });
    });
    assert.ok(ofPoor && ofPoor.length > 10);
    assert.deepEqual(ofPoor.sort(), ofGood?.sort());
  });
});
