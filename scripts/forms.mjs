// Reads every form of a folder of saved pages in Chromium, with the extension's own collector and the core's own reader,
// and says how well where the folder has labels.
//
//   node scripts/forms.mjs EXTENSION-DIR DIR [--json FILE] [--snapshots FILE] [--misses FILE]
//
// --json       what was read: [{file, kind, fields: [{field, role}]}]
// --snapshots  what the reader was given, one page a line: {file, forms: [{fxids, snapshot}]}
// --misses     where reading and label differ, one a line
//
// The pages are served on loopback under numbers (a reader must not learn from a file's name), and no other name
// resolves.

import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { launch } from '../tests/e2e/browser.mjs';
import { startDemo } from '../tests/e2e/demo.mjs';
import { Welcome } from '../tests/e2e/hygieia.mjs';
import { until } from '../tests/e2e/until.mjs';
import { report, score, writeMisses } from './forms-score.mjs';

/** @typedef {import('../tests/e2e/browser.mjs').ExtensionBrowser} ExtensionBrowser */
/** @typedef {import('puppeteer-core').Page} Tab */
/** @typedef {{ kind: string, roles: [role: string, reason: unknown][] }} Reading */
/** @typedef {{ ids: (string | null)[], snapshot: { fields: unknown[] }, reading: Reading }} ReadForm */
/** @typedef {{ kind: string, forms: ReadForm[] }} Answer what the test door says of a tab */

/** Tabs that are read at once: while one loads, another is read. */
const TABS = 3;
/** Files between two lines on the screen. */
const TELL_EVERY = 250;

/** @param {string} dir @returns {string[]} the labelled files; without labels all pages */
function filesOf(dir) {
  const labels = join(dir, 'labels.json');
  if (existsSync(labels)) {
    const pages = /** @type {import('./forms-score.mjs').Page[]} */ (JSON.parse(readFileSync(labels, 'utf8')));
    return [...new Set(pages.map(({ file }) => file))];
  }
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.html?$/.test(file))
    .sort();
}

/**
 * A browser in which the extension reads pages.
 *
 * @param {import('../tests/e2e/demo.mjs').Demo} demo @param {string} extensionDir
 */
async function begin(demo, extensionDir) {
  const browser = await launch({ browser: 'chromium', extensionDir, spki: demo.spki });
  await (await Welcome.opened(browser)).accept({ online: false });
  await until('the content script to be registered', () =>
    browser.evaluateInExtension(async () => (await chrome.scripting.getRegisteredContentScripts()).length > 0),
  );
  return browser;
}

/**
 * @param {ExtensionBrowser} browser @param {Tab} tab @param {string} url @returns {Promise<Answer>}
 */
async function read(browser, tab, url) {
  await tab.goto(url, { waitUntil: 'domcontentloaded' });
  const id = await browser.tabIdOf(tab);
  const answer = await browser.evaluateInExtension(
    (forms) => chrome.runtime.sendMessage({ to: 'door', door: { forms } }),
    id,
  );
  if (typeof answer !== 'object' || answer === null) throw new Error(`the extension says ${answer}`);
  return answer;
}

/** @param {string} word a kind or role as the core writes it */
const spelt = (word) => word.replaceAll('_', '-');

/** @param {string} file @param {Answer} answer @returns {import('./forms-score.mjs').ReadPage} */
function reading(file, { kind, forms }) {
  const fields = forms.flatMap(({ ids, snapshot, reading }) =>
    reading.roles.flatMap(([role, reason], index) => {
      const field = ids[index];
      return field == null ? [] : [{ field: Number(field), role: spelt(role), reason, seen: snapshot.fields[index] }];
    }),
  );
  return { file, kind: spelt(kind), fields };
}

/**
 * @param {string} extensionDir @param {string} dir @param {string[]} files
 * @returns {Promise<{ answers: Map<string, Answer>, failed: string[] }>}
 */
async function readAll(extensionDir, dir, files) {
  const numbered = mkdtempSync(join(tmpdir(), 'hygieia-forms-'));
  for (const [number, file] of files.entries()) symlinkSync(resolve(dir, file), join(numbered, `${number}.html`));
  const demo = await startDemo({ pages: numbered });
  /** @type {ExtensionBrowser | undefined} */
  let browser;
  /** @type {Map<string, Answer>} */
  const answers = new Map();
  /** @type {string[]} */
  const failed = [];
  try {
    const ready = (browser = await begin(demo, extensionDir));
    const waiting = files.entries();
    const work = async (/** @type {Tab} */ tab) => {
      tab.on('dialog', (dialog) => void dialog.dismiss());
      for (const [number, file] of waiting) {
        try {
          answers.set(file, await read(ready, tab, demo.url('lab.test', `/${number}.html`)));
        } catch (error) {
          failed.push(`${file}: ${error instanceof Error ? error.message : error}`);
        }
        if ((answers.size + failed.length) % TELL_EVERY === 0) console.error(`${answers.size + failed.length} of ${files.length}`);
      }
    };
    const tabs = [];
    for (let tab = 0; tab < TABS; tab += 1) tabs.push(await ready.page());
    await Promise.all(tabs.map(work));
  } finally {
    await browser?.close();
    await demo.stop();
    rmSync(numbered, { recursive: true });
  }
  return { answers, failed };
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, snapshots: { type: 'string' }, misses: { type: 'string' } },
});
const [extensionDir, dir] = positionals;
if (!extensionDir || !dir || positionals.length > 2) throw new Error('usage: forms.mjs EXTENSION-DIR DIR [--json FILE] [--snapshots FILE] [--misses FILE]');

const files = filesOf(dir);
const begun = performance.now();
const { answers, failed } = await readAll(extensionDir, dir, files);
console.log(`${answers.size} pages read in ${((performance.now() - begun) / 1000).toFixed(0)} s, ${failed.length} failed`);
for (const failure of failed) console.log(`failed: ${failure}`);
if (failed.length > 0) process.exitCode = 1;

const readings = files.flatMap((file) => {
  const answer = answers.get(file);
  return answer ? [reading(file, answer)] : [];
});
if (values.json) {
  const bare = readings.map(({ file, kind, fields }) => ({ file, kind, fields: fields.map(({ field, role }) => ({ field, role })) }));
  writeFileSync(values.json, `[\n${bare.map((page) => JSON.stringify(page)).join(',\n')}\n]\n`);
}
if (values.snapshots) {
  const lines = readings.map(({ file }) => {
    const forms = answers.get(file)?.forms ?? [];
    return JSON.stringify({ file, forms: forms.map(({ ids, snapshot }) => ({ fxids: ids.map((id) => (id === null ? null : Number(id))), snapshot })) });
  });
  writeFileSync(values.snapshots, `${lines.join('\n')}\n`);
}
const labels = join(dir, 'labels.json');
if (existsSync(labels)) {
  const result = score(JSON.parse(readFileSync(labels, 'utf8')), readings);
  console.log(`\n${report(result)}`);
  if (values.misses) {
    mkdirSync(dirname(values.misses), { recursive: true });
    writeMisses(values.misses, result.misses);
  }
}
