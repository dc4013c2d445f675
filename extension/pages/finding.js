/** A finding as a card, the same on every page. */

import { checklistPart } from './checklist.js';
import { neverDue } from './rotation.js';
import { ask, counted, h, named } from './shell.js';

/** @typedef {import('../wasm/hygieia.js').Advice} Advice */
/** @typedef {import('../wasm/hygieia.js').Severity} Severity */

/**
 * What a card needs of its page.
 *
 * @typedef {object} CardPage
 * @property {(text: import('../wasm/hygieia.js').Text | string) => string} say
 * @property {() => void} noAnswer
 * @property {() => Promise<void>} redraw called when something was changed
 * @property {number} [tab] the tab that the page is about
 * @property {boolean} [private] whether that is in a private window
 * @property {boolean} [practice] whether the sites are made up, so that there is nothing to say about them
 */

/** For how long a finding can be snoozed: days, and the text. */
const SNOOZES = /** @type {const} */ ([
  [1, 'finding_snooze_day'],
  [7, 'finding_snooze_week'],
  [30, 'finding_snooze_month'],
]);

/** A shape for each severity, so that colour is not needed to tell them apart: octagon, triangle, circle. */
const SHAPES = /** @type {const} */ ({
  severe: 'M7.5 2h9L22 7.5v9L16.5 22h-9L2 16.5v-9z',
  warning: 'M12 2.5 23 21.5H1z',
  notice: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20z',
});

/**
 * Findings: those that speak as cards, the dismissed ones folded away.
 *
 * @param {Advice[]} advice
 * @param {CardPage} page
 * @returns {HTMLElement[]}
 */
export function findingCards(advice, page) {
  const cards = advice.filter(({ dismissed }) => !dismissed).map((finding) => card(finding, page));
  const dismissed = advice.filter((finding) => finding.dismissed).map((finding) => card(finding, page));
  if (dismissed.length === 0) return cards;
  const summary = page.say(counted('finding_dismissed', dismissed.length));
  return [...cards, h('details', { class: 'dismissed', 'data-test': 'dismissed' }, h('summary', {}, summary), ...dismissed)];
}

/**
 * @param {Advice} advice
 * @param {CardPage} page
 */
function card(advice, page) {
  const { say } = page;
  const { id, severity, sites } = advice;
  // A dismissed card is no finding to a test that counts what is told.
  const hook = advice.dismissed ? 'dismissed-finding' : 'finding';
  return h(
    'article',
    { class: `finding ${severity}`, 'data-test': hook, 'data-finding': id.kind, 'data-severity': severity },
    h(
      'h3',
      {},
      shape(severity),
      h('span', { 'data-test': 'finding-label' }, say(advice.label)),
      h('span', { class: 'severity' }, say(`severity_${severity}`)),
    ),
    h('p', { 'data-test': 'finding-reason' }, say(advice.reason)),
    sites.length > 0 &&
      h(
        'div',
        { class: 'sites' },
        h('span', { class: 'quiet' }, say('finding_other_sites')),
        h('ul', {}, ...sites.map((site) => sharedSite(advice, site, page))),
      ),
    !advice.dismissed && h('p', { class: 'way-out', 'data-test': 'finding-way-out' }, say(advice.way_out)),
    !advice.dismissed && advice.checklist && id.account != null && checklistPart(advice.checklist, id.account, page),
    advice.id.kind === 'look_alike' && reallyThem(advice, page),
    advice.can_dismiss && actions(advice, page),
    advice.id.kind === 'due' && !advice.dismissed && neverDue(advice, page),
  );
}

/** @param {Advice} advice @param {CardPage} page */
function reallyThem({ site }, page) {
  const genuine = () => change(page, { type: 'set_genuine', site, genuine: true });
  const button = h('button', { class: 'small', onclick: () => void genuine(), 'data-test': 'really-them' }, page.say('look_alike_really_them'));
  return h('div', { class: 'actions' }, button);
}

/**
 * A site that a finding concerns. Where it is said to be reused, the person may know better.
 *
 * @param {Advice} advice
 * @param {Advice['sites'][number]} shared
 * @param {CardPage} page
 */
function sharedSite(advice, shared, page) {
  const { say } = page;
  const isOneAccount = () => change(page, { type: 'set_same_account', site: advice.site, other: shared.site, same: true });
  const title = say({ code: 'finding_same_account_about', args: [{ as: 'names', value: [shared.name] }] });
  return h(
    'li',
    {},
    h('span', { 'data-test': 'shared-site' }, say(named(shared.name))),
    advice.id.kind === 'reused' &&
      !advice.dismissed &&
      !page.practice &&
      h('button', { class: 'small', onclick: () => void isOneAccount(), title, 'aria-label': title, 'data-test': 'same-account' }, say('finding_same_account')),
  );
}

/** Does what a button says and draws anew. @param {CardPage} page @param {Parameters<typeof ask>[0]} question */
export async function change(page, question) {
  if ((await ask(question)) === undefined) page.noAnswer();
  else await page.redraw();
}

/**
 * @param {Advice} advice
 * @param {CardPage} page
 */
function actions(advice, page) {
  const { say } = page;
  const finding = advice.id;
  if (advice.dismissed) {
    const restore = () => change(page, { type: 'restore', finding });
    return h('div', { class: 'actions' }, h('button', { class: 'small', onclick: restore, 'data-test': 'restore' }, say('finding_restore')));
  }
  /** @param {number | undefined} days for as long as the facts stay the same, if undefined */
  const dismiss = (days) => change(page, { type: 'dismiss', finding, days });
  const snoozes = SNOOZES.map(([days, code]) =>
    h('button', { class: 'small', onclick: () => dismiss(days), 'data-test': 'snooze', 'data-days': days }, say(code)),
  );
  return h(
    'div',
    { class: 'actions' },
    h('div', { class: 'group', role: 'group', 'aria-label': say('finding_snooze') }, h('span', { class: 'quiet' }, say('finding_snooze')), ...snoozes),
    h('button', { class: 'small', onclick: () => dismiss(undefined), 'data-test': 'ignore' }, say('finding_ignore')),
  );
}

/** @param {Severity} severity */
function shape(severity) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  for (const [name, value] of [['viewBox', '0 0 24 24'], ['class', 'shape'], ['aria-hidden', 'true']]) {
    svg.setAttribute(/** @type {string} */ (name), /** @type {string} */ (value));
  }
  const outline = document.createElementNS(svg.namespaceURI, 'path');
  outline.setAttribute('d', SHAPES[severity]);
  const sign = document.createElementNS(svg.namespaceURI, 'path');
  sign.setAttribute('class', 'sign');
  sign.setAttribute('d', severity === 'notice' ? 'M11 10.5h2v7h-2zM11 6.5h2v2h-2z' : 'M11 8h2v6.5h-2zM11 16.5h2v2h-2z');
  svg.append(outline, sign);
  return svg;
}
