/** The popup's part while the vault is locked. */

import { askingForm, secretField } from './secret.js';
import { ask, h } from './shell.js';

/**
 * @param {import('./shell.js').Shell & { redraw: () => Promise<void> }} page
 * @returns {HTMLElement[]}
 */
export function unlockForm(page) {
  const { say } = page;
  const { input, field } = secretField('unlock-passphrase', say('unlock_label'));
  const form = askingForm(
    {
      hook: 'unlock',
      fields: [field],
      button: say('unlock_button'),
      run: () => ask({ type: 'unlock', passphrase: input.value }),
      then: ({ done }) => {
        if (done) void page.redraw();
        else input.select();
      },
    },
    page,
  );
  form.querySelector('button')?.classList.add('primary');
  queueMicrotask(() => input.focus());
  return [form, ...['unlock_only_here', 'unlock_forgotten'].map((code) => h('p', { class: 'quiet' }, say(code)))];
}
