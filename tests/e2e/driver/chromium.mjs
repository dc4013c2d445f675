import puppeteer from 'puppeteer-core';
import { REAL_NAMES } from '../real-names.mjs';
import { until } from '../until.mjs';
import { findExecutable } from './driver.mjs';

/** @typedef {import('./driver.mjs').Driver} Driver */
/** @typedef {import('./driver.mjs').Page} Page */

/** @typedef {Omit<import('./driver.mjs').LaunchOptions, 'browser' | 'extensionDir'>} PlainOptions */

/** What Chromium logs of a module that it no longer loads, because the worker was ended while it was starting. */
const INTERRUPTED = 'Failed to load the script unexpectedly';

/**
 * Starts Chromium without an extension; what it is started with is the same.
 *
 * @param {PlainOptions} options
 */
export function launchPlainChromium({ profile, headless = true, spki, lang = 'en', internet, proxy }) {
  const args = [
    `--host-resolver-rules=MAP *.test 127.0.0.1${internet ? '' : `, ${REAL_NAMES.map((name) => `MAP ${name} 127.0.0.1`).join(', ')}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`}`,
    `--lang=${lang}`,
    `--accept-lang=${lang === 'ja' ? 'ja,en' : 'en-US,en'}`,
  ];
  if (spki) args.push(`--ignore-certificate-errors-spki-list=${spki}`);
  if (proxy) args.push(`--proxy-server=127.0.0.1:${proxy}`);
  // Chromium refuses to sandbox for root, which is who tests run as in a container.
  if (process.getuid?.() === 0) args.push('--no-sandbox');

  return puppeteer.launch({
    executablePath: findExecutable('HYGIEIA_CHROMIUM', ['chromium', 'chromium-browser', 'google-chrome']),
    headless,
    args,
    pipe: true,
    enableExtensions: true,
    ...(profile ? { userDataDir: profile } : {}),
    protocolTimeout: 60_000,
    defaultViewport: headless ? { width: 1024, height: 720 } : null,
    // A worker that a debugger is attached to never idles, and puppeteer attaches to every target it is not told to leave.
    targetFilter: (target) => target.type() !== 'service_worker',
  });
}

/**
 * Starts Chromium with the extension.
 *
 * @param {import('./driver.mjs').LaunchOptions} options
 * @returns {Promise<Driver>}
 */
export async function launchChromium({ extensionDir, ...options }) {
  const { headless = true } = options;
  const browser = await launchPlainChromium(options);
  try {
    const [first] = await browser.pages();
    const errorPage = headless && first ? await openErrorPage(first) : null;
    const id = await browser.installExtension(extensionDir);
    return driver(browser, id, errorPage);
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/**
 * Chromium gathers an extension's errors, its worker's included, for its own page of extensions: reading them there
 * needs no debugger on the worker.
 *
 * @param {Page} page
 */
async function openErrorPage(page) {
  await page.goto('chrome://extensions');
  await page.evaluate(() => chrome.developerPrivate.updateProfileConfiguration({ inDeveloperMode: true }));
  return page;
}

/**
 * @param {import('puppeteer-core').Browser} browser
 * @param {string} id
 * @param {Page | null} errorPage
 * @returns {Driver}
 */
function driver(browser, id, errorPage) {
  const origin = `chrome-extension://${id}`;
  /** @type {WeakMap<Page, Promise<WorkerWatch>>} */
  const watches = new WeakMap();
  /** Whether the worker was ever ended from here. */
  let ended = false;
  /** @param {Page} helper */
  const watch = (helper) => {
    const known = watches.get(helper) ?? watchWorker(helper, origin);
    watches.set(helper, known);
    return known;
  };

  return {
    browser,
    origin,
    newPage: (background) => browser.newPage({ background }),
    goto: async (page, url) => void (await page.goto(url)),
    stopBackground: async (helper) => {
      const worker = await watch(helper);
      const before = worker.ends();
      ended = true;
      await worker.stop();
      // Another one may run again before anybody looks.
      await until('the worker to stop', () => !worker.runs() || worker.ends() > before);
    },
    backgroundRuns: async (helper) => (await watch(helper)).runs(),
    notifications: async (helper) => {
      const all = await helper.evaluate(() => chrome.notifications.getAll());
      return Object.keys(all).map((id) => ({ id }));
    },
    clickNotification: (helper, id) =>
      helper.evaluate((clicked) => void chrome.runtime.sendMessage({ to: 'door', door: { clicked } }).catch(() => {}), id),
    takeErrors: async () => {
      if (!errorPage) throw new Error('errors are gathered in headless runs only');
      const errors = await errorPage.evaluate(async (extensionId) => {
        const { runtimeErrors } = await chrome.developerPrivate.getExtensionInfo(extensionId);
        await chrome.developerPrivate.deleteExtensionErrors({ extensionId });
        return runtimeErrors;
      }, id);
      return errors
        .filter(({ severity, message }) => severity === 'ERROR' && !(ended && message === INTERRUPTED))
        .map((error) => `${error.source.replace(origin, '')}: ${error.message}`);
    },
    openPopup: async (helper) => {
      // A popup that was closed as soon as it was drawn leaves the window without focus, and then none opens.
      await helper.evaluate(async () => {
        const { id, focused } = await chrome.windows.getLastFocused();
        if (id !== undefined && !focused) await chrome.windows.update(id, { focused: true });
      });
      const before = new Set(browser.targets());
      await helper.evaluate(() => chrome.action.openPopup());
      const target = await browser.waitForTarget(
        (target) => !before.has(target) && target.type() === 'page' && target.url().startsWith(origin),
        { timeout: 10_000 },
      );
      const page = await target.asPage();
      await until('the popup to load', () => page.evaluate(() => document.readyState === 'complete'));
      return {
        evaluate: (fn, ...args) => page.evaluate(/** @type {any} */ (fn), ...args),
        click: (selector) => page.click(selector),
        screenshot: async (file) => void (await page.screenshot({ path: /** @type {`${string}.png`} */ (file) })),
        close: () => page.close(),
      };
    },
    dark: (page, dark) => page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }]),
  };
}

/** @typedef {{ runs: () => boolean, ends: () => number, stop: () => Promise<void> }} WorkerWatch */

/**
 * Follows the extension's worker over a session of one of its pages, so that nothing is attached to the worker itself.
 *
 * @param {Page} helper
 * @param {string} origin
 * @returns {Promise<WorkerWatch>}
 */
async function watchWorker(helper, origin) {
  const session = await helper.createCDPSession();
  let running = false;
  let ends = 0;
  session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
    for (const version of versions) {
      if (!version.scriptURL.startsWith(origin)) continue;
      const runs = version.runningStatus !== 'stopped';
      if (running && !runs) ends += 1;
      running = runs;
    }
  });
  await session.send('ServiceWorker.enable');
  return {
    runs: () => running,
    ends: () => ends,
    stop: () => session.send('ServiceWorker.stopAllWorkers'),
  };
}
