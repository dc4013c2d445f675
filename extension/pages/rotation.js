/** All about changing passwords: the way to the page, what is left to do elsewhere, how often to be reminded. */

import { save } from './data.js';
import { change } from './finding.js';
import { ask, dated, h, named } from './shell.js';

/** @typedef {import('../wasm/hygieia.js').AccountView} AccountView */
/** @typedef {import('../wasm/hygieia.js').SiteView} SiteView */
/** @typedef {import('../wasm/hygieia.js').OverviewView} OverviewView */
/** @typedef {import('../wasm/hygieia.js').Interval} Interval */
/** @typedef {import('../wasm/hygieia.js').SecretRole} SecretRole */
/** @typedef {import('./finding.js').CardPage} CardPage */
/** @typedef {import('./shell.js').Shell} Shell */

/** @type {readonly Interval[]} */
const INTERVALS = ['default', 'never', '30', '90', '180', '365'];

/** @type {readonly SecretRole[]} */
const ROLES = ['login', 'mail', 'connection'];

/**
 * The button that leads to the page where an account's password is changed, and what to know before.
 *
 * @param {AccountView} account
 * @param {CardPage} page
 * @returns {{ button: HTMLElement | false, notes: (HTMLElement | false)[] }}
 */
export function changeButton(account, page) {
  if (!account.can_change) return { button: false, notes: [] };
  const { say } = page;
  const wanting = account.advice.some(({ dismissed }) => !dismissed);
  const status = h('p', { class: 'change-status', role: 'status', 'data-test': 'change-status' });
  const go = async () => {
    button.disabled = true;
    status.textContent = say('change_working');
    // The popup belongs to no window of its own; a page of ours may stand in a private one.
    const isPrivate = page.private ?? chrome.extension.inIncognitoContext;
    const reply = await ask({ type: 'change', account: account.id, tab: page.tab, private: isPrivate });
    button.disabled = false;
    if (!reply) return page.noAnswer();
    status.textContent = say(reply.text);
  };
  const button = h('button', { class: wanting ? 'primary' : '', onclick: () => void go(), 'data-test': 'change-password' }, say('account_change'));
  const warning = account.change_warning && h('p', { class: 'quiet', 'data-test': 'change-warning' }, say(account.change_warning));
  return { button, notes: [warning ?? false, status] };
}

/** After a change: thanks, and the sites that had the old password, if there are any. @param {AccountView} account @param {CardPage} page */
export function changedList({ id: account, list }, page) {
  if (!list) return false;
  const { say } = page;
  const items = list.sites.map(({ name, done }) => {
    const box = h('input', { type: 'checkbox', checked: done, disabled: true });
    return h('li', { 'data-test': 'list-site', 'data-done': String(done) }, h('label', { class: 'check' }, box, say(named(name))));
  });
  const drop = () => change(page, { type: 'drop_list', account });
  return h(
    'section',
    { class: 'changed-list', 'data-test': 'changed-list' },
    h('p', {}, h('strong', {}, say(dated('list_thanks', list.at)))),
    items.length > 0 && h('p', {}, say('list_about')),
    items.length > 0 && h('ul', {}, ...items),
    h('button', { class: 'small', onclick: () => void drop(), 'data-test': 'list-drop' }, say(items.length > 0 ? 'list_drop' : 'list_drop_thanks')),
  );
}

/** Which of a provider's passwords this is. @param {AccountView} account @param {CardPage} page @returns {(Node | false)[]} */
export function roleFact({ id: account, role, can_set_role }, page) {
  if (!can_set_role) return [];
  const { say } = page;
  const select = h(
    'select',
    { id: `role-${account}`, 'data-test': 'account-role' },
    ...ROLES.map((option) => h('option', { value: option, selected: option === role }, say(`role_${option}`))),
  );
  select.addEventListener('change', () => {
    const role = ROLES.find((role) => role === select.value);
    if (role) void change(page, { type: 'set_role', account, role });
  });
  return [h('dt', {}, h('label', { for: select.id }, say('role_label'))), h('dd', {}, select)];
}

/** How often to be reminded of this site. @param {SiteView} site @param {CardPage} page @returns {Node[]} */
export function siteRotation({ site, interval, card }, page) {
  const { say } = page;
  const select = h(
    'select',
    { id: 'interval', 'data-test': 'site-interval' },
    ...INTERVALS.map((option) => h('option', { value: option, selected: option === interval }, say(`interval_${option}`))),
  );
  select.addEventListener('change', () => {
    const interval = INTERVALS.find((interval) => interval === select.value);
    if (interval) void change(page, { type: 'set_interval', site, interval });
  });
  const box = h('input', { type: 'checkbox', id: 'card', checked: card, 'data-test': 'site-card' });
  box.addEventListener('change', () => void change(page, { type: 'set_card', site, card: box.checked }));
  return [
    h('div', { class: 'pair' }, h('label', { for: 'interval' }, say('popup_site_interval')), select),
    h('label', { for: 'card', class: 'check' }, box, say('popup_site_card')),
  ];
}

/** The ways to hear of age no more. @param {import('../wasm/hygieia.js').Advice} advice @param {CardPage} page */
export function neverDue({ site }, page) {
  /** @param {boolean} whole_kind */
  const never = (whole_kind) => change(page, { type: 'never_due', site, whole_kind });
  return h(
    'div',
    { class: 'actions' },
    h('button', { class: 'small', onclick: () => void never(false), 'data-test': 'never-site' }, page.say('due_never_site')),
    h('button', { class: 'small', onclick: () => void never(true), 'data-test': 'never-kind' }, page.say('due_never_kind')),
  );
}

/** Accounts that nobody has used for a year. @param {OverviewView} view @param {CardPage} page */
export function unusedSection({ unused }, page) {
  if (unused.length === 0) return false;
  const { say } = page;
  const rows = unused.map(({ id: account, site, name, last_login, origin }) => {
    const open = () => void chrome.tabs.create({ url: origin });
    const keep = () => change(page, { type: 'keep', account });
    const forget = () => change(page, { type: 'forget', account });
    return h(
      'li',
      { 'data-test': 'unused', 'data-site': site.site },
      h('div', {}, h('strong', {}, say(named(site.name))), ' ', h('span', { class: 'user' }, name ?? say('account_no_name'))),
      h('p', { class: 'quiet' }, say(dated('unused_last', last_login))),
      h(
        'div',
        { class: 'actions' },
        h('button', { class: 'small', onclick: open, 'data-test': 'unused-open' }, say('unused_open')),
        h('button', { class: 'small', onclick: () => void keep(), 'data-test': 'unused-keep' }, say('unused_keep')),
        h('button', { class: 'small', onclick: () => void forget(), 'data-test': 'unused-forget' }, say('unused_forget')),
      ),
    );
  });
  return h('section', { class: 'unused' }, h('h2', {}, say('unused_title')), h('p', {}, say('unused_about')), h('ul', {}, ...rows));
}

/** The dates as a calendar. @param {Shell} shell */
export function calendarSection(shell) {
  const { say } = shell;
  const status = h('p', { class: 'status', role: 'status', 'data-test': 'calendar-status' });
  const make = async () => {
    const reply = await ask({ type: 'calendar' });
    if (!reply) return shell.noAnswer();
    if (reply.file != null) save(reply.file, 'hygieia.ics', 'text/calendar');
    status.classList.toggle('wrong', !reply.done);
    status.textContent = say(reply.text);
  };
  return h(
    'section',
    { class: 'calendar' },
    h('h2', {}, say('calendar_title')),
    h('p', {}, say('calendar_about')),
    h('button', { onclick: () => void make(), 'data-test': 'calendar' }, say('calendar_button')),
    status,
  );
}
