/** The tour's last chapter: time goes by. */

import { SITES, Visitor } from '../demo.mjs';
import { SELECTORS } from '../hygieia.mjs';
import { DAY } from '../person.mjs';
import { until } from '../until.mjs';
import { PARTS, dismiss } from './hands.mjs';
import { PASSWORDS, notification } from './logins.mjs';

/** @typedef {import('../person.mjs').Person} Person */
/** @typedef {import('./album.mjs').Album} Album */

const { hikari, minato, yamabiko } = SITES;
const NEXT = 'brand new words 52 harbour';
const SMALL_EDIT = { from: 'Summer24!', to: 'Summer25!', then: 'nine slow trains 7' };

/**
 * @param {Album} album
 * @param {Person} person
 */
export async function later(album, person) {
  const { page, visitor, browser } = person;
  /** @param {import('../hygieia.mjs').PopupPage} popup */
  const kinds = async (popup) => (await popup.findings()).map(({ id }) => id).join();

  // Whatever the hour is at which this runs.
  await person.ask({ type: 'set', key: 'quiet_to', value: '21:00' });

  await album.step('due-shop', 'after 31 days the shop is due, and the provider is not: badge, popup and notification', page, async (step) => {
    await person.shiftClock(31 * DAY, true);
    step.say(`notification: ${await notification(person, 'due')}`);
    await visitor.open(minato.host);
    await step.badge(person, '2');
    await step.popup(person, async (popup) => {
      step.expect((await kinds(popup)) === 'reused,due', `the findings are ${await kinds(popup)}`);
    });
    await visitor.open(hikari.host);
    const { accounts } = await person.popupView(hikari.host);
    const due = accounts.flatMap((/** @type {any} */ { advice }) => advice).some((/** @type {any} */ { id }) => id.kind === 'due');
    step.expect(!due, 'the provider is due already');
  });

  await album.step('due-notification', 'the notification names each site once', page, async (step) => {
    const shown = await notification(person, 'due');
    step.say(`notification: ${shown}`);
    step.expect(shown.split('Kaede Store').length <= 2, 'it names a site twice');
  });

  await album.step('snooze', 'a finding is snoozed from the popup by itself', page, async (step) => {
    await visitor.open(minato.host);
    await step.popup(person, async (popup) => {
      await dismiss(popup, 'due', PARTS.popup.week);
      await step.popupPicture(person, popup);
      step.expect((await kinds(popup)) === 'reused', `the findings are ${await kinds(popup)}`);
    });
  });

  await album.step('snooze-badge', 'the badge counts it no more at once', page, (step) => step.badge(person, '1'));

  await album.step('snooze-over', 'it comes back after its time', page, async (step) => {
    await person.shiftClock(39 * DAY);
    await step.popup(person, async (popup) => {
      step.expect((await kinds(popup)) === 'reused,due', `after eight days the findings are ${await kinds(popup)}`);
    });
  });

  await album.step('ignore', 'a finding is ignored from the popup by itself', page, async (step) => {
    await visitor.open(minato.host);
    await step.popup(person, async (popup) => {
      await dismiss(popup, 'reused', SELECTORS.popup.ignore);
      await step.popupPicture(person, popup);
      step.expect((await kinds(popup)) === 'due', `the findings are ${await kinds(popup)}`);
    });
  });

  await album.step('ignore-notice', 'the notice tells the next finding instead', page, async (step) => {
    await visitor.logOut(minato);
    await visitor.fillLogin(minato, 'taro', PASSWORDS.shared);
    await step.notice(/^It is time to change this password$/);
    await visitor.submit();
    await step.notice(/^It is time to change this password$/);
    await step.badge(person, '1');
  });

  await album.step('due-provider', 'after 91 days the provider is due, too', page, async (step) => {
    await person.shiftClock(91 * DAY, true);
    await visitor.open(hikari.host);
    await person.account(hikari.host, ({ advice }) => advice.some((/** @type {any} */ { id }) => id.kind === 'due'));
    step.say(`notification: ${await notification(person, 'due')}`);
    await step.popup(person, async (popup) => {
      step.expect((await kinds(popup)).includes('due'), `the findings are ${await kinds(popup)}`);
    });
  });

  await album.step('change', "the popup leads to the site's change page; a confirmed change resets the clock", page, async (step) => {
    await visitor.logIn(minato, 'taro', PASSWORDS.shared);
    await step.popup(person, (popup) => popup.take('change'));
    const changePage = await browser.openedTab((url) => new URL(url).pathname === '/change-password');
    step.say(`opened: ${await changePage.evaluate(() => location.pathname)}`);
    const there = new Visitor(person.demo, changePage);
    await there.type('#password', PASSWORDS.shared);
    await there.type('#new-password', NEXT);
    await there.type('#confirm', NEXT);
    await step.notice(/no reuse/i, changePage);
    const { ok, text } = await there.submit();
    step.say(`site: ${text}`);
    step.expect(ok, 'the site refused it');
    const account = await person.account(minato.host, ({ changed_source }) => changed_source === 'observed');
    step.expect(account.due_at - account.changed_at === 30 * DAY, 'the clock was not reset');
    await step.notice(/^No reuse and no known leak found$/, changePage);
    await step.badge(person, '', changePage);
    await step.popup(person, async (popup) => {
      step.expect((await kinds(popup)) === '', `the findings are ${await kinds(popup)}`);
      step.expect(/Hygieia saw the change/.test((await popup.part('lastChange')) ?? ''), 'the change is not told');
    }, changePage);
    await changePage.close();
    // The account that is left behind: fewer sites share the old password now.
    await until('fewer sites', async () => {
      const { accounts } = await person.popupView(hikari.host);
      return !JSON.stringify(accounts).includes('みなと商店');
    });
  });

  await album.step('small-edit', 'Summer24! to Summer25! is called out before it is sent, and does not reset the clock', page, async (step) => {
    await person.signUp(yamabiko, 'taro', SMALL_EDIT.from);
    const { due_at: due } = await person.account(yamabiko.host);
    await person.shiftClock(122 * DAY);
    await visitor.open(yamabiko.host, '/change-password');
    await visitor.type('#password', SMALL_EDIT.from);
    await visitor.type('#new-password', SMALL_EDIT.to);
    await visitor.type('#confirm', SMALL_EDIT.to);
    await step.notice(/^Almost the same/);
    step.expect((await visitor.submit()).ok, 'the site refused it');
    const isTold = (/** @type {any} */ { advice }) => advice.some((/** @type {any} */ { id }) => id.kind === 'barely_changed');
    const { due_at: still } = await person.account(yamabiko.host, isTold);
    step.expect(still === due, 'the clock was reset');
    await step.popup(person, async (popup) => {
      step.expect(/barely_changed.*due/.test(await kinds(popup)), `the findings are ${await kinds(popup)}`);
    });
  });

  await album.step('real-change', 'a real change clears everything', page, async (step) => {
    await visitor.changePassword(yamabiko, SMALL_EDIT.to, SMALL_EDIT.then);
    const account = await person.account(yamabiko.host, ({ advice }) => advice.length === 0);
    step.expect(account.due_at - account.changed_at === 30 * DAY, 'the clock was not reset');
    await step.popup(person, async (popup) => {
      step.expect((await kinds(popup)) === '', `the findings are ${await kinds(popup)}`);
    });
  });

  await album.step('no-errors', 'all that time the extension has logged no error', page, async (step) => {
    const errors = await browser.takeErrors();
    step.say(`errors: ${errors.length ? errors.join(' / ') : '(none)'}`);
    step.expect(errors.length === 0, `${errors.length} errors`);
  });
}
