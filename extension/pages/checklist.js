/** What is known of breaches of a site, and what is to be done about them: the same with a finding and after it. */

import { change } from './finding.js';
import { h } from './shell.js';

/** @typedef {import('../wasm/hygieia.js').Checklist} Checklist */
/** @typedef {import('../wasm/hygieia.js').ChangedSince} ChangedSince */
/** @typedef {import('../wasm/hygieia.js').IncidentView} IncidentView */
/** @typedef {import('../wasm/hygieia.js').StepView} StepView */
/** @typedef {import('./finding.js').CardPage} CardPage */

/** @type {readonly ChangedSince[]} */
const ANSWERS = ['yes', 'no', 'unknown'];

/**
 * @param {Checklist} checklist
 * @param {number} account
 * @param {CardPage} page
 */
export function checklistPart({ incidents, steps, asks, may_be_down }, account, page) {
  const { say } = page;
  const [latest] = incidents;
  return h(
    'div',
    { class: 'checklist', 'data-test': 'checklist' },
    h('ul', { class: 'incidents' }, ...incidents.map((incident) => incidentRow(incident, page))),
    asks && latest && question(latest.id, account, page),
    h('h4', {}, say('incident_steps')),
    h('ul', { class: 'steps' }, ...steps.map((step) => stepRow(step, incidents, account, page))),
    may_be_down && pageDown(account, page),
  );
}

/** @param {IncidentView} incident @param {CardPage} page */
function incidentRow({ id, text, source, from_list }, { say }) {
  const link = h('a', { href: source, target: '_blank', rel: 'noreferrer', 'data-test': 'incident-source' }, say(from_list ? 'incident_from_list' : 'incident_source'));
  return h('li', { 'data-test': 'incident', 'data-incident': id }, say(text), ' ', link);
}

/** @param {string} incident @param {number} account @param {CardPage} page */
function question(incident, account, page) {
  const button = (/** @type {ChangedSince} */ answer) => {
    const tell = () => void change(page, { type: 'changed_since', account, incident, answer });
    return h('button', { class: 'small', onclick: tell, 'data-test': `since-${answer}` }, page.say(`incident_since_${answer}`));
  };
  return h('div', { class: 'since', 'data-test': 'since' }, ...ANSWERS.map(button));
}

/** @param {StepView} view @param {IncidentView[]} incidents @param {number} account @param {CardPage} page */
function stepRow({ step, text, done, seen }, incidents, account, page) {
  const { say } = page;
  const id = `step-${account}-${incidents[0]?.id}-${step}`;
  const box = h('input', { type: 'checkbox', id, checked: done, disabled: seen, 'data-test': 'step', 'data-step': step });
  const ids = incidents.map((incident) => incident.id);
  box.addEventListener('change', () => void change(page, { type: 'tick', account, incidents: ids, step, done: box.checked }));
  return h('li', {}, h('label', { for: id, class: 'check' }, box, say(text), seen && h('span', { class: 'quiet' }, ` (${say('incident_seen')})`)));
}

/** @param {number} account @param {CardPage} page */
function pageDown(account, page) {
  const tell = () => void change(page, { type: 'change_page_down', account });
  return h('button', { class: 'small', onclick: tell, 'data-test': 'page-down' }, page.say('incident_page_down'));
}
