// Where a login form may stand, and what comes after it was sent: learned, or not.

import { KNOWN, OTHER, USER, describeCases } from './cases.mjs';
import { until } from './until.mjs';

/** @typedef {import('./cases.mjs').Hands} Hands */

/** Logs in, in the page's frame. */
const inFrame = async (/** @type {Hands} */ hands) => {
  await hands.enterFrame();
  await hands.logIn();
};

/** Logs in where the page keeps its fields in shadow roots. */
const inShadow = async (/** @type {Hands} */ hands) => {
  await hands.fillParts(USER, KNOWN);
  await hands.clickPart('submit');
};

/** Logs in with a wrong password, until the page says so. */
const wrongly = async (/** @type {Hands} */ hands) => {
  await hands.logIn({ password: `wrong-${OTHER}` });
  await hands.refused();
};

/** The user name, then the next page. */
const named = async (/** @type {Hands} */ hands, user = USER) => {
  await hands.type('#user', user);
  await hands.click('#submit');
  await hands.page.waitForSelector('#password');
};

describeCases('attempts', [
  // ---- where the form stands ----
  { name: 'a frame of the same site', page: 'frame.html?id.HOST', does: inFrame },
  { name: 'a frame of another site', page: 'frame.html?other-HOST', does: inFrame, learned: { on: 'other-HOST' } },
  {
    name: 'a frame that the page takes away after the login',
    page: 'frame.html?id.HOST#fetch',
    does: async (hands) => {
      // No person logs in within a second of the page's beginning; a page as young as that may be the login's answer.
      await until('the page to be older', () => hands.page.evaluate(() => performance.now() > 1_500));
      await inFrame(hands);
    },
  },
  { name: 'an about:blank frame', page: 'written-frame.html?blank', does: inFrame },
  { name: 'a srcdoc frame', page: 'written-frame.html?srcdoc', does: inFrame },
  {
    name: 'a sandboxed frame, which belongs to no site',
    page: 'sandboxed.html',
    does: async (hands) => {
      await inFrame(hands);
      await hands.thanked();
    },
    learned: null,
  },
  { name: 'an open shadow root', page: 'shadow-form.html?open', does: inShadow },
  { name: 'a closed shadow root', page: 'shadow-form.html?closed', does: inShadow },
  { name: 'a closed shadow root within another', page: 'shadow-form.html?closed&nested', does: inShadow },
  {
    name: 'a closed shadow root, and Enter',
    page: 'shadow-form.html?closed',
    does: async (hands) => {
      await hands.fillParts(USER, KNOWN);
      await hands.enter();
    },
  },
  { name: 'each field in an open shadow root of its own', page: 'shadow-fields.html?open', does: inShadow },
  { name: 'each field in a closed shadow root of its own', page: 'shadow-fields.html?closed', does: inShadow },
  {
    name: 'fields that appear later',
    page: 'later.html',
    does: async (hands) => {
      await hands.click('#open');
      await hands.logIn();
    },
  },
  { name: 'no form, and a click', page: 'formless.html' },
  {
    name: 'no form, and Enter',
    page: 'formless.html',
    does: async (hands) => {
      await hands.fill();
      await hands.enter();
    },
  },
  {
    name: 'a form around the whole page',
    page: 'page-wide.html',
    does: async (hands) => {
      await hands.type('#a', USER);
      await hands.type('#b', KNOWN);
      await hands.click('#submit');
    },
  },

  // ---- what comes after it was sent ----
  { name: 'fetch without a navigation', page: 'fetch.html' },
  { name: 'fetch and pushState', page: 'fetch.html?push' },
  {
    name: 'a form emptied after a change of password',
    page: 'cleared.html',
    does: async (hands) => {
      await hands.type('#first', OTHER);
      await hands.type('#second', KNOWN);
      await hands.type('#third', KNOWN);
      await hands.click('#submit');
    },
    learned: { name: null, source: 'observed' },
  },
  { name: 'a wrong password brings the form back', page: 'again.html', does: wrongly, learned: null },
  { name: 'a wrong password by fetch empties the field', page: 'fetch.html', does: wrongly, learned: null },
  { name: 'a wrong password by fetch brings the form back late', page: 'fetch.html?hide', does: wrongly, learned: null },
  {
    name: 'a wrong password, then the right one',
    page: 'fetch.html',
    does: async (hands) => {
      await wrongly(hands);
      await hands.type('#password', KNOWN);
      await hands.click('#submit');
    },
  },

  {
    name: 'half a password, and back to the page before, which a link led to',
    page: 'links.html',
    does: async (hands) => {
      await hands.click('#news');
      await until('the page that a link led to', () => hands.page.evaluate(() => location.search === '?news' && document.readyState === 'complete'));
      await hands.click('#login');
      await hands.page.waitForSelector('#password');
      await hands.fill({ password: KNOWN.slice(0, 7) });
      await hands.staged();
      await hands.page.evaluate(() => history.back());
      await hands.page.waitForSelector('#news');
    },
    learned: null,
  },

  // ---- user name first ----
  {
    name: 'the password in the next step of the same page',
    page: 'steps.html',
    does: async (hands) => {
      await named(hands);
      await hands.type('#password', KNOWN);
      await hands.click('#submit');
    },
  },
  {
    name: 'the password on the next page',
    page: 'name-first.html',
    does: async (hands) => {
      await named(hands);
      await hands.type('#password', KNOWN);
      await hands.click('#submit');
    },
  },
  {
    name: "the next page is another site's: the name is not joined",
    page: 'name-first.html?other-HOST',
    does: async (hands) => {
      await named(hands);
      await hands.type('#password', KNOWN);
      await hands.click('#submit');
    },
    learned: { on: 'other-HOST', name: null },
  },
  {
    name: 'a wrong password on the second page leads back to the first',
    page: 'name-first.html',
    does: async (hands) => {
      await named(hands, 'wrong-taro');
      await hands.type('#password', OTHER);
      await hands.click('#submit');
      await hands.page.waitForSelector('#user');
    },
    learned: null,
  },
]);
