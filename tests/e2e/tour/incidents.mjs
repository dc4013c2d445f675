/** The tour's chapter on known breaches: each of the six of Japanese providers shows its advice on a login of its site. */

import { BREACHED, SITES } from '../demo.mjs';
import { fillSignUp } from './hands.mjs';

/** @typedef {import('../person.mjs').Person} Person */
/** @typedef {import('./album.mjs').Album} Album */

const { soNet, ocn, nifty, softbankTech, softbank } = BREACHED;
const { kaede } = SITES;

/** Nobody's real passwords. */
const PASSWORDS = Object.freeze({ strong: 'a lantern at 7 wooden gates', weak: 'tanuki2031' });

/**
 * @param {Album} album
 * @param {Person} person
 */
export async function incidents(album, person) {
  const { page, visitor } = person;

  /**
   * Logs in to an account that was there before Hygieia.
   *
   * @param {import('../demo.mjs').Site} site
   * @param {string} user
   * @param {string} password
   */
  async function logIn(site, user, password) {
    await person.haveAccount(site, user, password);
    await visitor.logIn(site, user, password);
    await person.account(site.host);
  }

  /**
   * Logs in twice: at the first sight of a site, what is older than two years is not told.
   *
   * @param {import('../demo.mjs').Site} site
   * @param {string} user
   * @param {string} password
   */
  async function logInTwice(site, user, password) {
    await logIn(site, user, password);
    await visitor.logOut(site);
    await visitor.logIn(site, user, password);
    await person.account(site.host, ({ advice }) => advice.some((/** @type {any} */ { checklist }) => checklist));
  }

  /**
   * Expects a finding with these incidents in the popup.
   *
   * @param {import('./album.mjs').Step} step
   * @param {string} kind
   * @param {string[]} names
   * @param {string[]} steps
   */
  async function expectAdvice(step, kind, names, steps) {
    await step.popup(person, async (popup) => {
      const findings = await popup.findings();
      step.expect(findings.some(({ id }) => id === kind), `the findings are ${findings.map(({ id }) => id)}`);
      const told = await popup.incidents();
      step.expect(told.join() === names.join(), `the incidents are ${told}`);
      const todo = Object.keys(await popup.steps());
      step.expect(todo.join() === steps.join(), `to be done are ${todo}`);
    });
  }

  await album.step('incident-ocn-2013', 'OCN, 2013: passwords were stolen, and this one is older', page, async (step) => {
    await logIn(ocn, 'taro', PASSWORDS.strong);
    await step.popup(person, (popup) => popup.tellChanged('2012-06-01'));
    await visitor.logOut(ocn);
    await visitor.fillLogin(ocn, 'taro', PASSWORDS.strong);
    await step.notice(/^Passwords were stolen here: change yours$/);
    await visitor.submit();
    await expectAdvice(step, 'exposed', ['ocn-2013'], ['login_password', 'elsewhere', 'look_through']);
  });

  await album.step('incident-so-net-2010', 'So-net, 2010: stolen passwords were tried, and the user name is an e-mail address', page, async (step) => {
    await logInTwice(soNet, 'taro@example.jp', `${PASSWORDS.strong} of so-net`);
    await step.notice(/^(Break-ins here: do not reuse passwords|Very similar to one on another site)$/);
    await expectAdvice(step, 'list_attack', ['so-net-2010'], ['login_password', 'elsewhere', 'look_through']);
  });

  await album.step('incidents-nifty', '@nifty, 2013 and 2014: the same password elsewhere; six things to do', page, async (step) => {
    await logInTwice(nifty, 'taro', PASSWORDS.strong);
    await step.popup(person, async (popup) => {
      await popup.tick('malware');
    });
    const todo = ['malware', 'update', 'login_password', 'mail_password', 'secret_question', 'look_through'];
    await expectAdvice(step, 'list_attack', ['nifty-2014', 'nifty-2013'], todo);
  });

  await album.step('incident-softbanktech-2017', 'SoftBank Technology, 2017: a weak password', page, async (step) => {
    await logInTwice(softbankTech, 'taro', PASSWORDS.weak);
    await expectAdvice(step, 'company_breach', ['softbanktech-2017'], ['close_unused', 'replace_weak']);
  });

  await album.step('incident-softbank-2018', 'SoftBank mail, 2018: a shop is recovered through a mailbox that has lost mail', page, async (step) => {
    await visitor.logOut(kaede).catch(() => {});
    await fillSignUp(person, kaede, 'hanako@softbank.jp', 'willow and 9 paper boats');
    await visitor.submit();
    await person.account(kaede.host, ({ name }) => name === 'ha…@softbank.jp');
    await logInTwice(softbank, 'hanako', 'nineteen owls on a wire');
    await expectAdvice(step, 'data_loss', ['softbank-2018'], ['recovery']);
  });
}
