/**
 * What a person sees of Hygieia: the notice in a page, and our own pages. Selectors stand here and nowhere else.
 */

import { front } from './browser.mjs';
import { until } from './until.mjs';

/** @typedef {import('puppeteer-core').Page} Page */
/** @typedef {import('puppeteer-core').Frame} Frame */
/** @typedef {import('./browser.mjs').ExtensionBrowser} ExtensionBrowser */
/** @typedef {import('./driver/driver.mjs').Popup} Popup */

/** @param {string} name the value of a `data-test` attribute */
const hook = (name) => `[data-test="${name}"]`;

/** Where things are. */
export const SELECTORS = Object.freeze({
  paths: {
    welcome: '/pages/welcome.html',
    popup: '/pages/popup.html',
    settings: '/pages/settings.html',
  },
  notice: {
    /** The line in the notice's frame; also what tells that frame from a page's own. */
    text: hook('notice-text'),
  },
  welcome: {
    accept: hook('welcome-accept'),
    onlineYes: hook('welcome-online-yes'),
    onlineNo: hook('welcome-online-no'),
    rotation: {
      shopsAndIsps: hook('welcome-rotation-shops-isps'),
      yearly: hook('welcome-rotation-yearly'),
      events: hook('welcome-rotation-events'),
    },
    practice: hook('welcome-practice'),
    finish: hook('welcome-finish'),
  },
  popup: {
    site: hook('popup-site'),
    finding: hook('finding'),
    findingLabel: hook('finding-label'),
    findingReason: hook('finding-reason'),
    sharedSite: hook('shared-site'),
    lastChange: hook('last-change'),
    nextDue: hook('next-due'),
    snooze: hook('snooze'),
    ignore: hook('ignore'),
    change: hook('change-password'),
    reallyThem: hook('really-them'),
    sameAccount: hook('same-account'),
    tellChanged: hook('tell-changed'),
    tellChangedDay: hook('tell-changed-day'),
    tellChangedSave: hook('tell-changed-save'),
    incident: hook('incident'),
    step: hook('step'),
    since: (/** @type {string} */ answer) => hook(`since-${answer}`),
    pageDown: hook('page-down'),
    leftToDo: hook('left-to-do'),
    state: hook('popup-state'),
    openSeen: hook('open-seen'),
    seenNote: hook('seen-note'),
    seenForm: hook('seen-form'),
    seenKind: 'h3',
    seenField: hook('seen-field'),
    lock: hook('lock'),
    unlock: hook('unlock-passphrase'),
  },
  data: {
    setPassphrase: hook('set-passphrase'),
    setStatus: hook('set-passphrase-status'),
    passphraseStatus: hook('passphrase-status'),
    changePassphrase: hook('passphrase_change_button'),
    changeForm: hook('change-passphrase'),
    changeStatus: hook('change-passphrase-status'),
    removePassphrase: hook('passphrase_remove_button'),
    removeForm: hook('remove-passphrase'),
    saveBackup: hook('save-backup'),
    backupStatus: hook('save-backup-status'),
    import: hook('import'),
    importFile: hook('import-file'),
    importStatus: hook('import-status'),
    importReplace: hook('import-replace'),
    erase: hook('erase'),
    eraseNo: hook('erase-no'),
    eraseYes: hook('erase-yes'),
  },
  settings: {
    language: hook('setting-language'),
    sources: {
      switches: `${hook('sources')} input[role="switch"]`,
      haveIBeenPwned: hook('source-have_i_been_pwned'),
      address: hook('source-mirror-address'),
      save: hook('source-mirror-save'),
      test: hook('source-mirror-test'),
      result: hook('source-mirror-result'),
      down: hook('source-mirror-down'),
      /** Says of itself that what was chosen is saved. */
      status: hook('setting-breach_sources-status'),
    },
  },
  log: {
    request: hook('request'),
    host: hook('request-host'),
    sent: hook('request-sent'),
    why: hook('request-why'),
    outcome: hook('request-outcome'),
  },
});

// ---- the notice ------------------------------------------------------------------------------------------------------

/**
 * The notice's frame. It lies in a closed shadow root, where no script of the page finds it; the browser lists its frames
 * regardless.
 *
 * @param {Page} page
 * @returns {Promise<Frame | null>}
 */
async function noticeFrame(page) {
  for (const frame of page.mainFrame().childFrames()) {
    if (frame.url() !== 'about:srcdoc') continue;
    // A frame that goes away meanwhile is no notice.
    const ours = await frame
      .evaluate((text) => document.querySelector(text) !== null, SELECTORS.notice.text)
      .catch(() => false);
    if (ours) return frame;
  }
  return null;
}

/**
 * What the notice says.
 *
 * @param {Page} page
 * @returns {Promise<string | null>} null without a notice, or when a person could not see it; empty while it has no text yet
 */
export async function noticeText(page) {
  const frame = await noticeFrame(page);
  if (!frame) return null;
  try {
    const element = await frame.frameElement();
    if (!element) return null;
    const visible = await element.evaluate((element) => {
      const { width, height } = element.getBoundingClientRect();
      return width > 0 && height > 0 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    });
    if (!visible) return null;
    return await frame.evaluate((text) => {
      const element = document.querySelector(text);
      return element instanceof HTMLElement ? element.innerText.trim() : '';
    }, SELECTORS.notice.text);
  } catch (error) {
    // It went between two questions.
    if ((await noticeFrame(page)) === null) return null;
    throw error;
  }
}

/**
 * Where the notice's frame lies in the viewport.
 *
 * @param {Page} page
 * @returns {Promise<{ x: number, y: number, width: number, height: number } | null>} null without a notice
 */
export async function noticeBox(page) {
  const element = await (await noticeFrame(page))?.frameElement();
  return (
    (await element?.evaluate((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return { x, y, width, height };
    })) ?? null
  );
}

/**
 * Waits until the notice says something that fits.
 *
 * @param {Page} page
 * @param {RegExp} pattern
 * @param {number} [milliseconds]
 * @returns {Promise<string>} the text
 */
export async function noticeSays(page, pattern, milliseconds) {
  /** @type {string | null} */
  let last = null;
  try {
    return await until(
      `the notice to say ${pattern}`,
      async () => {
        last = await noticeText(page);
        return last !== null && pattern.test(last) ? { text: last } : null;
      },
      milliseconds,
    ).then(({ text }) => text);
  } catch (error) {
    const said = last === null ? 'nothing' : JSON.stringify(last);
    throw new Error(`${/** @type {Error} */ (error).message}; it says ${said}`, { cause: error });
  }
}

/**
 * Waits until no notice is shown.
 *
 * @param {Page} page
 * @param {number} [milliseconds]
 */
export async function noticeGone(page, milliseconds) {
  await until('the notice to go', async () => (await noticeText(page)) === null, milliseconds);
}

// ---- our pages -------------------------------------------------------------------------------------------------------

/** The first-start page. */
export class Welcome {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
  }

  /**
   * The one that opens by itself after the installation.
   *
   * @param {ExtensionBrowser} browser
   */
  static async opened(browser) {
    return new Welcome(await browser.openedPage(SELECTORS.paths.welcome));
  }

  /**
   * Reads and accepts everything, as most people would.
   *
   * @param {object} [choices]
   * @param {boolean} [choices.online] default true
   * @param {keyof typeof SELECTORS.welcome.rotation} [choices.rotation]
   */
  async accept({ online = true, rotation = 'shopsAndIsps' } = {}) {
    const { welcome } = SELECTORS;
    await front(this.page);
    await clickWhenThere(this.page, welcome.accept);
    await clickWhenThere(this.page, online ? welcome.onlineYes : welcome.onlineNo);
    await clickWhenThere(this.page, welcome.rotation[rotation]);
    await clickWhenThere(this.page, welcome.finish);
  }
}

/**
 * A finding as the popup tells it.
 *
 * @typedef {object} ShownFinding
 * @property {string} id the element's `data-finding`: what snooze and ignore go by
 * @property {string} label
 * @property {string} reason
 */

/** The popup over a tab. */
export class PopupPage {
  /** @param {Popup} popup */
  constructor(popup) {
    this.popup = popup;
  }

  /**
   * Opens it and waits until it has drawn.
   *
   * @param {ExtensionBrowser} browser
   * @param {Page} page
   */
  static async over(browser, page) {
    const popup = await browser.openPopup(page);
    await until('the popup to be drawn', () =>
      popup.evaluate((selector) => document.querySelector(selector) !== null, SELECTORS.popup.state),
    );
    return new PopupPage(popup);
  }

  /** All its text. */
  text() {
    return this.popup.evaluate(() => document.body.innerText);
  }

  /** @returns {Promise<ShownFinding[]>} */
  findings() {
    const { finding, findingLabel, findingReason } = SELECTORS.popup;
    return this.popup.evaluate(
      (finding, label, reason) =>
        [...document.querySelectorAll(finding)].map((element) => ({
          id: element.getAttribute('data-finding') ?? '',
          label: element.querySelector(label)?.textContent?.trim() ?? '',
          reason: element.querySelector(reason)?.textContent?.trim() ?? '',
        })),
      finding,
      findingLabel,
      findingReason,
    );
  }

  /**
   * The text of one of its parts.
   *
   * @param {'site' | 'lastChange' | 'nextDue' | 'state'} part
   * @returns {Promise<string | null>} null when it is not there
   */
  part(part) {
    return this.popup.evaluate(
      (selector) => document.querySelector(selector)?.textContent?.trim() ?? null,
      SELECTORS.popup[part],
    );
  }

  /** The sites that share the password. */
  sharedSites() {
    return this.popup.evaluate(
      (selector) => [...document.querySelectorAll(selector)].map((element) => element.textContent?.trim() ?? ''),
      SELECTORS.popup.sharedSite,
    );
  }

  /**
   * What was seen on the page: each form's kind, and each field's name, role and reason, as they are drawn.
   *
   * @returns {Promise<{ note: string, forms: { kind: string, fields: string[][] }[] }>}
   */
  async seen() {
    const { openSeen, seenNote, seenForm, seenKind, seenField } = SELECTORS.popup;
    await this.popup.click(openSeen);
    await until('what was seen to be drawn', () =>
      this.popup.evaluate((selector) => document.querySelector(selector) !== null, seenNote),
    );
    return this.popup.evaluate(
      (note, form, kind, field) => ({
        note: document.querySelector(note)?.textContent ?? '',
        forms: [...document.querySelectorAll(form)].map((element) => ({
          kind: element.querySelector(kind)?.textContent ?? '',
          fields: [...element.querySelectorAll(field)].map((row) => [...row.children].map((part) => part.textContent ?? '')),
        })),
      }),
      seenNote,
      seenForm,
      seenKind,
      seenField,
    );
  }

  /** What happened on the site, by the incidents' names. @returns {Promise<string[]>} */
  incidents() {
    return this.popup.evaluate(
      (selector) => [...document.querySelectorAll(selector)].map((element) => element.getAttribute('data-incident') ?? ''),
      SELECTORS.popup.incident,
    );
  }

  /** What is to be done about it, and whether it is done. @returns {Promise<Record<string, boolean>>} */
  steps() {
    return this.popup.evaluate(
      (selector) =>
        Object.fromEntries(
          [...document.querySelectorAll(selector)].map((element) => [
            element.getAttribute('data-step'),
            /** @type {HTMLInputElement} */ (element).checked,
          ]),
        ),
      SELECTORS.popup.step,
    );
  }

  /** Ticks a step off. @param {string} step */
  async tick(step) {
    await this.popup.click(`${SELECTORS.popup.step}[data-step="${step}"]`);
  }

  /** Says when the password was last changed. @param {string} day as ISO 8601 writes it */
  async tellChanged(day) {
    const { tellChanged, tellChangedDay, tellChangedSave } = SELECTORS.popup;
    await this.popup.click(tellChanged);
    // How a date is typed depends on the browser's language.
    await this.popup.evaluate(
      (selector, day) => {
        const field = document.querySelector(selector);
        if (field instanceof HTMLInputElement) field.value = day;
      },
      tellChangedDay,
      day,
    );
    await this.popup.click(tellChangedSave);
    await until('the date to be taken', async () => /you said so|ご自身の申告/.test((await this.part('lastChange')) ?? ''));
  }

  /**
   * Clicks a way out, of the first finding that has it.
   *
   * @param {'snooze' | 'ignore' | 'change' | 'reallyThem' | 'sameAccount'} way
   */
  async take(way) {
    await this.popup.click(SELECTORS.popup[way]);
  }

  async close() {
    await this.popup.close();
  }
}

/** The settings page. */
export class Settings {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
  }

  /** @param {ExtensionBrowser} browser */
  static async open(browser) {
    return new Settings(await browser.extensionPage(SELECTORS.paths.settings));
  }
}

/**
 * @param {Page} page
 * @param {string} selector
 */
async function clickWhenThere(page, selector) {
  await page.waitForSelector(selector, { visible: true });
  await page.click(selector);
}
