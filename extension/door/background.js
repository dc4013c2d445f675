// The background of builds with the test door: the real one, a way for a test to set the clock and the randomness, one to
// make a step of storing fail, one to click a notification, one to measure, and one to read all forms of a tab. What was set
// outlives the worker in the session's storage. Never packaged.

import { core, ready } from '../background.js';

/** @typedef {{ clock?: number, seed?: number }} Door */

/** @param {Door} door */
function open({ clock, seed }) {
  if (clock !== undefined) core.hygieia_door_clock(clock);
  if (seed !== undefined) core.hygieia_door_seed(seed);
}

chrome.runtime.onMessage.addListener((message, sender, respond) => {
  if (message.to !== 'door' || !sender.url?.startsWith(chrome.runtime.getURL(''))) return undefined;
  if (message.door.forms !== undefined) {
    void ready()
      .then(() => core.hygieia_door_forms(message.door.forms))
      .then(respond, (error) => respond(String(error)));
    return true;
  }
  if (message.door.failWrite !== undefined) {
    const { failWrite, next } = message.door;
    void (next ? chrome.storage.session.set({ failWrite }) : ready().then(() => core.hygieia_door_fail_write(failWrite))).then(respond);
    return true;
  }
  if (message.door.trial !== undefined) {
    void ready()
      .then(() => core.hygieia_door_trial(message.door.trial))
      .then(respond, (error) => respond(String(error)));
    return true;
  }
  if (message.door.filter !== undefined) {
    void ready()
      .then(() => core.hygieia_door_filter())
      .then(respond, (error) => respond(String(error)));
    return true;
  }
  if (message.door.clicked !== undefined) {
    // Chromium's events have this for its own bindings, and no type says so.
    /** @type {any} */ (chrome.notifications.onClicked).dispatch(message.door.clicked);
    return undefined;
  }
  if (message.door.idle !== undefined) {
    void ready()
      .then(() => core.idle(message.door.idle))
      .then(() => respond('done'));
    return true;
  }
  void ready()
    .then(() => open(message.door))
    .then(() => chrome.storage.session.set({ door: message.door }))
    .then(() => (message.door.alarm ? core.alarm() : undefined))
    .then(() => respond('done'));
  return true;
});

void ready()
  .then(() => chrome.storage.session.get('door'))
  .then(({ door }) => open(/** @type {Door} */ (door ?? {})));
