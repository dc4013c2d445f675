// Whether the harness itself holds: the browser, the extension in it, the demo sites and a person's hands.

import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { noticeText } from './hygieia.mjs';
import { SITES, Visitor, startDemo } from './demo.mjs';
import { BROWSER, launchHere } from './setup.mjs';
import { until } from './until.mjs';

/** @typedef {import('./browser.mjs').ExtensionBrowser} ExtensionBrowser */

describe(`the harness in ${BROWSER}`, () => {
  /** @type {import('./demo.mjs').Demo} */
  let demo;
  /** @type {ExtensionBrowser} */
  let browser;

  before(async () => {
    demo = await startDemo();
    browser = await launchHere(demo);
  });
  after(async () => {
    await browser?.close();
    await demo?.stop();
  });
  afterEach(async () => {
    assert.deepEqual(await browser.takeErrors(), [], 'the extension has logged errors');
  });

  test('runs code in the extension', async () => {
    const manifest = await browser.evaluateInExtension(() => chrome.runtime.getManifest());
    assert.equal(manifest.manifest_version, 3);
    assert.equal(await browser.evaluateInExtension((a, b) => a + b, 2, 3), 5);
  });

  test('knows a tab and its badge', async () => {
    const page = await browser.page(demo.url(SITES.minato.host));
    const other = await browser.page(demo.url(SITES.minato.host));
    const tabId = await browser.tabIdOf(page);
    assert.notEqual(tabId, await browser.tabIdOf(other));
    await browser.evaluateInExtension((tabId) => chrome.action.setBadgeText({ tabId, text: '3' }), tabId);
    assert.equal(await browser.badge(page), '3');
    assert.notEqual(await browser.badge(other), '3');
    await page.close();
    await other.close();
  });

  test('ends the background, and a message wakes it', async () => {
    const wake = () => browser.evaluateInExtension(() => chrome.runtime.sendMessage({}).catch(() => {}));
    await wake();
    await until('the background to run', () => browser.backgroundRuns());
    await browser.killBackground();
    assert.equal(await browser.backgroundRuns(), false);
    await wake();
    await until('the background to run again', () => browser.backgroundRuns());
  });

  test('opens the popup over the tab in front', async () => {
    const page = await browser.page(demo.url(SITES.kaede.host));
    const popup = await browser.openPopup(page);
    const folder = await mkdtemp(path.join(tmpdir(), 'hygieia-'));
    try {
      const [origin, url] = await popup.evaluate(async () => {
        const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
        return [location.origin, tab?.url];
      });
      assert.equal(origin, browser.origin);
      assert.equal(url, page.url());

      await popup.evaluate(() => {
        const button = document.createElement('button');
        button.id = 'smoke';
        button.textContent = 'x';
        button.onclick = ({ isTrusted }) => (button.textContent = `trusted ${isTrusted}`);
        document.body.append(button);
      });
      await popup.click('#smoke');
      const said = () => popup.evaluate(() => document.querySelector('#smoke')?.textContent);
      await until('the trusted click', async () => (await said()) === 'trusted true');

      const picture = path.join(folder, 'popup.png');
      await popup.screenshot(picture);
      assert.ok((await stat(picture)).size > 100);
    } finally {
      await rm(folder, { recursive: true });
    }
    await popup.close();
    await page.close();
  });

  for (const [name, site] of Object.entries(SITES)) {
    for (const way of /** @type {const} */ (['enter', 'click'])) {
      test(`signs up, logs in and changes the password on ${name} by ${way}`, async () => {
        const page = await browser.page();
        const visitor = new Visitor(demo, page, { way });
        const user = `smoke-${way}`;
        assert.equal((await visitor.signUp(site, user, 'first-Passw0rd!')).ok, true);
        await visitor.logOut(site);
        assert.equal((await visitor.logIn(site, user, 'wrong-Passw0rd!')).ok, false);
        assert.equal((await visitor.logIn(site, user, 'first-Passw0rd!')).ok, true);
        assert.equal((await visitor.changePassword(site, 'first-Passw0rd!', 'second-Passw0rd!')).ok, true);
        await visitor.logOut(site);
        assert.equal((await visitor.logIn(site, user, 'first-Passw0rd!')).ok, false);
        assert.equal((await visitor.logIn(site, user, 'second-Passw0rd!')).ok, true);
        await page.close();
      });
    }
  }

  test('sends trusted events', async () => {
    const page = await browser.page(demo.url(SITES.minato.host, '/login'));
    await page.evaluate(() => {
      /** @type {any} */ (window).seen = [];
      for (const type of ['pointerdown', 'keydown', 'input', 'submit']) {
        addEventListener(
          type,
          (event) => {
            /** @type {any} */ (window).seen.push([type, event.isTrusted]);
            if (type === 'submit') event.preventDefault();
          },
          true,
        );
      }
    });
    const visitor = new Visitor(demo, page, { way: 'enter' });
    await visitor.type('#user', 'a');
    await visitor.type('#password', 'b');
    await visitor.send();
    /** @type {[string, boolean][]} */
    const seen = await until('the submission', () =>
      page.evaluate(() => {
        const { seen } = /** @type {any} */ (window);
        return seen.some((/** @type {any} */ [type]) => type === 'submit') && seen;
      }),
    );
    for (const [type, trusted] of seen) assert.equal(trusted, true, type);
    assert.deepEqual(new Set(seen.map(([type]) => type)), new Set(['pointerdown', 'keydown', 'input', 'submit']));
    await page.close();
  });

  test('tells a page frame from the notice', async () => {
    const page = await browser.page(demo.url(SITES.minato.host));
    await page.evaluate(() => {
      const frame = document.createElement('iframe');
      frame.srcdoc = '<p>not the notice</p>';
      document.body.append(frame);
      return new Promise((resolve) => frame.addEventListener('load', resolve));
    });
    assert.equal(await noticeText(page), null);
    await page.close();
  });

  test('asked the range server nothing', async () => {
    assert.deepEqual(await demo.rangeLog(), []);
  });
});
