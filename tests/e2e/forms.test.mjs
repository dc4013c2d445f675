// Forms of many makes: what is read as a password and a user name, and what is left alone.

import { KNOWN, OTHER, USER, describeCases } from './cases.mjs';

/** @typedef {import('./cases.mjs').Hands} Hands */

/**
 * Fills fields from top to bottom and sends the form, to a page that takes whatever it is given.
 *
 * @param {Record<string, string>} values by selector
 */
const sends = (values) => async (/** @type {Hands} */ hands) => {
  for (const [field, text] of Object.entries(values)) await hands.type(field, text);
  await hands.click('#submit');
  await hands.thanked();
};

/**
 * Fills in the login, then goes away without sending it.
 *
 * @param {string} button
 */
const leavesBy = (button) => async (/** @type {Hands} */ hands) => {
  await hands.fill();
  await hands.staged();
  await hands.click(button);
  await hands.thanked();
};

describeCases('forms', [
  // ---- what happens to the value ----
  { name: 'a password hashed at the submit event', page: 'hash.html?submit' },
  {
    name: 'a password hashed at the key that submits',
    page: 'hash.html?keydown',
    does: async (hands) => {
      await hands.fill();
      await hands.enter();
    },
  },
  {
    name: 'a password hashed as soon as the button is touched',
    page: 'hash.html?pointerdown',
    does: async (hands) => {
      await hands.fill();
      await hands.staged();
      await hands.click('#submit');
    },
  },
  { name: 'a password masked at the submit event', page: 'mask.html' },
  { name: 'dots that stand for a password', page: 'placeholder-value.html?•', does: sends({ '#user': USER }), learned: null },
  { name: 'asterisks that stand for a password', page: 'placeholder-value.html?*', does: sends({ '#user': USER }), learned: null },
  {
    name: 'a password that is shown while it is typed',
    page: 'show-password.html',
    does: async (hands) => {
      await hands.fill({ password: KNOWN.slice(0, 6) });
      await hands.click('#show');
      await hands.click('#password');
      await hands.page.keyboard.press('End');
      await hands.page.keyboard.type(KNOWN.slice(6));
      await hands.click('#submit');
    },
  },
  { name: 'a text field that style masks', page: 'masked-text.html', does: sends({ '#a': USER, '#b': KNOWN }) },
  {
    name: 'a read-only field with a virtual keyboard',
    page: 'virtual-keyboard.html',
    does: async (hands) => {
      await hands.type('#user', USER);
      await hands.click('#password');
      for (const key of KNOWN) await hands.click(`#key${key}`);
      await hands.click('#submit');
    },
  },
  {
    // What a browser fills in before the first gesture cannot be had in a fresh profile. Simulated is what a page sees of
    // it: values that no event has told of, then one trusted click. The form is read while the server thinks.
    name: 'browser auto-fill, then one click',
    page: 'late.html',
    does: async (hands) => {
      await hands.set('#user', USER);
      await hands.set('#password', KNOWN);
      await hands.click('#submit');
    },
  },
  {
    name: "a manager's synthetic events, then one click",
    page: 'plain.html',
    does: async (hands) => {
      await hands.fillLikeManager();
      await hands.click('#submit');
    },
  },
  {
    name: "a manager's synthetic events and submission, after a click into the field",
    page: 'plain.html',
    does: async (hands) => {
      await hands.click('#user');
      await hands.fillLikeManager();
      await hands.place.$eval('form', (form) => /** @type {HTMLFormElement} */ (form).requestSubmit());
    },
  },
  {
    name: 'a login that the page fills in and sends by itself',
    page: 'submits-itself.html',
    does: (hands) => hands.arrives('/ok'),
    learned: null,
  },
  {
    name: 'a form that is made anew on every key stroke',
    page: 'rerender.html',
    does: async (hands) => {
      await hands.fill();
      // Said only of characters that the person's own keys explain; the cases' sites look like each other.
      await hands.lineSays(/other site|Not the site|no reuse/);
      await hands.click('#submit');
    },
  },

  // ---- which field is which ----
  {
    name: 'honeypots and hidden password fields',
    page: 'honeypot.html',
    roles: { a: 'identifier', b: 'current_password' },
    does: sends({ '#a': USER, '#b': KNOWN }),
  },
  {
    name: 'three password fields: present, new, new again',
    page: 'three-passwords.html',
    does: sends({ '#first': OTHER, '#second': KNOWN, '#third': KNOWN }),
    learned: { name: null, source: 'observed' },
  },
  {
    name: 'three password fields: new, new again, present',
    page: 'three-passwords.html',
    does: sends({ '#first': KNOWN, '#second': KNOWN, '#third': OTHER }),
    learned: { name: null, source: 'observed' },
  },
  {
    name: 'two password fields, equal: new and its repetition',
    page: 'two-passwords.html',
    does: sends({ '#first': KNOWN, '#second': KNOWN }),
    learned: { name: null, source: ['sign_up', 'observed'] },
  },
  {
    name: 'two password fields, different: present and new',
    page: 'two-passwords.html',
    does: sends({ '#first': OTHER, '#second': KNOWN }),
    learned: { name: null, source: 'observed' },
  },
  {
    name: 'a login that says new-password',
    page: 'wrong-tokens.html',
    roles: { user: 'identifier', password: 'current_password' },
  },
  {
    name: 'tokens among many others',
    page: 'many-tokens.html',
    roles: { a: 'identifier', b: 'current_password' },
    does: sends({ '#a': USER, '#c': 'green', '#b': KNOWN }),
  },
  {
    name: 'a one-time code typed as a password',
    page: 'one-time-code.html',
    roles: { b: 'one_time_code' },
    does: sends({ '#b': 'kx7-44q-91' }),
    learned: null,
  },
  {
    name: "a card's code typed as a password",
    page: 'card.html',
    roles: { b: 'pin' },
    does: sends({ '#a': 'Taro Tanuki', '#c': '4000 0000 0000 0002', '#b': '90417382' }),
    learned: null,
  },
  {
    name: 'a PIN typed as a password',
    page: 'pin.html',
    roles: { a: 'identifier', b: 'pin' },
    does: sends({ '#a': '30417', '#b': '90417382' }),
    learned: null,
  },
  {
    name: 'a code behind the password',
    page: 'password-and-code.html',
    roles: { user: 'identifier', password: 'current_password', code: 'one_time_code' },
    does: sends({ '#user': USER, '#password': KNOWN, '#code': '90417382' }),
  },
  { name: 'boxes of one character', page: 'boxes.html', does: sends({ '#user': USER, '#box': 'k7x4q9' }), learned: null },
  { name: 'some characters of a password', page: 'partial.html', does: sends({ '#user': USER, '#box': 'aei' }), learned: null },
  {
    name: "a strength meter's text field",
    page: 'meter.html',
    roles: { a: 'identifier', b: 'new_password' },
    does: sends({ '#a': USER, '#b': KNOWN }),
    learned: { source: 'sign_up' },
  },
  {
    name: "a captcha's text field",
    page: 'captcha.html',
    roles: { a: 'identifier', b: 'current_password' },
    does: sends({ '#a': USER, '#c': 'KX4T7', '#b': KNOWN }),
  },
  {
    name: 'login and sign-up on one page: the login',
    page: 'both.html',
    does: async (hands) => {
      await hands.type('#new-user', 'somebody');
      await hands.type('#new-password', OTHER);
      await hands.logIn();
    },
  },
  {
    name: 'login and sign-up on one page: the sign-up',
    page: 'both.html',
    does: async (hands) => {
      await hands.fill({ user: 'somebody', password: OTHER });
      await hands.type('#new-user', USER);
      await hands.type('#new-password', KNOWN);
      await hands.click('#sign-up');
    },
    learned: { source: 'sign_up' },
  },
  {
    name: 'a right-to-left page',
    page: 'right-to-left.html',
    roles: { a: 'identifier', b: 'current_password' },
    does: sends({ '#a': USER, '#b': KNOWN }),
  },
  {
    name: "a wireless network's key",
    page: 'wifi.html',
    roles: {},
    does: sends({ '#a': 'attic', '#b': OTHER }),
    learned: null,
  },
  {
    name: 'an API token',
    page: 'token.html',
    roles: {},
    does: sends({ '#a': 'calendar.example', '#b': OTHER }),
    learned: null,
  },
  { name: "an archive's password", page: 'archive.html', roles: {}, does: sends({ '#b': OTHER }), learned: null },

  // ---- how the page is made ----
  { name: 'a form whose target is another frame', page: 'target-frame.html' },
  {
    name: 'document.open()',
    page: 'document-open.html',
    does: async (hands) => {
      await hands.click('#open');
      await hands.logIn();
    },
  },
  {
    name: 'a page that hides what its form and its document are asked',
    page: 'clobbered.html',
    roles: { user: 'identifier', password: 'current_password' },
    does: async (hands) => {
      await hands.fillParts(USER, KNOWN);
      await hands.lineSays(/other site|Not the site|no reuse/);
      await hands.clickPart('submit');
    },
  },
  {
    name: 'the same, and it asks its server itself',
    page: 'clobbered.html?fetch',
    does: async (hands) => {
      await hands.fillParts(USER, KNOWN);
      await hands.enter();
    },
  },
  {
    name: 'the same, filled in by the browser, and one click',
    page: 'clobbered.html?fetch',
    does: async (hands) => {
      await hands.page.evaluate(
        (user, password) => {
          const { part } = /** @type {any} */ (window);
          part('user').value = user;
          part('password').value = password;
        },
        USER,
        KNOWN,
      );
      await hands.clickPart('submit');
    },
  },
  { name: '500 fields on one page', page: 'many-inputs.html' },
  { name: 'a page of 65,000 nodes', page: 'many-nodes.html' },

  // ---- no submission ----
  { name: 'cancel closes the form', page: 'ways-out.html', does: leavesBy('#close'), learned: null },
  { name: 'cancel leads to another page', page: 'ways-out.html', does: leavesBy('#cancel'), learned: null },
  { name: 'cancel is a submit button', page: 'ways-out.html', does: leavesBy('#cancel-submit'), learned: null },
  { name: '"forgot password" is a link', page: 'ways-out.html', does: leavesBy('#forgot-link'), learned: null },
  {
    name: 'a submit button that only shows the password, then a link',
    page: 'eye.html',
    does: async (hands) => {
      await hands.fill();
      await hands.staged();
      await hands.click('#eye');
      await hands.click('#away');
      await hands.thanked();
    },
    learned: null,
  },
  { name: '"forgot password" is a button', page: 'ways-out.html', does: leavesBy('#forgot-button'), learned: null },
]);
