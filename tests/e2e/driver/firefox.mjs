import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import puppeteer from 'puppeteer-core';
import { until } from '../until.mjs';
import { findExecutable } from './driver.mjs';

/** @typedef {import('./driver.mjs').Driver} Driver */
/** @typedef {import('./driver.mjs').Page} Page */

// Firefox draws a random origin for each installation. A constant one makes the pages' address known, and lets a kept
// profile find its storage again.
const UUID = '6f2d1c3e-0a4b-4c5d-8e6f-7a8b9c0d1e2f';

/**
 * Starts Firefox with the extension.
 *
 * @param {import('./driver.mjs').LaunchOptions} options
 * @returns {Promise<Driver>}
 */
export async function launchFirefox({ extensionDir, profile, headless = true, lang = 'en', internet, proxy }) {
  const manifest = JSON.parse(await readFile(path.join(extensionDir, 'manifest.json'), 'utf8'));
  /** @type {string} */
  const id = manifest.browser_specific_settings.gecko.id;

  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: findExecutable('HYGIEIA_FIREFOX', ['firefox-esr', 'firefox']),
    headless,
    ...(profile ? { userDataDir: profile } : {}),
    // Without it WebDriver may neither enter moz-extension: pages nor Firefox's own window.
    args: ['--remote-allow-system-access'],
    // Holds for pages and for the background's fetch().
    acceptInsecureCerts: true,
    protocolTimeout: 60_000,
    defaultViewport: headless ? { width: 1024, height: 720 } : null,
    extraPrefsFirefox: {
      'extensions.webextensions.uuids': JSON.stringify({ [id]: UUID }),
      // The question whether data may be sent is Firefox's own window, which no test can click.
      ...(headless ? { 'extensions.webextOptionalPermissionPrompts': false } : {}),
      ...(internet ? { 'network.dns.localDomains': internet.join(',') } : { 'network.dns.forceResolve': '127.0.0.1' }),
      ...(proxy ? proxyPreferences(proxy) : {}),
      'intl.accept_languages': lang === 'ja' ? 'ja,en' : 'en-US,en',
      'intl.locale.requested': lang === 'ja' ? 'ja' : 'en-US',
      'devtools.jsonview.enabled': false,
      'signon.rememberSignons': false,
    },
  });

  try {
    const system = await enterSystem(browser);
    if (headless) await system(replaceAlerts);
    await browser.installExtension(extensionDir);
    return driver(browser, id, system);
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** @param {number} port */
const proxyPreferences = (port) => ({
  'network.proxy.type': 1,
  'network.proxy.http': '127.0.0.1',
  'network.proxy.http_port': port,
  'network.proxy.ssl': '127.0.0.1',
  'network.proxy.ssl_port': port,
});

/**
 * Runs a function in Firefox's own window; arguments and answer are JSON.
 *
 * @typedef {<A extends unknown[], R>(fn: (...args: A) => R, ...args: A) => Promise<Awaited<R>>} System
 */

/**
 * @param {import('puppeteer-core').Browser} browser
 * @returns {Promise<System>}
 */
async function enterSystem(browser) {
  /**
   * puppeteer keeps its connection to itself in the types, and has no call for Firefox's `moz:scope`.
   * @type {{ send(method: string, params: object): Promise<{ result: any }> }}
   */
  const connection = /** @type {any} */ (browser).connection;
  const { result } = await connection.send('browsingContext.getTree', { 'moz:scope': 'chrome' });
  /** @type {{ url: string, context: string }[]} */
  const windows = result.contexts;
  const context = windows.find(({ url }) => url === 'chrome://browser/content/browser.xhtml')?.context;
  if (!context) throw new Error('Firefox shows no window of its own');

  return async (fn, ...args) => {
    const { result } = await connection.send('script.callFunction', {
      target: { context },
      functionDeclaration: `async (json) => JSON.stringify((await (${fn})(...JSON.parse(json))) ?? null)`,
      arguments: [{ type: 'string', value: JSON.stringify(args) }],
      awaitPromise: true,
    });
    if (result.type === 'exception') throw new Error(`in Firefox's window: ${result.exceptionDetails.text}`);
    return JSON.parse(result.result.value);
  };
}

/**
 * Headless Firefox has no desktop to show an alert on and forgets it at once; this keeps what would be shown. Runs in
 * Firefox's window.
 */
function replaceAlerts() {
  /** @type {Map<string, () => void>} what a click on each does */
  const shown = new Map();
  /** @type {any} */ (window).shownAlerts = shown;
  const service = {
    QueryInterface: ChromeUtils.generateQI(['nsIAlertsService']),
    /** @param {any} alert @param {any} observer */
    showAlert(alert, observer) {
      shown.set(alert.name, () => observer?.observe(null, 'alertclickcallback', alert.cookie));
      observer?.observe(null, 'alertshow', alert.cookie);
    },
    /** @param {string} name */
    closeAlert(name) {
      shown.delete(name);
    },
  };
  Components.manager
    .QueryInterface(Ci.nsIComponentRegistrar)
    .registerFactory(Services.uuid.generateUUID(), 'Kept alerts', '@mozilla.org/alerts-service;1', {
      createInstance: (/** @type {any} */ iid) => service.QueryInterface(iid),
    });
}

/**
 * @param {import('puppeteer-core').Browser} browser
 * @param {string} id
 * @param {System} system
 * @returns {Driver}
 */
function driver(browser, id, system) {
  const origin = `moz-extension://${UUID}`;
  return {
    browser,
    origin,
    newPage: (background) => browser.newPage({ background }),
    goto: async (page, url) => {
      // puppeteer is never told that such a navigation ended: it rejects when the tab is closed.
      page.goto(url).catch(() => {});
      await until(`${url} to load`, () =>
        page.evaluate(
          (url) => location.href === url && document.readyState === 'complete' && Boolean(globalThis.chrome?.runtime?.id),
          url,
        ),
      );
    },
    stopBackground: async () => {
      await system(async (id) => {
        const { extension } = WebExtensionPolicy.getByID(id);
        await extension.terminateBackground({ disableResetIdleForTest: true, ignoreDevToolsAttached: true });
      }, id);
    },
    backgroundRuns: () => system((id) => WebExtensionPolicy.getByID(id).extension.backgroundState !== 'stopped', id),
    notifications: async (helper) => {
      /** @type {Record<string, any>} */
      const all = await helper.evaluate(() => chrome.notifications.getAll());
      return Object.entries(all).map(([id, { title, message }]) => ({ id, title, message }));
    },
    clickNotification: (_helper, id) =>
      // An alert's name ends with the extension's own name of it.
      system((id) => {
        const alerts = /** @type {Map<string, () => void>} */ (/** @type {any} */ (window).shownAlerts);
        [...alerts].find(([name]) => name.endsWith(id))?.[1]();
      }, id),
    saveLogin: (origin, user, password) => system(saveLogin, origin, user, password),
    takeErrors: () => system(takeErrors, origin),
    openPopup: async (helper) => {
      await helper.evaluate(() => chrome.action.openPopup());
      const popup = popupDriver(system);
      await until('the popup to load', async () =>
        // Asked of the window first: a script sent while the panel still changes to the extension's process is lost. The
        // panel may also change just after that: then the answer never comes, and is asked for again.
        (await system((origin) => {
          const element = /** @type {any} */ (document.querySelector('browser[webextension-view-type=popup]'));
          return Boolean(element?.browsingContext?.currentWindowGlobal?.documentURI?.spec.startsWith(origin));
        }, origin)) &&
        Promise.race([
          popup.evaluate((origin) => location.href.startsWith(origin) && document.readyState === 'complete', origin),
          new Promise((resolve) => setTimeout(resolve, 1_000, false)),
        ]),
      ).catch(async (error) => {
        // An open panel would keep every later popup from opening.
        await popup.close();
        throw error;
      });
      return popup;
    },
    dark: async (_page, dark) => {
      const preference = 'layout.css.prefers-color-scheme.content-override';
      await system((name, value) => Services.prefs.setIntPref(name, value), preference, dark ? 0 : 1);
    },
  };
}

/**
 * Saves a login as the browser does when it is asked to, and lets it fill in. Runs in Firefox's window.
 *
 * @param {string} origin @param {string} user @param {string} password
 */
async function saveLogin(origin, user, password) {
  // Off until now, so that no question about saving disturbs a test.
  for (const name of ['signon.rememberSignons', 'signon.autofillForms']) Services.prefs.setBoolPref(name, true);
  const login = Cc['@mozilla.org/login-manager/loginInfo;1'].createInstance(Ci.nsILoginInfo);
  login.init(origin, origin, null, user, password, '', '');
  await Services.logins.addLoginAsync(login);
}

/**
 * Reads the browser's console, and empties it. Runs in Firefox's window.
 *
 * @param {string} origin
 * @returns {string[]}
 */
function takeErrors(origin) {
  /** @type {any[]} */
  const messages = Services.console.getMessageArray();
  Services.console.reset();
  return (
    messages
      .filter((message) => message instanceof Ci.nsIScriptError && !(message.flags & Ci.nsIScriptError.warningFlag))
      .filter((message) => message.sourceName.startsWith(origin))
      // A message under way when its page goes: Firefox logs it even if the sender handles the rejection.
      .filter(({ errorMessage }) => !/^Promise (rejected|resolved) (after context unloaded|while context is inactive)/.test(errorMessage))
      .map((message) => `${message.sourceName.replace(origin, '')}: ${message.errorMessage}`)
  );
}

/**
 * The popup lies in a panel, which WebDriver does not list: it is reached through the panel's browser element.
 *
 * @param {System} system
 * @returns {import('./driver.mjs').Popup}
 */
function popupDriver(system) {
  /**
   * Runs a script in the popup's process, with `content` as the popup's window; `answer(json)` ends it.
   *
   * @param {string} body
   * @returns {Promise<any>}
   */
  async function inPopup(body) {
    const { json, error } = await system(async (body) => {
      const element = /** @type {any} */ (document.querySelector('browser[webextension-view-type=popup]'));
      if (!element) throw new Error('no popup is open');
      const name = `hygieia-test-${Services.uuid.generateUUID()}`;
      const script = `(async () => {
        const answer = (data) => sendAsyncMessage(${JSON.stringify(name)}, data);
        try { answer({ json: await (async () => { ${body} })() }); } catch (error) { answer({ error: String(error) }); }
      })()`;
      return new Promise((resolve) => {
        const listener = (/** @type {any} */ message) => {
          element.messageManager.removeMessageListener(name, listener);
          resolve(message.data);
        };
        element.messageManager.addMessageListener(name, listener);
        element.messageManager.loadFrameScript(`data:,${encodeURIComponent(script)}`, false);
      });
    }, body);
    if (error) throw new Error(`in the popup: ${error}`);
    return json === undefined ? undefined : JSON.parse(json);
  }

  return {
    // A sandbox with the window behind it, because the extension's policy forbids eval in the page itself.
    evaluate: (fn, ...args) => {
      const source = `(async () => JSON.stringify((await (${fn})(...${JSON.stringify(args)})) ?? null))()`;
      return inPopup(`
        const sandbox = new Cu.Sandbox(content, { sandboxPrototype: content, wantXrays: false });
        return await Cu.evalInSandbox(${JSON.stringify(source)}, sandbox);`);
    },
    click: (selector) =>
      inPopup(`
        const element = content.document.querySelector(${JSON.stringify(selector)});
        if (!element) throw new Error('no element for ' + ${JSON.stringify(selector)});
        element.scrollIntoView({ block: 'center' });
        const { x, y, width, height } = element.getBoundingClientRect();
        if (!width || !height) throw new Error('nothing to click at ' + ${JSON.stringify(selector)});
        for (const type of ['mousemove', 'mousedown', 'mouseup']) {
          const pressed = type !== 'mousemove';
          content.synthesizeMouseEvent(type, x + width / 2, y + height / 2, { button: 0, clickCount: pressed ? 1 : 0 });
        }`),
    screenshot: async (file) => {
      const url = await system(async () => {
        const element = /** @type {any} */ (document.querySelector('browser[webextension-view-type=popup]'));
        const bitmap = await element.browsingContext.currentWindowGlobal.drawSnapshot(null, 1, 'white');
        const canvas = /** @type {HTMLCanvasElement} */ (document.createElementNS('http://www.w3.org/1999/xhtml', 'canvas'));
        canvas.width = bitmap.width;
        canvas.height = bitmap.height;
        canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
        return canvas.toDataURL();
      });
      await writeFile(file, Buffer.from(url.slice(url.indexOf(',') + 1), 'base64'));
    },
    close: async () => {
      await system(() => {
        const element = document.querySelector('browser[webextension-view-type=popup]');
        /** @type {any} */ (element?.closest('panel'))?.hidePopup();
      });
    },
  };
}
