/** First start: what Hygieia does, then consent, then two choices, then practice. */

import { findingCards } from './finding.js';
import { setOnline } from './online.js';
import { setPassphraseForm } from './secret.js';
import { ask, h, noticeSample, openShell } from './shell.js';

/** @typedef {import('../wasm/hygieia.js').RotationChoice} RotationChoice */
/** @typedef {import('./shell.js').Shell} Shell */

/**
 * The page, at one of its steps.
 *
 * @typedef {object} Tour
 * @property {Shell} shell
 * @property {import('../wasm/hygieia.js').SettingsView} settings as they are now
 * @property {boolean} again whether it was accepted before, so that present choices are marked
 * @property {(step: number) => void} go
 */

/** The steps: the name of each, and how it is drawn. */
const STEPS = /** @type {const} */ ([
  ['read', drawRead],
  ['online', drawOnline],
  ['rotation', drawRotation],
  ['practice', drawPractice],
  ['done', drawDone],
]);

/** The choices with the hooks of the tests; in the order of the settings. @type {readonly (readonly [RotationChoice, string])[]} */
const ROTATIONS = [
  ['shops_and_isps', 'welcome-rotation-shops-isps'],
  ['yearly', 'welcome-rotation-yearly'],
  ['events_only', 'welcome-rotation-events'],
];

/** How long typing must rest before the practice is judged, in milliseconds. */
const PAUSE = 300;

const shell = await openShell('welcome_title');
if (shell) start(shell);

/** @param {Shell} shell */
function start(shell) {
  /** @type {Tour} */
  const tour = { shell, settings: shell.settings, again: shell.settings.accepted, go: (step) => go(step, true) };
  /** @param {number} step @param {boolean} moved */
  const go = (step, moved) => {
    const [name, draw] = /** @type {typeof STEPS[number]} */ (STEPS[step]);
    shell.main.dataset.step = name;
    shell.main.replaceChildren(progress(step, shell.say), ...draw(tour));
    scrollTo(0, 0);
    if (moved) shell.main.querySelector('h2')?.focus();
  };
  go(0, false);
}

/** @param {number} present @param {Shell['say']} say */
function progress(present, say) {
  const items = STEPS.slice(0, -1).map(([name], step) =>
    h('li', { class: step < present ? 'past' : '', 'aria-current': step === present && 'step' }, say(`welcome_step_${name}`)),
  );
  return h('ol', { class: 'steps', 'aria-label': say('welcome_steps') }, ...items);
}

/** A heading that can be jumped to. @param {string} text */
function title(text) {
  return h('h2', { tabindex: -1 }, text);
}

/** @param {Tour} tour @param {number} to */
function back({ shell, go }, to) {
  return h('button', { class: 'plain', onclick: () => go(to), 'data-test': 'welcome-back' }, shell.say('welcome_back'));
}

/** @param {Tour} tour */
function drawRead(tour) {
  const { shell } = tour;
  const { say } = shell;
  const accept = async () => {
    const settings = await ask({ type: 'accept' });
    if (!settings) return shell.noAnswer();
    tour.settings = settings;
    tour.go(1);
  };
  /** @param {string} name @param {...(Node | string)} parts */
  const part = (name, ...parts) => h('section', { class: 'card' }, h('h3', {}, say(`welcome_${name}_title`)), ...parts);
  /** @param {string} code */
  const p = (code) => h('p', {}, say(code));
  const hibp = h('a', { href: 'https://haveibeenpwned.com/', target: '_blank', rel: 'noreferrer' }, 'Have I Been Pwned');
  const log = h('a', { href: 'log.html', target: '_blank' }, say('log_title'));
  return [
    title(say('welcome_step_read')),
    h('p', { class: 'lead' }, say('welcome_lead')),
    part('read', p('welcome_read_1'), p('welcome_read_tabs'), p('welcome_read_2')),
    part('kept', p('welcome_kept_1'), p('welcome_kept_2'), p('welcome_kept_3')),
    part('leaves', h('p', {}, say('welcome_leaves_1'), ' ', hibp), h('p', {}, say('welcome_leaves_2'), ' ', log)),
    part('notice', p('welcome_notice_1'), noticeSample(say('notice_waiting')), p('welcome_notice_2')),
    tour.settings.accepted
      ? h(
          'div',
          { class: 'actions' },
          h('button', { class: 'primary', onclick: () => tour.go(1), 'data-test': 'welcome-next' }, say('welcome_next')),
          h('span', { class: 'quiet', 'data-test': 'welcome-accepted' }, say('welcome_accepted')),
        )
      : h('div', { class: 'actions' }, h('button', { class: 'primary', onclick: () => void accept(), 'data-test': 'welcome-accept' }, say('welcome_accept'))),
  ];
}

/** @param {Tour} tour */
function drawOnline(tour) {
  const { shell } = tour;
  const { say } = shell;
  const status = h('p', { class: 'status wrong', role: 'status', 'data-test': 'welcome-online-status' });
  // The way on where the browser's own question was answered with no.
  const on = h('button', { hidden: true, onclick: () => tour.go(2), 'data-test': 'welcome-next' }, say('welcome_next'));
  /** @param {boolean} online */
  const choose = async (online) => {
    const reply = await setOnline(online);
    on.hidden = reply !== 'not_permitted';
    status.textContent = reply === 'not_permitted' ? say('setting_permission_refused') : '';
    if (reply === 'not_permitted') return;
    if (reply === undefined || typeof reply === 'string') shell.noAnswer();
    else next(tour, reply, 2);
  };
  /** @param {boolean} online @param {string} name */
  const button = (online, name) =>
    choice(say(`welcome_online_${name}`), '', `welcome-online-${name}`, tour.settings.values.online === online, tour, () => choose(online));
  return [
    title(say('welcome_online_title')),
    ...[1, 2, 3].map((part) => h('p', {}, say(`welcome_online_${part}`))),
    h('div', { class: 'choices two' }, button(true, 'yes'), button(false, 'no')),
    status,
    h('div', { class: 'actions' }, back(tour, 0), on),
  ];
}

/** @param {Tour} tour */
function drawRotation(tour) {
  const { shell } = tour;
  const { say } = shell;
  /** @param {RotationChoice} rotation */
  const choose = async (rotation) => {
    const reply = await ask({ type: 'set', key: 'rotation', value: rotation });
    if (reply === undefined || typeof reply === 'string') shell.noAnswer();
    else next(tour, reply, 3);
  };
  const choices = ROTATIONS.map(([rotation, hook]) => {
    const code = `welcome_rotation_${rotation}`;
    return choice(say(code), say(`${code}_about`), hook, tour.settings.values.rotation === rotation, tour, () => choose(rotation));
  });
  return [
    title(say('welcome_rotation_title')),
    h('p', {}, say('welcome_rotation_1')),
    h('div', { class: 'choices three' }, ...choices),
    h('div', { class: 'actions' }, back(tour, 1)),
  ];
}

/**
 * One of several equal choices. The present one is marked only when the page is opened again: before, none is.
 *
 * @param {string} label
 * @param {string} about
 * @param {string} hook
 * @param {boolean} present
 * @param {Tour} tour
 * @param {() => Promise<void>} choose
 */
function choice(label, about, hook, present, { again, shell }, choose) {
  return h(
    'button',
    { class: 'option', onclick: () => void choose(), 'data-test': hook },
    h('strong', {}, label),
    about && h('span', {}, about),
    again && present && h('span', { class: 'quiet' }, shell.say('welcome_current')),
  );
}

/** @param {Tour} tour @param {import('../wasm/hygieia.js').SettingsView} settings @param {number} step */
function next(tour, settings, step) {
  tour.settings = settings;
  tour.go(step);
}

/** @param {Tour} tour */
function drawPractice(tour) {
  const { shell } = tour;
  const { say } = shell;
  const first = passwordField('first', say);
  const second = passwordField('second', say);
  const show = h('input', { type: 'checkbox', id: 'practice-show', 'data-test': 'welcome-practice-show' });
  show.addEventListener('change', () => {
    for (const { input } of [first, second]) input.type = show.checked ? 'text' : 'password';
  });
  const result = h('div', { 'aria-live': 'polite', 'data-test': 'welcome-practice-result' });
  /** Answers come in any order; only the latest question's is drawn. */
  let asked = 0;
  const judge = async () => {
    const mine = ++asked;
    if (second.input.value === '') return result.replaceChildren();
    const view = await ask({ type: 'practice', first: first.input.value, second: second.input.value });
    if (mine !== asked) return;
    if (!view) return shell.noAnswer();
    const cards = findingCards(view.advice, { ...shell, redraw: judge, practice: true });
    const more = cards.length > 0 ? [h('p', {}, say('welcome_practice_popup')), ...cards] : [h('p', {}, say('welcome_practice_nothing'))];
    result.replaceChildren(h('p', {}, say('welcome_practice_result')), noticeSample(say(view.notice)), ...more);
  };
  let timer = 0;
  const typed = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void judge(), PAUSE);
  };
  for (const { input } of [first, second]) input.addEventListener('input', typed);
  return [
    title(say('welcome_practice_title')),
    h('p', {}, say('welcome_practice_1')),
    h(
      'section',
      { class: 'practice', 'data-test': 'welcome-practice' },
      h('div', { class: 'fields' }, first.field, second.field),
      h('p', {}, h('label', { for: 'practice-show', class: 'check' }, show, say('welcome_practice_show'))),
      result,
    ),
    h(
      'div',
      { class: 'actions' },
      h('button', { class: 'primary', onclick: () => tour.go(4), 'data-test': 'welcome-finish' }, say('welcome_finish')),
      back(tour, 2),
    ),
  ];
}

/** @param {'first' | 'second'} which @param {Shell['say']} say */
function passwordField(which, say) {
  const id = `practice-${which}`;
  const input = h('input', { type: 'password', id, autocomplete: 'off', spellcheck: 'false', 'data-test': `welcome-practice-${which}` });
  return { input, field: h('div', {}, h('label', { for: id }, say(`welcome_practice_${which}`)), input) };
}

/** @param {Tour} tour */
function drawDone({ shell, settings }) {
  const { say } = shell;
  const offer = h(
    'section',
    { class: 'card', 'data-test': 'welcome-passphrase' },
    h('h3', {}, say('welcome_passphrase_title')),
    h('p', {}, say('welcome_passphrase_optional')),
    setPassphraseForm(shell),
  );
  return [
    title(say('welcome_done_title')),
    h('p', { class: 'lead', 'data-test': 'welcome-done' }, say('welcome_done_1')),
    ...(settings.protected ? [] : [offer]),
    h('p', {}, h('a', { href: 'settings.html', 'data-test': 'open-settings' }, say('page_settings'))),
  ];
}
