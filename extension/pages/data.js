/** The settings page's part about the data as a whole: passphrase, backups, erasing. */

import { askingForm, newSecret, secretField, setPassphraseForm } from './secret.js';
import { ask, h } from './shell.js';

/** @typedef {import('../wasm/hygieia.js').SettingsView} SettingsView */
/** @typedef {import('./shell.js').Shell} Shell */
/** @typedef {import('./secret.js').DataReply} DataReply */

/**
 * @param {SettingsView} view
 * @param {Shell} shell
 * @param {() => Promise<void>} redraw
 */
export function dataSection(view, shell, redraw) {
  const { say } = shell;
  const open = !view.closed;
  return h(
    'section',
    { class: 'data', id: 'data', 'data-test': 'data' },
    h('h2', {}, say('data_title')),
    open && view.accepted && passphrase(view, shell, redraw),
    open && view.accepted && backup(shell),
    open && view.accepted && importing(view, shell, redraw),
    erase(shell),
  );
}

/**
 * Draws the page anew, and says in one of its lines of status what came of it.
 *
 * @param {string} hook the line's test hook
 * @param {string} text
 * @param {() => Promise<void>} redraw
 */
async function redrawSaying(hook, text, redraw) {
  await redraw();
  const status = document.querySelector(`[data-test="${hook}"]`);
  if (status) status.textContent = text;
}

/** @param {string} title @param {...(Node | false)} parts */
const card = (title, ...parts) => h('div', { class: 'card' }, h('h3', {}, title), ...parts);

/** @param {SettingsView} view @param {Shell} shell @param {() => Promise<void>} redraw */
function passphrase(view, shell, redraw) {
  const { say } = shell;
  const said = h('p', { class: 'status', role: 'status', 'data-test': 'passphrase-status' });
  /** @param {DataReply} reply */
  const then = async (reply) => {
    if (reply.done) await redrawSaying('passphrase-status', say(reply.text), redraw);
  };
  if (!view.protected) return card(say('passphrase_title'), setPassphraseForm(shell, (reply) => void then(reply)), said);
  const present = secretField('present', say('passphrase_present'));
  const secret = newSecret('passphrase', say('passphrase_new'), shell);
  const change = askingForm(
    {
      hook: 'change-passphrase',
      fields: [present.field, ...secret.fields],
      button: say('passphrase_change_button'),
      run: () => ask({ type: 'protect', present: present.input.value, ...secret.values() }),
      then: (reply) => void then(reply),
    },
    shell,
  );
  const former = secretField('former', say('passphrase_present'));
  const remove = askingForm(
    {
      hook: 'remove-passphrase',
      fields: [former.field],
      button: say('passphrase_remove_button'),
      run: () => ask({ type: 'unprotect', present: former.input.value }),
      then: (reply) => void then(reply),
    },
    shell,
  );
  /** @param {string} code @param {HTMLElement} form */
  const folded = (code, form) => h('details', { 'data-test': code }, h('summary', {}, say(code)), form);
  return card(
    say('passphrase_title'),
    h('p', { 'data-test': 'passphrase-is-set' }, say('passphrase_is_set')),
    said,
    folded('passphrase_change_button', change),
    folded('passphrase_remove_button', remove),
    h('p', { class: 'quiet' }, say('passphrase_forgotten')),
    h('p', { class: 'quiet' }, say('passphrase_old_copies')),
  );
}

/** @param {Shell} shell */
function backup(shell) {
  const { say } = shell;
  const secret = newSecret('backup', say('backup_passphrase'), shell);
  const run = () => ask({ type: 'backup', ...secret.values() });
  /** @param {DataReply} reply */
  const then = ({ file }) => file != null && save(file, `hygieia-${new Date().toISOString().slice(0, 10)}.backup`, 'application/octet-stream');
  return card(
    say('backup_title'),
    h('p', {}, say('backup_about')),
    askingForm({ hook: 'save-backup', fields: secret.fields, button: say('backup_button'), run, then }, shell),
  );
}

/**
 * Hands a file to the browser to be saved.
 *
 * @param {string} base64
 * @param {string} name
 * @param {string} type its media type
 */
export function save(base64, name, type) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const href = URL.createObjectURL(new Blob([bytes], { type }));
  h('a', { href, download: name }).click();
  // The browser has taken hold of the file when the click is over; a while later it has read it.
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

/** @param {SettingsView} view @param {Shell} shell @param {() => Promise<void>} redraw */
function importing(view, shell, redraw) {
  const { say } = shell;
  const file = h('input', { type: 'file', id: 'import-file', 'data-test': 'import-file' });
  const secret = secretField('import-passphrase', say('backup_passphrase'));
  const question = h('div', { class: 'question', hidden: true, 'data-test': 'import-question' });
  const unask = () => {
    question.hidden = true;
    question.replaceChildren();
  };
  // The question is about one file: whoever chooses another is asked anew.
  file.addEventListener('change', unask);
  /** @param {boolean} replace @returns {Promise<DataReply | undefined>} */
  const take = async (replace) => {
    const [chosen] = file.files ?? [];
    if (!chosen) return { done: false, text: { code: 'import_no_file', args: [] }, asks: false, file: undefined, score: undefined };
    // What is larger than any backup need not be read to the end.
    const base64 = await inBase64(chosen.slice(0, view.largest_backup + 1));
    return ask({ type: 'import', file: base64, passphrase: secret.input.value, replace });
  };
  const ask_again = askingForm(
    { hook: 'import-replace', fields: [], button: say('import_replace_button'), run: () => take(true), then: ({ done, text }) => void (done && taken(text)) },
    shell,
  );
  const leave = () => {
    form.reset();
    unask();
    file.focus();
  };
  const cancel = h('button', { onclick: leave, 'data-test': 'import-cancel' }, say('import_cancel'));
  const form = askingForm(
    {
      hook: 'import',
      fields: [h('div', { class: 'secret' }, h('label', { for: 'import-file' }, say('import_file')), file), secret.field],
      button: say('import_button'),
      run: () => take(false),
      then: ({ asks, done, text }) => {
        if (done) return void taken(text);
        question.hidden = !asks;
        question.replaceChildren(...(asks ? [ask_again, cancel] : []));
      },
    },
    shell,
  );
  /** The settings may be the file's now. @param {DataReply['text']} text */
  const taken = (text) => redrawSaying('import-status', say(text), redraw);
  return card(say('import_title'), h('p', {}, say('import_about')), form, question);
}

/** @param {Blob} blob @returns {Promise<string>} */
function inBase64(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,?/, ''));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

/** @param {Shell} shell */
function erase(shell) {
  const { say } = shell;
  const sure = h('div', { class: 'question', hidden: true, 'data-test': 'erase-question' });
  const first = h('button', { onclick: () => show(true), 'data-test': 'erase' }, say('erase_button'));
  /** @param {boolean} shown */
  const show = (shown) => {
    sure.hidden = !shown;
    first.hidden = shown;
    if (shown) no.focus();
    else first.focus();
  };
  const no = h('button', { type: 'button', onclick: () => show(false), 'data-test': 'erase-no' }, say('erase_no'));
  const form = askingForm(
    {
      hook: 'erase-yes',
      fields: [h('p', {}, h('strong', {}, say('erase_sure')))],
      button: say('erase_yes'),
      run: () => ask({ type: 'erase' }),
      then: ({ done }) => done && location.replace('welcome.html'),
    },
    shell,
  );
  form.querySelector('.actions')?.append(no);
  sure.append(form);
  return card(say('erase_title'), h('p', {}, say('erase_about')), h('p', { class: 'quiet' }, say('erase_stays')), first, sure);
}
