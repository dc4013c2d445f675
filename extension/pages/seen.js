/** The popup's part that says what is seen on the page and why. The page is looked at when it is opened, not before. */

import { ask, h } from './shell.js';

/** @typedef {import('../wasm/hygieia.js').SeenForm} SeenForm */
/** @typedef {import('./shell.js').Shell} Shell */

/**
 * @param {number} tab
 * @param {Shell} page
 */
export function seenSection(tab, page) {
  const content = h('div', { 'data-test': 'seen' });
  const details = h('details', { class: 'seen' }, h('summary', { 'data-test': 'open-seen' }, page.say('seen_title')), content);
  details.addEventListener('toggle', () => details.open && void fill(content, tab, page));
  return details;
}

/** @param {HTMLElement} content @param {number} tab @param {Shell} page */
async function fill(content, tab, page) {
  const { say } = page;
  const view = await ask({ type: 'seen', tab });
  if (!view) return page.noAnswer();
  const forms = view.forms.map((form) => drawForm(form, page));
  const about = view.note ? say(view.note) : say('seen_about');
  content.replaceChildren(h('p', { class: 'quiet', 'data-test': 'seen-note' }, about), ...forms);
}

/** @param {SeenForm} form @param {Shell} page */
function drawForm({ kind, reason, frame, fields }, { say }) {
  const rows = fields.map(({ name, role, reason }) =>
    h(
      'li',
      { 'data-test': 'seen-field' },
      h('span', { class: 'called' }, name ?? say('seen_unnamed')),
      h('b', { 'data-test': 'seen-role' }, say(role)),
      h('span', { class: 'quiet', 'data-test': 'seen-reason' }, say(reason)),
    ),
  );
  return h(
    'section',
    { 'data-test': 'seen-form' },
    h('h3', {}, say(kind)),
    h('p', { class: 'quiet' }, say(reason)),
    frame && h('p', { class: 'quiet' }, say(frame)),
    h('ul', {}, ...rows),
  );
}
