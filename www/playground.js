/** The playground: the core's answers about made-up passwords, in a plain page that asks nobody. */

import initCore, { playground_filter, playground_most_used, playground_prefix, playground_tag_equal } from './wasm/hygieia.js';
import initScorer, { score } from './wasm/scorer.js';

/** @typedef {'en' | 'ja'} Language */

/** How long typing must rest, in milliseconds: two tags cost about 100 ms. */
const PAUSE = 250;

/** @template {HTMLElement} T @param {string} id @returns {T} */
const byId = (id) => /** @type {T} */ (document.getElementById(id));

/** @type {HTMLInputElement} */
const first = byId('first');
/** @type {HTMLInputElement} */
const second = byId('second');

/** @type {Record<string, string>} */
let texts = {};
/** The language that was last wished for; its texts may still be on their way. @type {Language} */
let wished = 'en';
let ready = false;
/** Whether the list of the most used passwords is there. */
let knowsCommon = false;

/** @param {string} code */
const say = (code) => texts[code] ?? `[${code}]`;

/** @param {Language} language */
async function speak(language) {
  wished = language;
  const response = await fetch(`./texts/${language}.json`);
  const loaded = await response.json();
  if (wished !== language) return;
  texts = loaded;
  document.documentElement.lang = language;
  document.title = say('title');
  for (const element of document.querySelectorAll('[data-text]')) {
    element.textContent = say(element.getAttribute('data-text') ?? '');
  }
  for (const button of document.querySelectorAll('[data-language]')) {
    button.setAttribute('aria-pressed', String(button.getAttribute('data-language') === language));
  }
  byId('languages').setAttribute('aria-label', say('language'));
  judge();
}

/** Draws what the core says about both fields. */
function judge() {
  const [made, again] = [first.value, second.value];
  byId('strength').textContent = made && ready ? strength(made) : say('nothing');
  byId('common').textContent = made && knowsCommon ? common(made) : say('nothing');
  byId('prefix').textContent = made && ready ? playground_prefix(made) : say('nothing');
  const both = made && again && ready;
  byId('reused').textContent = !both ? say('nothing') : say(playground_tag_equal(made, again) ? 'reused_yes' : 'reused_no');
}

/** @param {string} password */
function strength(password) {
  const { score: level, shortened } = score(password, []);
  return say(`strength_${level}`) + (shortened ? ` ${say('shortened')}` : '');
}

/** @param {string} password */
function common(password) {
  const most = playground_most_used(password);
  return most === 0 ? say('common_no') : say('common_yes').replace('$1', new Intl.NumberFormat(wished).format(most));
}

/** The demo sites that `./build.sh run` serves, with this page among them; elsewhere there are none. */
function showDemo() {
  if (!location.hostname.endsWith('.test')) return;
  const port = location.port && `:${location.port}`;
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll('a[data-host]'))) {
    link.href = `https://${link.dataset.host}${port}${link.dataset.path}`;
    link.target = '_blank';
  }
  byId('demo').hidden = false;
}

for (const button of document.querySelectorAll('[data-language]')) {
  const language = button.getAttribute('data-language') === 'ja' ? 'ja' : 'en';
  button.addEventListener('click', () => void speak(language));
}
let timer = 0;
for (const field of [first, second]) {
  field.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(judge, PAUSE);
  });
}
showDemo();
const preferred = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag === 'ja' || tag === 'en');
await speak(preferred === 'ja' ? 'ja' : 'en');
try {
  await Promise.all([initCore({ module_or_path: new URL('wasm/hygieia_bg.wasm', import.meta.url) }), initScorer({ module_or_path: new URL('wasm/scorer_bg.wasm', import.meta.url) })]);
  ready = true;
  judge();
  const file = await fetch('data/common.fuse');
  knowsCommon = playground_filter(new Uint8Array(await file.arrayBuffer()));
  judge();
} catch {
  byId('failed').hidden = false;
}
