// Registers the browser's listeners at once (any of them may have woken the worker), waits for the core, and hands every
// call over. Nothing is decided here.

import init, * as core from './wasm/hygieia.js';
import initScorer, { score } from './wasm/scorer.js';
import { loadTexts } from './texts.js';

const { runtime } = chrome;

/** @type {Promise<unknown> | undefined} */
let scorer;
/** @type {Map<core.Language, ReturnType<typeof loadTexts>>} */
const texts = new Map();

/** @type {core.Ports} */
const ports = {
  async say(text, language) {
    const loaded = texts.get(language) ?? loadTexts(language);
    texts.set(language, loaded);
    return (await loaded).say(text);
  },
  // zxcvbn is most of Hygieia's size: loaded when a score is wanted.
  async score(password, context) {
    scorer ??= initScorer({ module_or_path: runtime.getURL('wasm/scorer_bg.wasm') });
    await scorer;
    return score(password, context).score;
  },
};

/** @type {Promise<boolean> | undefined} */
let begun;

/** The core, begun once; after a failure, or if the storage did not open, the next call tries again. Whether it has opened. */
function ready() {
  begun ??= init({ module_or_path: runtime.getURL('wasm/hygieia_bg.wasm') })
    .then(() => core.start(ports))
    .then((open) => {
      if (!open) begun = undefined;
      return open;
    });
  begun.catch((error) => {
    begun = undefined;
    console.warn('Hygieia could not start:', error);
  });
  return begun;
}

runtime.onMessage.addListener((message, sender, respond) => {
  // A content script's, or one of our own pages'.
  if (message?.type === undefined && message?.to !== 'core') return undefined;
  // `undefined` is what a sender gets if the background is ended before it hears. So there is `null` for what was heard and
  // has no answer, and `false` for what could not be taken in.
  ready()
    .then(async (open) => (await core.message(message, sender)) ?? (open ? null : false))
    .then(respond, () => respond(false));
  return true;
});

chrome.tabs.onUpdated.addListener((tab, change, { url, incognito }) => {
  if (change.status === 'complete') void ready().then(() => core.tab_completed(tab, url, incognito));
});

chrome.tabs.onRemoved.addListener((tab) => void ready().then(() => core.tab_closed(tab)));

chrome.alarms.onAlarm.addListener(() => void ready().then(() => core.alarm()));

chrome.idle.onStateChanged.addListener((state) => void ready().then(() => core.idle(state)));

chrome.notifications.onClicked.addListener((id) => {
  chrome.notifications.clear(id);
  void chrome.tabs.create({ url: runtime.getURL('pages/overview.html') });
});

runtime.onInstalled.addListener(({ reason }) => {
  if (reason === 'install') void chrome.tabs.create({ url: runtime.getURL('pages/welcome.html') });
});

// Wakes with the browser, so that what is due and the content script are seen to.
runtime.onStartup.addListener(() => void ready());

export { core, ready };
