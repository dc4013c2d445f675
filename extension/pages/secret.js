/** Fields for a passphrase, and buttons that take a moment: Argon2id keeps the core busy for a quarter of a second. */

import { ask, h } from './shell.js';

/** @typedef {import('./shell.js').Shell} Shell */
/** @typedef {import('../wasm/hygieia.js').DataView} DataReply */

/**
 * A labelled field for a passphrase.
 *
 * @param {string} hook its id and test hook
 * @param {string} label
 */
export function secretField(hook, label) {
  const input = h('input', { type: 'password', id: hook, autocomplete: 'off', spellcheck: 'false', 'data-test': hook });
  return { input, field: h('div', { class: 'secret' }, h('label', { for: hook }, label), input) };
}

/** The field that an answer is about, if it is about one: by its place among the form's passphrases, from the end if negative. */
const AT_FAULT = /** @type {Record<string, number>} */ ({
  unlock_wrong: 0,
  passphrase_present_wrong: 0,
  import_wrong_passphrase: 0,
  passphrase_empty: -2,
  passphrase_differs: -1,
});

/**
 * A form that asks the core something and says what came of it.
 *
 * @param {object} options
 * @param {string} options.hook the form's test hook; its line of status has `-status` appended, its button `-button`
 * @param {HTMLElement[]} options.fields what stands above the button
 * @param {string} options.button
 * @param {() => Promise<DataReply | undefined>} options.run
 * @param {(reply: DataReply) => void} [options.then]
 * @param {Shell} shell
 */
export function askingForm({ hook, fields, button, run, then }, { say, noAnswer }) {
  const status = h('p', { class: 'status', role: 'status', id: `${hook}-status`, 'data-test': `${hook}-status` });
  const submit = h('button', { type: 'submit', 'data-test': `${hook}-button` }, button);
  const form = h('form', { class: 'asking', 'data-test': hook }, ...fields, h('div', { class: 'actions' }, submit), status);
  const secrets = [...form.querySelectorAll('input')].filter(({ type }) => type === 'password');
  for (const input of secrets) input.setAttribute('aria-describedby', `${input.getAttribute('aria-describedby') ?? ''} ${status.id}`.trim());
  /** Marks the field that an answer is about. @param {string | undefined} code what was answered */
  const mark = (code) => {
    for (const input of secrets) input.removeAttribute('aria-invalid');
    const place = AT_FAULT[code ?? ''];
    if (place !== undefined) secrets.at(place)?.setAttribute('aria-invalid', 'true');
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void answer();
  });
  async function answer() {
    submit.disabled = true;
    mark(undefined);
    status.classList.remove('wrong');
    status.textContent = say('data_working');
    // A file may have gone since it was chosen.
    const reply = await run().catch(() => undefined);
    submit.disabled = false;
    status.textContent = reply ? say(reply.text) : '';
    status.classList.toggle('wrong', reply?.done === false);
    mark(reply?.text.code);
    if (!reply) return noAnswer();
    if (reply.done) form.reset();
    then?.(reply);
  }
  return form;
}

/** How long typing must rest before a passphrase is judged, in milliseconds. */
const PAUSE = 300;

/**
 * Two fields for a new passphrase, and how strong it is.
 *
 * @param {string} hook
 * @param {string} label
 * @param {Shell} shell
 */
export function newSecret(hook, label, { say }) {
  const first = secretField(hook, label);
  const again = secretField(`${hook}-again`, say('passphrase_again'));
  const hint = h('p', { class: 'quiet hint', 'aria-live': 'polite', id: `${hook}-hint`, 'data-test': `${hook}-hint` });
  first.input.setAttribute('aria-describedby', hint.id);
  let timer = 0;
  first.input.addEventListener('input', () => {
    clearTimeout(timer);
    hint.textContent = '';
    timer = setTimeout(() => void judge(), PAUSE);
  });
  async function judge() {
    const passphrase = first.input.value;
    const reply = passphrase === '' ? undefined : await ask({ type: 'judge', passphrase });
    if (first.input.value !== passphrase) return;
    hint.textContent = reply ? say(reply.text) : '';
    hint.dataset.score = String(reply?.score ?? '');
  }
  return {
    fields: [first.field, hint, again.field],
    values: () => ({ passphrase: first.input.value, again: again.input.value }),
  };
}

/**
 * The form that sets a passphrase where there is none, with all that is to be known before.
 *
 * @param {Shell} shell
 * @param {(reply: DataReply) => void} [then]
 */
export function setPassphraseForm(shell, then) {
  const { say } = shell;
  const secret = newSecret('passphrase', say('passphrase_title'), shell);
  const fields = [
    ...['passphrase_about', 'passphrase_forgotten', 'passphrase_old_copies'].map((code) => h('p', {}, say(code))),
    ...secret.fields,
  ];
  const run = () => ask({ type: 'protect', present: null, ...secret.values() });
  return askingForm({ hook: 'set-passphrase', fields, button: say('passphrase_set_button'), run, then }, shell);
}
