/** The tour's second chapter: sign-ups and logins, and what is said about their passwords. */

import { createServer } from 'node:net';
import { once } from 'node:events';
import { SITES } from '../demo.mjs';
import { noticeText } from '../hygieia.mjs';
import { until } from '../until.mjs';
import { PARTS, chooseLanguage, fillSignUp, inSettings, setBreachSource } from './hands.mjs';

/** @typedef {import('../person.mjs').Person} Person */
/** @typedef {import('./album.mjs').Album} Album */

const { hikari, minato, kaede, tanuki } = SITES;

/**
 * Nobody's real passwords; the last three are in the demo's list of breached ones, among the 100,000 most used ones, or easily
 * guessed.
 */
export const PASSWORDS = Object.freeze({
  shared: 'made-up lamp 41 river',
  wrong: 'quite another 88 thing',
  breached: 'hygieia-demo-breached',
  common: 'pineapple1',
  weak: 'hikari2031',
});

/**
 * @param {Album} album
 * @param {Person} person
 * @returns {Promise<Record<string, string>>} pictures that the documentation shows, by their names there
 */
export async function logins(album, person) {
  const { page, visitor, demo } = person;
  /** @type {Record<string, string>} */
  const forDocs = {};
  const { shared } = PASSWORDS;

  await album.step('sign-up-provider', 'a strong password, used for the first time: nothing is found', page, async (step) => {
    await fillSignUp(person, hikari, 'taro', shared);
    await step.notice(/no reuse/i);
    await visitor.submit();
    await step.notice(/^No reuse and no known leak found$/);
    await person.account(hikari.host);
    await step.badge(person, '');
    await step.popup(person, async (popup) => {
      const findings = await popup.findings();
      step.expect(findings.length === 0, `findings: ${JSON.stringify(findings)}`);
    });
  });

  await album.step('sign-up-shop', 'the same password at a shop: told at the form, by badge, popup and notification', page, async (step) => {
    await fillSignUp(person, minato, 'taro', shared);
    await step.notice(/^Same password as on 1 other site$/);
    await visitor.submit();
    await person.account(minato.host);
    await step.notice(/^Same password as on 1 other site$/);
    await step.badge(person, '1');
    await step.popup(person, async (popup) => {
      const sites = await popup.sharedSites();
      step.expect(sites.join() === 'ひかりネット', `the popup names ${sites}`);
    });
    const shown = await notification(person, 'severe');
    step.say(`notification: ${shown}`);
  });

  await album.step('sign-up-second-shop', 'and at a second shop: two other sites share it', page, async (step) => {
    await fillSignUp(person, kaede, 'taro', shared);
    await step.notice(/^Same password as on 2 other sites$/);
    await visitor.submit();
    await person.account(kaede.host);
    await step.notice(/^Same password as on 2 other sites$/);
    await step.badge(person, '1');
    forDocs['popup-en'] = await step.popup(person, async (popup) => {
      const findings = await popup.findings();
      step.expect(findings.length === 1 && findings[0]?.id === 'reused', `findings: ${JSON.stringify(findings)}`);
      const sites = (await popup.sharedSites()).sort().join();
      step.expect(sites === ['みなと商店', 'ひかりネット'].sort().join(), `the popup names ${sites}`);
    });
  });

  await album.step('login-shop', 'logging in with a reused password is told before the form is sent', page, async (step) => {
    await visitor.logOut(kaede);
    await visitor.fillLogin(kaede, 'taro', shared);
    forDocs['warning-en'] = await step.notice(/^Same password as on 2 other sites$/);
  });

  await album.step('breached', 'a leaked password is told while signing up, and only five digits were sent', page, async (step) => {
    const before = (await demo.rangeLog()).length;
    await fillSignUp(person, tanuki, 'taro', PASSWORDS.breached);
    await step.notice(/^This password is in a list of leaked ones$/);
    await visitor.submit();
    await person.account(tanuki.host, ({ advice }) => advice.some((/** @type {any} */ { id }) => id.kind === 'breached'));
    await step.notice(/^This password is in a list of leaked ones$/);
    await step.popup(person, async (popup) => {
      const [finding] = await popup.findings();
      step.expect(finding?.id === 'breached', `the first finding is ${finding?.id}`);
    });
    const asked = (await demo.rangeLog()).slice(before).filter(({ method }) => method === 'GET');
    step.say(`range server was asked: ${asked.map(({ path, headers }) => `${path} Add-Padding: ${headers['add-padding']}`)}`);
    step.expect(asked.length === 1 && /^\/range\/[0-9A-F]{5}$/.test(asked[0]?.path ?? ''), 'that is not one prefix');
    step.expect(asked[0]?.query === '' && !asked[0].headers['cookie'] && !asked[0].headers['referer'], 'more than that was sent');
  });

  await album.step('weak', 'an easily guessed password is told', page, async (step) => {
    await visitor.logOut(tanuki);
    await fillSignUp(person, tanuki, 'jiro', PASSWORDS.weak);
    await step.notice(/^This password is easy to guess$/);
    await visitor.submit();
    const account = await person.account(tanuki.host, ({ name, score }) => name === 'ji…' && score !== null);
    step.say(`strength: ${account.score} of 4`);
    await step.popup(person, async (popup) => {
      const ids = (await popup.findings()).map(({ id }) => id);
      step.expect(ids.includes('weak'), `the findings are ${ids}`);
    });
  });

  await album.step('wrong-password', 'a password that the site refuses is not learned', page, async (step) => {
    const before = await person.account(minato.host);
    await visitor.logOut(minato);
    const { ok, text } = await visitor.logIn(minato, 'taro', PASSWORDS.wrong);
    step.say(`site: ${text}`);
    step.expect(!ok, 'the site took it');
    await step.notice(/no reuse/i);
    await until('the attempt to be dropped', async () => (await attempts(person)) === 0);
    const { accounts } = await person.popupView(minato.host);
    step.expect(JSON.stringify(accounts) === JSON.stringify([before]), 'something was learned');
    await step.popup(person);
  });

  await album.step('switch-off', 'Hygieia is switched off on a site from the popup, which says so', page, async (step) => {
    await visitor.open(kaede.host);
    await step.popup(person, async (popup) => {
      await popup.popup.click(PARTS.popup.switchOff);
      await until('the popup to say so', async () => /switched off/.test((await popup.part('state')) ?? ''));
      await step.popupPicture(person, popup);
    });
  });

  await album.step('switched-off-badge', 'the badge goes at once', page, (step) => step.badge(person, ''));

  await album.step('switched-off', 'there, no notice shows and nothing is recorded', page, async (step) => {
    const before = (await person.popupView(kaede.host)).accounts.length;
    await fillSignUp(person, kaede, 'hanako', PASSWORDS.wrong);
    await step.picture();
    await visitor.submit();
    step.expect((await noticeText(page)) === null, 'there is a notice');
    step.expect((await attempts(person)) === 0, 'something was staged');
    step.expect((await person.popupView(kaede.host)).accounts.length === before, 'an account was recorded');
    step.say('notice: (none)');
  });

  await album.step('switch-on', 'and on again', page, async (step) => {
    await step.popup(person, async (popup) => {
      await popup.popup.click(PARTS.popup.switchOn);
      await until('the popup to say so', async () => /is on here/.test((await popup.part('state')) ?? ''));
      await step.popupPicture(person, popup);
    });
    await visitor.logOut(kaede);
  });

  await album.step('login-by-fetch', 'a login without a navigation is learned', page, async (step) => {
    const { ok } = await visitor.logIn(kaede, 'hanako', PASSWORDS.wrong);
    step.expect(ok, 'the site refused it');
    await person.account(kaede.host, ({ name }) => name === 'ha…');
    await step.notice(/^No reuse and no known leak found$/);
    await step.popup(person, async (popup) => {
      step.expect((await popup.text()).includes('ha…'), 'the account is not shown');
    });
  });

  await album.step('login-over-two-pages', 'a login over two pages has its user name', page, async (step) => {
    await person.haveAccount(tanuki, 'saburo', shared);
    await visitor.fillLogin(tanuki, 'saburo', shared);
    await step.notice(/^Same password as on 3 other sites$/);
    await visitor.submit();
    await person.account(tanuki.host, ({ name }) => name === 'sa…');
    await step.popup(person, async (popup) => {
      step.expect((await popup.text()).includes('sa…'), 'the account is not shown');
    });
  });

  await faults(album, person);

  await album.step('without-network', 'offline, one of the million most used passwords is told at the first pause', page, async (step) => {
    const before = (await demo.rangeLog()).length;
    await person.ask({ type: 'set', key: 'online', value: false });
    await visitor.logOut(tanuki);
    await fillSignUp(person, tanuki, 'goro', PASSWORDS.common);
    await step.notice(/^This password is in a list of leaked ones$/);
    await visitor.submit();
    const account = await person.account(tanuki.host, ({ name }) => name === 'go…');
    step.expect(account.advice[0]?.id.kind === 'breached', `the first finding is ${account.advice[0]?.id.kind}`);
    await step.popup(person, async (popup) => {
      const reasons = (await popup.findings()).map(({ reason }) => reason);
      const reason = reasons.find((reason) => /among the 100,000 most used/.test(reason));
      step.say(`finding: ${reason}`);
      step.expect(reason !== undefined, `the reasons are ${reasons.join(' / ')}`);
    });
    step.expect((await demo.rangeLog()).length === before, 'somebody was asked');
    await person.ask({ type: 'set', key: 'online', value: true });
  });

  await album.step('japanese', 'the language of the settings holds for the page, the notice and the popup', page, async (step) => {
    await inSettings(person, async (settings) => {
      await chooseLanguage(settings, 'End', 'ja');
      await step.picture(settings, { whole: true });
    });
    await visitor.fillLogin(minato, 'taro', shared);
    forDocs['warning-ja'] = await step.notice(/^他の\dサイトと同じパスワードです$/);
    await visitor.submit();
    await person.account(minato.host);
    await step.notice(/^他の\dサイトと同じパスワードです$/);
    forDocs['popup-ja'] = await step.popup(person, async (popup) => {
      const [finding] = await popup.findings();
      step.expect(finding?.label === '使い回し', `the finding is called ${finding?.label}`);
    });
    await inSettings(person, (settings) => chooseLanguage(settings, 'Home', 'en'));
  });

  return forDocs;
}

/**
 * A range server on a bad day.
 *
 * @param {Album} album
 * @param {Person} person
 */
async function faults(album, person) {
  const { page, visitor, demo } = person;
  /** @type {[string, string, string, import('../demo.mjs').Site, RegExp][]} */
  const days = [
    ['down', 'is down', `https://range.test:${await unusedPort()}/range/`, hikari, /could not be reached/],
    ['html', "answers with a portal's HTML", demo.url('range.test', '/html/range/'), kaede, /was no leak list/],
    ['500', 'answers 500', demo.url('range.test', '/error/range/'), tanuki, /refused to answer/],
  ];
  for (const [name, what, source, site, why] of days) {
    await album.step(`range-server-${name}`, `a range server that ${what}: not checked, and never safe`, page, async (step) => {
      await inSettings(person, async (settings) => {
        step.expect((await setBreachSource(settings, source)) === 'Saved', 'the address was not saved');
      });
      await fillSignUp(person, site, `shiro-${name}`, `another made-up ${name} 63 stone`);
      await visitor.submit();
      await person.account(site.host, ({ breach, advice }) => advice.some((/** @type {any} */ { id }) => id.kind === 'not_checked') && breach);
      await step.notice(/^Leaks not checked: not known to be safe$/);
      await step.popup(person, async (popup) => {
        const finding = (await popup.findings()).find(({ id }) => id === 'not_checked');
        step.say(`finding: ${finding?.label}: ${finding?.reason}`);
        step.expect(why.test(finding?.reason ?? '') && /does not mean safe/.test(finding?.reason ?? ''), 'that is not the reason');
      });
    });
  }
  await inSettings(person, async (settings) => void (await setBreachSource(settings, demo.url('range.test', '/range/'))));
}

/**
 * Waits for a notification.
 *
 * @param {Person} person
 * @param {string} wanted
 * @returns {Promise<string>} its text; only that it is there, where the browser does not tell more
 */
export function notification({ browser }, wanted) {
  return until(`the notification ${wanted}`, async () => {
    const shown = (await browser.notifications()).find(({ id }) => id === wanted);
    return shown && (shown.title ? `${shown.title} / ${shown.message}` : 'shown (this browser does not tell its text)');
  });
}

/** How many logins are under way. @param {Person} person @returns {Promise<number>} */
function attempts({ browser }) {
  return browser.evaluateInExtension(async () => {
    const { session } = await chrome.storage.session.get('session');
    return JSON.parse(String(session)).attempts.length;
  });
}

/** A port of this machine on which nobody listens. */
async function unusedPort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  server.close();
  await once(server, 'close');
  return port;
}
