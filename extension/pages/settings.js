/** The settings, drawn from the core's registry. */

import { dataSection } from './data.js';
import { setOnline } from './online.js';
import { ask, h, openShell, redrawn } from './shell.js';
import { sourceRows } from './sources.js';

/** @typedef {import('../wasm/hygieia.js').SettingView} SettingView */
/** @typedef {import('../wasm/hygieia.js').SettingsView} SettingsView */
/** @typedef {import('./shell.js').Shell} Shell */
/** @typedef {import('../wasm/hygieia.js').Source} Source */
/** @typedef {SettingView['value']} Value */

/**
 * What stands in a setting's row.
 *
 * @typedef {object} Field
 * @property {HTMLElement} control what is labelled and has the test hook
 * @property {Node[]} parts what is drawn, the control among it
 * @property {(value: Value) => void} show puts a value into the control
 */

const shell = await openShell('settings_title', true);
if (shell) draw(shell, shell.settings);

/** @param {Shell} shell @param {SettingsView} view */
function draw(shell, view) {
  const { main, say } = shell;
  const redraw = () =>
    redrawn(main, async () => {
      const now = await ask({ type: 'settings' });
      if (now) draw(shell, now);
      else shell.noAnswer();
    });
  const data = dataSection(view, shell, redraw);
  if (view.closed) return main.append(data);
  const rows = view.settings.map((setting) => row(setting, view, shell));
  main.replaceChildren(
    h('section', { class: 'settings' }, ...rows),
    offSites(view, shell),
    saidOfSites(view, shell),
    data,
    h('p', {}, h('a', { href: 'log.html', 'data-test': 'open-log' }, say('log_title'))),
    h('p', {}, h('a', { href: 'welcome.html', 'data-test': 'open-welcome' }, say('page_welcome'))),
    h('p', {}, h('a', { href: 'overview.html', 'data-test': 'open-overview' }, say('page_overview'))),
  );
}

/** @param {SettingView} setting @param {SettingsView} view @param {Shell} shell */
function row({ key, control, value }, view, shell) {
  const { say } = shell;
  let present = value;
  const status = h('p', { class: 'status', role: 'status', 'data-test': `setting-${key}-status` });
  /** @param {Value} wanted */
  const set = async (wanted) => {
    status.replaceChildren();
    const reply = await (key === 'online' && typeof wanted === 'boolean' ? setOnline(wanted) : ask({ type: 'set', key, value: wanted }));
    if (reply !== undefined && typeof reply !== 'string') {
      if (key === 'language') return location.reload();
      present = reply.settings.find((setting) => setting.key === key)?.value ?? wanted;
      view = reply;
      status.classList.toggle('wrong', reply.not_saved);
      status.append(say(reply.not_saved ? 'setting_refused_not_saved' : 'setting_saved'));
    } else {
      const why = { value: 'setting_refused_value', address: 'setting_refused_address', unknown: 'setting_refused_unknown', not_permitted: 'setting_permission_refused' };
      status.classList.add('wrong');
      status.append(say(reply === undefined ? 'page_no_answer' : why[reply]));
    }
    // An address with a slip in it stays to be mended.
    if (reply !== 'address') field.show(present);
  };
  const id = `setting-${key}`;
  const field = makeField(control, key, set, () => view, shell);
  for (const [name, value] of [['id', id], ['data-test', id], ['aria-describedby', `${id}-about`]]) {
    field.control.setAttribute(/** @type {string} */ (name), /** @type {string} */ (value));
  }
  // A group has no label element.
  if (control.type === 'sources') field.control.setAttribute('aria-labelledby', `${id}-label`);
  field.show(present);
  return h(
    'div',
    { class: `setting ${control.type}` },
    h(control.type === 'sources' ? 'strong' : 'label', control.type === 'sources' ? { id: `${id}-label` } : { for: id }, say(`setting_${key}`)),
    h('div', { class: 'control' }, ...field.parts),
    h('p', { class: 'quiet', id: `${id}-about` }, say(`setting_${key}_about`)),
    key === 'incident_source' && h('p', { 'data-test': 'breach-list' }, ...view.breach_list.texts.map((text) => h('span', {}, `${say(text)} `)), h('a', { href: view.breach_list.source, target: '_blank', rel: 'noreferrer' }, 'Have I Been Pwned')),
    status,
  );
}

/**
 * @param {SettingView['control']} control
 * @param {string} key
 * @param {(value: Value) => Promise<void>} set
 * @param {() => SettingsView} view as it is now
 * @param {Shell} shell
 * @returns {Field}
 */
function makeField(control, key, set, view, shell) {
  const { say } = shell;
  switch (control.type) {
    case 'toggle': {
      const box = h('input', { type: 'checkbox', role: 'switch' });
      box.addEventListener('change', () => void set(box.checked));
      return { control: box, parts: [box], show: (value) => void (box.checked = value === true) };
    }
    case 'choice': {
      // The names of languages are each in its own.
      const lang = (/** @type {string} */ option) => key === 'language' && option !== 'browser' && option;
      const options = control.options.map((option) => h('option', { value: option, lang: lang(option) }, say(`setting_${key}_${option}`)));
      const select = h('select', {}, ...options);
      select.addEventListener('change', () => void set(select.value));
      return { control: select, parts: [select], show: (value) => void (select.value = String(value)) };
    }
    case 'hour': {
      const hours = Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, '0')}:00`);
      const select = h('select', {}, ...hours.map((hour) => h('option', { value: hour }, hour)));
      select.addEventListener('change', () => void set(select.value));
      return { control: select, parts: [select], show: (value) => void (select.value = String(value)) };
    }
    case 'address': {
      const input = h('input', { type: 'url', spellcheck: 'false', autocomplete: 'off' });
      const save = h('button', { onclick: () => void set(input.value), 'data-test': `setting-${key}-save` }, say('setting_save'));
      input.addEventListener('keydown', (event) => event.key === 'Enter' && void set(input.value));
      return { control: input, parts: [input, save], show: (value) => void (input.value = String(value)) };
    }
    case 'sources': {
      const list = h('div', { role: 'group', tabindex: -1 });
      const show = (/** @type {Value} */ value) =>
        void redrawn(list, async () => list.replaceChildren(sourceRows(/** @type {Source[]} */ (value), view().sources, set, shell)));
      return { control: list, parts: [list], show };
    }
  }
}

/** @param {SettingsView} view @param {Shell} shell */
function offSites(view, shell) {
  const { say } = shell;
  const sites = view.off.map((site) => choice(site, say('settings_switch_on'), { type: 'set_off', site, off: false }, 'off-site', shell));
  return choices('settings_off', sites, shell);
}

/** What a person has said about sites, to be taken back. @param {SettingsView} view @param {Shell} shell */
function saidOfSites(view, shell) {
  const { say } = shell;
  const takeBack = say('settings_take_back');
  const genuine = view.genuine.map((site) => {
    const said = say({ code: 'settings_said_genuine', args: [{ as: 'names', value: [site] }] });
    return choice(said, takeBack, { type: 'set_genuine', site, genuine: false }, 'said-genuine', shell);
  });
  const same = view.same_account.map(([site, other]) => {
    const said = say({ code: 'settings_said_same_account', args: [{ as: 'names', value: [site, other] }] });
    return choice(said, takeBack, { type: 'set_same_account', site, other, same: false }, 'said-same-account', shell);
  });
  return choices('settings_said', [...genuine, ...same], shell);
}

/**
 * A section with what was chosen about sites.
 *
 * @param {string} code
 * @param {HTMLElement[]} rows
 * @param {Shell} shell
 */
function choices(code, rows, { say }) {
  const list = rows.length > 0 ? h('ul', { class: 'off-sites' }, ...rows) : h('p', { class: 'quiet' }, say(`${code}_none`));
  return h('section', {}, h('h2', {}, say(`${code}_title`)), list);
}

/**
 * A choice and the button that takes it back.
 *
 * @param {string} text
 * @param {string} button
 * @param {Extract<Parameters<typeof ask>[0], { type: 'set_off' | 'set_genuine' | 'set_same_account' }>} question what the button asks
 * @param {string} hook
 * @param {Shell} shell
 */
function choice(text, button, question, hook, shell) {
  const takeBack = async () => {
    const reply = await ask(question);
    if (reply) await redrawn(shell.main, async () => draw(shell, reply));
    else shell.noAnswer();
  };
  return h('li', { 'data-test': hook }, h('span', {}, text), h('button', { class: 'small', onclick: () => void takeBack(), 'data-test': `${hook}-back` }, button));
}
