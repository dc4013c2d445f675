/** The popup: what is known about the site in front, and everything a person can do about it. */

import { accountCard } from './account.js';
import { change, findingCards } from './finding.js';
import { siteRotation } from './rotation.js';
import { seenSection } from './seen.js';
import { ask, counted, dated, h, named, openShell, redrawn } from './shell.js';
import { unlockForm } from './unlock.js';

/** @typedef {import('../wasm/hygieia.js').PopupView} PopupView */
/** @typedef {import('../wasm/hygieia.js').SiteView} SiteView */
/** @typedef {import('../wasm/hygieia.js').SiteKind} SiteKind */
/** @typedef {import('./shell.js').Shell} Shell */

/** @type {readonly SiteKind[]} */
const KINDS = ['isp', 'shop', 'other'];

/** States in which there is no list of findings to open. @type {readonly PopupView['state'][]} */
const WITHOUT_OVERVIEW = ['not_accepted', 'locked', 'too_new', 'no_storage'];

/**
 * The tab in front.
 *
 * @typedef {object} Here
 * @property {number} tab
 * @property {string | undefined} url its address, where the browser tells it
 * @property {string[]} origins what the browser would have to allow
 * @property {boolean} access whether it does
 * @property {boolean} private whether it is in a private window
 */

const shell = await openShell();
if (shell) await draw(shell);

/** @returns {Promise<Here>} */
async function lookHere() {
  const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  const url = tab?.url;
  const { protocol, hostname } = url && URL.canParse(url) ? new URL(url) : { protocol: '', hostname: '' };
  const isWeb = protocol === 'http:' || protocol === 'https:';
  // Patterns have no port: Firefox refuses one. Without an address, a page of the browser's is told from a withheld one
  // by whether all sites are allowed.
  const origins = isWeb ? [`${protocol}//${hostname}/*`] : ['https://*/*'];
  const access = (Boolean(url) && !isWeb) || (await chrome.permissions.contains({ origins }).catch(() => false));
  return { tab: tab?.id ?? -1, url, origins: isWeb ? origins : [], access, private: tab?.incognito ?? false };
}

/** @param {Shell} shell */
async function draw(shell) {
  const here = await lookHere();
  const view = await ask({ type: 'popup', tab: here.tab, url: here.url, access: here.access });
  if (!view) return shell.noAnswer();
  const redraw = () => redrawn(shell.main, () => draw(shell));
  const page = { ...shell, redraw, tab: here.tab, private: here.private };
  shell.main.dataset.state = view.state;
  shell.main.replaceChildren(...[notSaved(view, page), setAside(view, page), heading(view.site, page), ...body(view, here, page), footer(view, page)].filter((part) => part !== null));
}

/** @typedef {Shell & { redraw: () => Promise<void>, tab: number, private: boolean }} Page */

/** @param {PopupView} view @param {Page} page */
function notSaved(view, page) {
  if (view.not_saved_since == null) return null;
  return h('p', { class: 'banner', role: 'alert', 'data-test': 'not-saved' }, page.say(dated('popup_not_saved', view.not_saved_since)));
}

/** @param {PopupView} view @param {Page} page */
function setAside(view, page) {
  if (view.set_aside_at == null) return null;
  const seen = () => change(page, { type: 'seen_set_aside' });
  return h(
    'div',
    { class: 'banner', role: 'alert', 'data-test': 'set-aside' },
    h('p', {}, page.say(dated('popup_set_aside', view.set_aside_at))),
    h('button', { class: 'small', onclick: seen, 'data-test': 'set-aside-seen' }, page.say('popup_set_aside_ok')),
  );
}

/** @param {SiteView | null | undefined} site @param {Page} page */
function heading(site, page) {
  if (!site) return null;
  return h('h1', { 'data-test': 'popup-site' }, page.say(named(site.name)), site.name !== site.site && h('span', { class: 'quiet' }, ` ${site.site}`));
}

/**
 * @param {PopupView} view
 * @param {Here} here
 * @param {Page} page
 * @returns {Node[]}
 */
function body(view, here, page) {
  const { say } = page;
  const { site } = view;
  const state = h('p', { class: 'state', 'data-test': 'popup-state' }, say(`popup_${view.state}`));
  switch (view.state) {
    case 'not_accepted':
      return [state, link('welcome.html', say('popup_open_welcome'), 'open-welcome', 'button primary')];
    case 'no_access':
      return [state, ...allow(here, page)];
    case 'no_site':
    case 'too_new':
    case 'no_storage':
      return [state];
    case 'locked':
      return [state, ...unlockForm(page)];
    case 'off': {
      const on = () => site && change(page, { type: 'set_off', site: site.site, off: false });
      return [state, h('button', { class: 'primary', onclick: () => void on(), 'data-test': 'switch-on' }, say('popup_switch_on'))];
    }
    case 'watching':
      return [state, ...underWay(view, page), ...accounts(view, page), ...(site?.asks_kind ? [kindQuestion(site, page)] : []), ...(site ? [siteChoices(site, page)] : []), seenSection(here.tab, page)];
  }
}

/** @param {Here} here @param {Page} page */
function allow({ origins }, page) {
  const { say } = page;
  // Asked for at once: the browser wants to see the click.
  const request = async () => {
    if (await chrome.permissions.request({ origins }).catch(() => false)) await page.redraw();
  };
  const button = h('button', { class: 'primary', onclick: () => void request(), 'data-test': 'allow-site' }, say('popup_allow_site'));
  return [...(origins.length > 0 ? [button] : []), h('p', { class: 'quiet' }, say('popup_no_access_way_out'))];
}

/** @param {PopupView} view @param {Page} page */
function underWay(view, page) {
  if (view.under_way.length === 0) return [];
  const cards = findingCards(view.under_way, page);
  return [h('section', { 'data-test': 'under-way' }, h('h2', {}, page.say('popup_under_way')), ...cards)];
}

/** @param {PopupView} view @param {Page} page */
function accounts(view, page) {
  if (view.accounts.length > 0) return view.accounts.map((account) => accountCard(account, page));
  if (view.under_way.length > 0) return [];
  return [h('p', { 'data-test': 'no-account' }, page.say(page.private ? 'popup_private' : 'popup_no_account'))];
}

/** Asked once: after an answer or "no" the core does not ask again. @param {SiteView} site @param {Page} page */
function kindQuestion(site, page) {
  const { say } = page;
  /** @param {SiteKind | undefined} kind */
  const answer = (kind) => void change(page, { type: 'set_kind', site: site.site, kind });
  const button = (/** @type {SiteKind | undefined} */ kind, /** @type {string} */ words) =>
    h('button', { class: 'small', onclick: () => answer(kind), 'data-test': `kind-${kind ?? 'never'}` }, words);
  return h(
    'section',
    { class: 'kind-question', 'data-test': 'kind-question' },
    h('p', {}, say('kind_question')),
    ...KINDS.map((kind) => button(kind, say(`kind_${kind}`))),
    button(undefined, say('kind_question_never')),
  );
}

/** @param {SiteView} site @param {Page} page */
function siteChoices(site, page) {
  const { say } = page;
  const none = say(site.kind == null ? 'kind_unknown' : 'kind_listed');
  const select = h(
    'select',
    { id: 'kind', 'data-test': 'site-kind' },
    h('option', { value: '' }, none),
    ...KINDS.map((kind) => h('option', { value: kind, selected: kind === site.kind }, say(`kind_${kind}`))),
  );
  select.addEventListener('change', () => {
    const kind = KINDS.find((kind) => kind === select.value);
    void change(page, { type: 'set_kind', site: site.site, kind });
  });
  const shown = h('input', { type: 'checkbox', id: 'notice', checked: site.shows_notice, 'data-test': 'site-notice' });
  shown.addEventListener('change', () => void change(page, { type: 'set_notice', site: site.site, shown: shown.checked }));
  const off = () => change(page, { type: 'set_off', site: site.site, off: true });
  return h(
    'section',
    { class: 'site-choices' },
    h('label', { for: 'kind' }, say('kind_label')),
    select,
    ...siteRotation(site, page),
    h('label', { for: 'notice', class: 'check' }, shown, say('popup_site_notice')),
    h('button', { class: 'small', onclick: () => void off(), 'data-test': 'switch-off' }, say('popup_switch_off')),
  );
}

/** @param {PopupView} view @param {Page} page */
function footer(view, page) {
  const { say } = page;
  const elsewhere = view.findings_elsewhere > 0 ? say(counted('popup_elsewhere', view.findings_elsewhere)) : say('page_overview');
  return h(
    'footer',
    {},
    !WITHOUT_OVERVIEW.includes(view.state) && link('overview.html', elsewhere, 'open-overview'),
    view.can_lock && h('button', { class: 'small', onclick: () => void change(page, { type: 'lock' }), 'data-test': 'lock' }, say('lock_now')),
    link('settings.html', say('page_settings'), 'open-settings'),
  );
}

/**
 * @param {string} href
 * @param {string} text
 * @param {string} hook
 * @param {string} [look]
 */
function link(href, text, hook, look = '') {
  return h('a', { href, target: '_blank', class: look, 'data-test': hook }, text);
}
