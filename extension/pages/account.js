/** An account with its findings and facts, the same on every page. */

import { checklistPart } from './checklist.js';
import { change, findingCards } from './finding.js';
import { changeButton, changedList, roleFact } from './rotation.js';
import { dated, h, named } from './shell.js';

/** @typedef {import('../wasm/hygieia.js').AccountView} AccountView */
/** @typedef {import('./finding.js').CardPage} CardPage */

/**
 * @param {AccountView} account
 * @param {CardPage} page
 * @param {boolean} [withSite] whether to say which site it is on
 */
export function accountCard(account, page, withSite = false) {
  const { say } = page;
  const { site } = account;
  const name = account.name ?? say('account_no_name');
  const way = changeButton(account, page);
  return h(
    'section',
    { class: 'account', 'data-test': 'account', 'data-site': site.site },
    h(
      'div',
      { class: 'whose' },
      h('div', {}, withSite && siteHeading(site, page), h(withSite ? 'p' : 'h2', { class: 'user', 'data-test': 'account-name' }, name)),
      way.button,
    ),
    ...way.notes,
    changedList(account, page),
    ...findingCards(account.advice, page),
    // What was snoozed or ignored is still wrong.
    account.advice.length === 0 && h('p', { class: 'quiet', 'data-test': 'account-nothing-wrong' }, say('account_nothing_wrong')),
    account.left_to_do && leftToDo(account.left_to_do, account.id, page),
    facts(account, page),
  );
}

/** @param {import('../wasm/hygieia.js').Checklist} checklist @param {number} account @param {CardPage} page */
function leftToDo(checklist, account, page) {
  return h('section', { class: 'left-to-do', 'data-test': 'left-to-do' }, h('h3', {}, page.say('incident_left')), checklistPart(checklist, account, page));
}

/** @param {AccountView['site']} site @param {CardPage} page */
function siteHeading({ site, name }, page) {
  return h('h2', {}, h('span', { 'data-test': 'account-site' }, page.say(named(name))), name !== site && h('span', { class: 'quiet' }, site));
}

/** @param {AccountView} account @param {CardPage} page */
function facts(account, page) {
  const { say } = page;
  const { score } = account;
  const strength = h('dd', { 'data-test': 'strength' }, score != null && meter(score), say(score == null ? 'strength_unknown' : `strength_${score}`));
  // The core's finding goes by the core's clock; it is there even when dismissed.
  const due_by_age = account.advice.some(({ id }) => id.kind === 'due');
  const by_age = account.due_at == null ? say('due_never') : say(dated('due_on', account.due_at));
  const due = account.due_by_event || due_by_age ? say('due_now') : by_age;
  return h(
    'dl',
    {},
    h('dt', {}, say('fact_strength')),
    strength,
    h('dt', {}, say('fact_breach')),
    h('dd', { 'data-test': 'breach' }, say(account.breach)),
    h('dt', {}, say('fact_changed')),
    h('dd', {}, h('span', { 'data-test': 'last-change' }, say(dated(`changed_${account.changed_source}`, account.changed_at))), account.can_tell_changed && tellChanged(account, page)),
    h('dt', {}, say('fact_due')),
    h('dd', { 'data-test': 'next-due' }, due),
    ...roleFact(account, page),
  );
}

/** Where a person says when the password was last changed. @param {AccountView} account @param {CardPage} page */
function tellChanged({ id: account }, page) {
  const { say } = page;
  const day = h('input', { type: 'date', required: true, id: `changed-${account}`, 'data-test': 'tell-changed-day' });
  /** @param {number | undefined} at */
  const tell = (at) => void change(page, { type: 'set_changed', account, at });
  const form = h(
    'form',
    { class: 'tell-changed' },
    h('label', { for: day.id }, say('tell_changed_day')),
    day,
    h('button', { class: 'small', 'data-test': 'tell-changed-save' }, say('setting_save')),
    h('button', { type: 'button', class: 'small', onclick: () => tell(undefined), 'data-test': 'tell-changed-unknown' }, say('tell_changed_unknown')),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    // Noon, where the person is, is that day nearly everywhere.
    tell(new Date(`${day.value}T12:00`).getTime());
  });
  return h('details', {}, h('summary', { 'data-test': 'tell-changed' }, say('tell_changed')), form);
}

/** Four bars; the words beside them say the same. @param {number} score 0–4 */
function meter(score) {
  const bars = [1, 2, 3, 4].map((bar) => h('i', { class: bar <= score ? 'on' : '' }));
  return h('span', { class: `meter score-${score}`, 'aria-hidden': 'true' }, ...bars);
}
