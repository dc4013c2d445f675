// What the extension costs a page, in Chromium: the same pages in the same browser with it and without it, in turns.
//
// Times are what the browser itself counts for the page's main thread since it was committed (`Performance.getMetrics`),
// in time of the processor, so that what else the machine does counts little: `ScriptDuration` and `V8CompileDuration`
// are all JavaScript there, a content script's world included; `TaskDuration` is everything, so that nothing the
// extension causes can hide outside of its own script, but it varies by much more than Hygieia's share. Differences and
// ratios are taken between the two loads of a round; all are medians of ROUNDS.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { launch } from '../tests/e2e/browser.mjs';
import { startDemo } from '../tests/e2e/demo.mjs';
import { launchPlainChromium } from '../tests/e2e/driver/chromium.mjs';
import { Welcome } from '../tests/e2e/hygieia.mjs';
import { until } from '../tests/e2e/until.mjs';

/** @typedef {import('./bench.mjs').Row} Row */
/** @typedef {import('puppeteer-core').Page} Tab */
/** @typedef {{ name: string, tab: Tab, session: import('puppeteer-core').CDPSession }} Side a browser with the extension, or without */

/** Page loads of each side. */
const ROUNDS = 41;
/** How often a form is read again in one page. */
const READINGS = 50;
/** How long a page is left alone after it has loaded: what starts late counts too. */
const SETTLES = 150;

const PARAGRAPH = '<p>Some words of an article, with <a href="#">a link</a> and <b>more</b>.</p>';
const page = (/** @type {string} */ body) => `<!doctype html><meta charset="utf-8"><title>Minato Times</title><h1>News</h1>${body}`;

/** A page as most are: text, and a field to search with. */
const WITHOUT_LOGIN = page(`<form><input type="search" name="q"><button>Search</button></form>${PARAGRAPH.repeat(200)}`);

/** Adds 8,000 elements in 80 steps. */
const GROWING = page(`<main></main><script>
  const main = document.querySelector('main');
  let steps = 80;
  (function step() {
    for (let count = 0; count < 25; count += 1) main.insertAdjacentHTML('beforeend', ${JSON.stringify(PARAGRAPH)} + '<div></div>');
    if ((steps -= 1) > 0) setTimeout(step, 5);
    else document.title = 'done';
  })();
</script>`);

/** A form of 100 fields, each with a label, as those for an address or a tax return. */
const HUNDRED_FIELDS = page(`<form id="form"><fieldset><legend>Your account</legend>${Array.from(
  { length: 100 },
  (_, index) => `<div><label for="f${index}">Field number ${index}</label><input id="f${index}" name="field-${index}" placeholder="as on the card" ${index > 97 ? 'type="password"' : ''}></div>`,
).join('')}</fieldset><button>Save</button><a href="#">Help</a></form>`);

/** @param {number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

/** @param {string} name @param {Tab} tab @returns {Promise<Side>} */
async function side(name, tab) {
  const session = await tab.createCDPSession();
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return { name, tab, session };
}

/** @param {Side} side @param {string} url @returns {Promise<{ script: number, task: number }>} milliseconds */
async function load({ tab, session }, url) {
  await tab.bringToFront();
  await tab.goto(url);
  await until('the page to have grown', () => tab.evaluate(() => !document.querySelector('main') || document.title === 'done'));
  await wait(SETTLES);
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (/** @type {string} */ name) => (metrics.find((metric) => metric.name === name)?.value ?? NaN) * 1000;
  return { script: of('ScriptDuration') + of('V8CompileDuration'), task: of('TaskDuration') };
}

/**
 * Loads a page in turns, now this side first, now that.
 *
 * @param {Side} alone @param {Side} hygieia @param {string} url @param {string} what @returns {Promise<Row[]>}
 */
async function compare(alone, hygieia, url, what) {
  /** @type {Map<Side, { script: number, task: number }[]>} */
  const taken = new Map([[alone, []], [hygieia, []]]);
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const side of round % 2 ? [alone, hygieia] : [hygieia, alone]) {
      const times = await load(side, `${url}?${round}`);
      // The first load warms the browser up.
      if (round >= 0) taken.get(side)?.push(times);
    }
  }
  return /** @type {const} */ (['script', 'task']).flatMap((kind) => {
    const of = (/** @type {Side} */ side) => (taken.get(side) ?? []).map((times) => times[kind]);
    const before = of(alone);
    const after = of(hygieia);
    const paired = (/** @type {(before: number, after: number) => number} */ by) => median(before.map((time, round) => by(time, after[round] ?? NaN)));
    const name = `${what}: ${kind === 'script' ? 'script' : 'main thread'}`;
    /** @type {Row[]} */
    const rows = [
      { name: `${name}, browser alone`, unit: 'ms', value: median(before) },
      { name: `${name}, with Hygieia`, unit: 'ms', value: median(after) },
      { name: `${name}, difference`, unit: 'ms', value: paired((before, after) => after - before) },
    ];
    // A page without a script has none to compare with.
    if (median(before) > 0) rows.push({ name: `${name}, ratio`, unit: 'times', value: paired((before, after) => after / before) });
    return rows;
  });
}

/**
 * How long the form's snapshot takes: in the content script's own world, by its own file, without the way to the core.
 *
 * @param {Side} hygieia @param {string} origin the extension's @param {string} url @param {string} script form.js
 * @returns {Promise<Row[]>}
 */
async function readForm({ tab, session }, origin, url, script) {
  /** @type {number | undefined} */
  let world;
  session.on('Runtime.executionContextCreated', ({ context }) => {
    if (context.origin === origin) world = context.id;
  });
  await session.send('Runtime.enable');
  const run = async (/** @type {string} */ expression) => {
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression, returnByValue: true, ...(world === undefined ? {} : { contextId: world }),
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return Number(result.value);
  };
  const timed = (/** @type {number} */ times) => `(() => {
    const form = document.getElementById('form');
    const start = performance.now();
    for (let count = 0; count < ${times}; count += 1) {
      if (hygieia.form.snapshot(form, hygieia.form.fieldsOf(form)).fields.length !== 100) throw new Error('not 100 fields');
    }
    return (performance.now() - start) / ${times};
  })()`;
  const first = [];
  const again = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    world = undefined;
    await tab.bringToFront();
    await tab.goto(`${url}?${round}`);
    await until("the content script's world", () => world !== undefined);
    await wait(SETTLES);
    await run(script);
    first.push(await run(timed(1)));
    again.push(await run(timed(READINGS)));
  }
  await session.send('Runtime.disable');
  return [
    { name: 'form of 100 fields: read for the first time', unit: 'ms', value: median(first) },
    { name: 'form of 100 fields: read again', unit: 'ms', value: median(again) },
  ];
}

/**
 * @param {string} extensionDir the extension as it ships
 * @returns {Promise<Row[]>}
 */
export async function measurePages(extensionDir) {
  const pages = mkdtempSync(join(tmpdir(), 'hygieia-bench-'));
  const files = { 'without-login.html': WITHOUT_LOGIN, 'growing.html': GROWING, 'fields.html': HUNDRED_FIELDS };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(pages, file), text);
  const demo = await startDemo({ pages });
  const plain = await launchPlainChromium({ spki: demo.spki });
  const browser = await launch({ browser: 'chromium', extensionDir, spki: demo.spki });
  try {
    await (await Welcome.opened(browser)).accept({ online: false });
    await until('the content script to be registered', () =>
      browser.evaluateInExtension(async () => (await chrome.scripting.getRegisteredContentScripts()).length > 0),
    );
    const alone = await side('browser alone', await plain.newPage());
    const hygieia = await side('with Hygieia', await browser.page());
    const url = (/** @type {keyof typeof files} */ file) => demo.url('lab.test', `/${file}`);
    const script = readFileSync(join(extensionDir, 'content/form.js'), 'utf8');
    return [
      ...(await compare(alone, hygieia, url('without-login.html'), 'page without a login field')),
      ...(await compare(alone, hygieia, url('growing.html'), 'page that adds 8,000 nodes')),
      ...(await readForm(hygieia, browser.origin, url('fields.html'), script)),
    ];
  } finally {
    await browser.close();
    await plain.close();
    await demo.stop();
    rmSync(pages, { recursive: true });
  }
}
