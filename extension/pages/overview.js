/** All accounts with something wrong. */

import { accountCard } from './account.js';
import { calendarSection, unusedSection } from './rotation.js';
import { ask, counted, h, openShell, redrawn } from './shell.js';

/** @typedef {import('./shell.js').Shell} Shell */

const shell = await openShell('overview_title');
if (shell) await draw(shell);

/** @param {Shell} shell */
async function draw(shell) {
  const { main, say } = shell;
  const view = await ask({ type: 'overview' });
  if (!view) return shell.noAnswer();
  const page = { ...shell, redraw: () => redrawn(shell.main, () => draw(shell)) };
  const nothing = view.others === 0 ? 'overview_no_accounts' : 'overview_nothing';
  const others = view.others > 0 && h('p', { class: 'quiet', 'data-test': 'others' }, say(counted('overview_others', view.others)));
  const unused = unusedSection(view, page);
  const accounts = view.wanting.map((account) => accountCard(account, page, true));
  main.replaceChildren(...(accounts.length > 0 ? accounts : [h('p', { 'data-test': 'overview-nothing' }, say(nothing))]), ...(others ? [others] : []), ...(unused ? [unused] : []), calendarSection(shell));
}
