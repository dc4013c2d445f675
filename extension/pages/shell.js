/**
 * What all our pages share: asking the core, texts, the header, and making elements. Nothing is decided here.
 */

import { loadTexts } from '../texts.js';

/** @typedef {import('../wasm/hygieia.js').Ask} Ask */
/** @typedef {import('../wasm/hygieia.js').SettingsView} SettingsView */
/** @typedef {import('../wasm/hygieia.js').SettingRefused} SettingRefused */
/** @typedef {import('../wasm/hygieia.js').Text} Text */
/** @typedef {import('../wasm/hygieia.js').DataView} DataReply */

/**
 * What is answered to what.
 *
 * @typedef {object} Replies
 * @property {import('../wasm/hygieia.js').PopupView} popup
 * @property {import('../wasm/hygieia.js').SeenView} seen
 * @property {import('../wasm/hygieia.js').OverviewView} overview
 * @property {import('../wasm/hygieia.js').PracticeView} practice
 * @property {SettingsView} settings
 * @property {SettingsView | SettingRefused} set
 * @property {SettingsView} accept
 * @property {SettingsView} dismiss
 * @property {SettingsView} restore
 * @property {SettingsView} set_changed
 * @property {SettingsView} changed_since
 * @property {SettingsView} tick
 * @property {SettingsView} change_page_down
 * @property {SettingsView} set_interval
 * @property {SettingsView} set_card
 * @property {SettingsView} set_role
 * @property {SettingsView} never_due
 * @property {SettingsView} drop_list
 * @property {SettingsView} keep
 * @property {SettingsView} forget
 * @property {DataReply} change
 * @property {DataReply} calendar
 * @property {SettingsView} set_kind
 * @property {SettingsView} set_off
 * @property {SettingsView} set_genuine
 * @property {SettingsView} set_same_account
 * @property {SettingsView} set_notice
 * @property {SettingsView} seen_set_aside
 * @property {SettingsView} lock
 * @property {import('../wasm/hygieia.js').LogView} log
 * @property {import('../wasm/hygieia.js').SourceTestView} test_source
 * @property {DataReply} unlock
 * @property {DataReply} judge
 * @property {DataReply} protect
 * @property {DataReply} unprotect
 * @property {DataReply} backup
 * @property {DataReply} import
 * @property {DataReply} erase
 */

/**
 * A page that can be drawn on.
 *
 * @typedef {object} Shell
 * @property {HTMLElement} main where the page's content goes
 * @property {(text: Text | string) => string} say
 * @property {SettingsView} settings as they were when the page was opened
 * @property {() => void} noAnswer says that the core did not answer
 */

/** What a page asks to learn whether the vault is closed, or to close it. @type {readonly Ask['type'][]} */
const ASKED_EVEN_CLOSED = ['settings', 'lock'];

/**
 * Asks the core.
 *
 * @template {Ask} A
 * @param {A} ask
 * @returns {Promise<Replies[A['type']] | undefined>} `undefined` if there was no answer
 */
export async function ask(ask) {
  try {
    const reply = (await chrome.runtime.sendMessage({ to: 'core', ask })) || undefined;
    if (!reply?.closed || ASKED_EVEN_CLOSED.includes(ask.type)) return reply;
    // Locked since this page was drawn: drawn anew, it says so. Until then nobody gets an answer to draw from.
    location.reload();
    return new Promise(() => {});
  } catch {
    // The background is gone; the page says so.
    return undefined;
  }
}

/**
 * Makes an element. Attributes that are false or undefined are left out; `onclick` and its like are listened to.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | number | boolean | undefined | ((event: Event) => void)>} [attributes]
 * @param {...(Node | string | null | undefined | false)} children strings become text, never markup
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== undefined) element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

/** What a page says while the vault cannot be read. */
const CLOSED = /** @type {const} */ ({ locked: 'page_locked', too_new: 'popup_too_new', no_storage: 'popup_no_storage' });

/**
 * Loads the texts and draws the header.
 *
 * @param {string} [title] the code of the page's title; the popup has none
 * @param {boolean} [evenClosed] whether the page has something to show while the vault cannot be read; the popup has
 * @returns {Promise<Shell | null>} null if there is nothing to show: the core did not answer, or the vault cannot be read.
 *   Then the page says so
 */
export async function openShell(title, evenClosed = !title) {
  const main = /** @type {HTMLElement} */ (document.querySelector('main'));
  const settings = await ask({ type: 'settings' });
  const { lang, say } = await loadTexts(settings?.values.language ?? 'browser');
  document.documentElement.lang = lang;
  const name = say('extension_name');
  document.title = title ? `${say(title)} – ${name}` : name;
  const noAnswer = () => {
    if (main.querySelector('[data-test="no-answer"]')) return;
    main.prepend(h('p', { class: 'banner', role: 'alert', 'data-test': 'no-answer' }, say('page_no_answer')));
  };
  main.before(header(name, title ? say(title) : undefined));
  if (settings?.closed && title) main.append(h('p', { class: 'banner', 'data-test': 'closed' }, say(CLOSED[settings.closed])));
  if (settings && (evenClosed || !settings.closed)) return { main, say, settings, noAnswer };
  if (!settings) noAnswer();
  return null;
}

/**
 * @param {string} name
 * @param {string | undefined} title
 */
function header(name, title) {
  const mark = h('img', { src: '../icons/hygieia.svg', alt: '', width: 24, height: 24 });
  return h('header', { class: 'top' }, mark, h('span', { class: 'name' }, name), title && h('h1', {}, title));
}

/**
 * Draws anew and keeps the keyboard's place: on the element of the same id, else on the page.
 *
 * @param {HTMLElement} main
 * @param {() => Promise<void>} draw
 */
export async function redrawn(main, draw) {
  const id = document.activeElement?.id;
  await draw();
  const same = id ? document.getElementById(id) : null;
  (same ?? main).focus({ preventScroll: true });
}

/**
 * A date in words.
 *
 * @param {string} code
 * @param {number} value milliseconds since 1970
 * @returns {Text}
 */
export const dated = (code, value) => ({ code, args: [{ as: 'date', value }] });

/**
 * What a site is called, in the language of the page.
 *
 * @param {string} name as the core has it
 * @returns {Text}
 */
export const named = (name) => ({ code: 'site_name', args: [{ as: 'names', value: [name] }] });

/**
 * A number of things in words.
 *
 * @param {string} code
 * @param {number} value
 * @returns {Text}
 */
export const counted = (code, value) => ({ code, args: [{ as: 'count', value }] });

/**
 * The notice, drawn as at a login form.
 *
 * @param {string} line
 */
export function noticeSample(line) {
  const mark = h('b', { 'aria-hidden': 'true' }, 'H');
  return h('div', { class: 'notice-sample' }, mark, h('span', { 'data-test': 'notice-sample' }, line));
}
