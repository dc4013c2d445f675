/** Switching online checks, in both places that can: first start and the settings. */

import { ask } from './shell.js';

// Firefox has a permission of its own for sending data. Looked up beforehand, because the question must follow the click
// at once.
const all = await chrome.permissions.getAll().catch(() => ({}));
const asksForData = 'data_collection' in all;

/**
 * Sets online checks. To be called from a click.
 *
 * @param {boolean} online
 * @returns {Promise<import('./shell.js').Replies['set'] | 'not_permitted' | undefined>} `not_permitted` if the browser's
 *   own question was answered with no; then they stay off
 */
export async function setOnline(online) {
  if (online && asksForData && !(await askForData())) return 'not_permitted';
  return ask({ type: 'set', key: 'online', value: online });
}

/** @returns {Promise<boolean>} */
function askForData() {
  const wanted = /** @type {chrome.permissions.Permissions} */ ({ data_collection: ['authenticationInfo'] });
  return chrome.permissions.request(wanted).catch(() => false);
}
