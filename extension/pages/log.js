/** Every request that left the machine in this session. */

import { ask, h, openShell, redrawn } from './shell.js';

/** @typedef {import('../wasm/hygieia.js').RequestView} RequestView */
/** @typedef {import('./shell.js').Shell} Shell */

const shell = await openShell('log_title');
if (shell) await draw(shell);

/** @param {Shell} shell */
async function draw(shell) {
  const { main, say } = shell;
  const view = await ask({ type: 'log' });
  if (!view) return shell.noAnswer();
  const again = () => void redrawn(main, () => draw(shell));
  const requests = view.requests.map((request) => card(request, shell));
  main.replaceChildren(
    h('p', {}, say(view.about)),
    h('p', {}, h('button', { id: 'log-again', onclick: again, 'data-test': 'log-again' }, say('log_again'))),
    ...(requests.length > 0 ? requests : [h('p', { 'data-test': 'log-empty' }, say('log_empty'))]),
    h('p', { class: 'quiet' }, say('log_browser')),
    h('p', {}, h('a', { href: 'settings.html' }, say('settings_title'))),
  );
}

/** @param {RequestView} request @param {Shell} shell */
function card({ at, host, sent, why, outcome }, { say }) {
  return h(
    'section',
    { class: 'card request', 'data-test': 'request' },
    h('h2', { 'data-test': 'request-host' }, host),
    h('p', { class: 'quiet', 'data-test': 'request-at' }, say(at)),
    h('pre', { 'data-test': 'request-sent' }, sent.join('\n')),
    h('p', { 'data-test': 'request-why' }, say(why)),
    h('p', { 'data-test': 'request-outcome' }, say(outcome)),
  );
}
