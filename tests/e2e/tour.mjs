// What `./build.sh run` opens: a real browser with Hygieia on the demo sites. Without a display, or with --headless, it
// takes the tour by itself, as a person would, and keeps a picture of each step and report.json in target/tour/.
//
//   node tests/e2e/tour.mjs --browser chromium|firefox [--headless] [--profile DIR] [--docs]
//
// --docs also writes the pictures that the documentation shows (Chromium).

import { copyFile, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { launch } from './browser.mjs';
import { NAMES, startDemo } from './demo.mjs';
import { Person, onlyMirror } from './person.mjs';
import { Album, combineReports } from './tour/album.mjs';
import { firstStart } from './tour/first-start.mjs';
import { incidents } from './tour/incidents.mjs';
import { later } from './tour/later.mjs';
import { logins } from './tour/logins.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const TOUR = `${ROOT}target/tour`;

/**
 * @typedef {object} Options
 * @property {'chromium' | 'firefox'} browser
 * @property {boolean} headless
 * @property {string | undefined} profile
 * @property {boolean} docs
 */

/** @param {'chromium' | 'firefox'} browser */
const extensionOf = (browser) => process.env.HYGIEIA_EXTENSION ?? `${ROOT}target/extension/${browser}`;

/** @returns {Options} */
function readOptions() {
  const { values } = parseArgs({
    options: {
      browser: { type: 'string' },
      headless: { type: 'boolean', default: false },
      profile: { type: 'string' },
      docs: { type: 'boolean', default: false },
    },
  });
  const { browser, profile, docs } = values;
  if (browser !== 'chromium' && browser !== 'firefox') throw new Error('--browser chromium or --browser firefox');
  const hasDisplay = Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  const headless = docs || values.headless || (!hasDisplay && process.platform === 'linux');
  return { browser, profile: profile && path.resolve(profile), headless, docs };
}

/**
 * Takes the tour.
 *
 * @param {Options} options
 * @returns {Promise<boolean>} whether every step was as expected
 */
async function takeTour({ browser: name, profile, docs }) {
  if (profile && (await readdir(profile)).length > 0) {
    throw new Error(`the tour begins with a first start, and ${profile} is not empty`);
  }
  const folder = path.join(TOUR, name);
  const album = await Album.begin(folder);
  const demo = await startDemo({ www: `${ROOT}target/www` });
  try {
    const browser = await launch({ browser: name, extensionDir: extensionOf(name), spki: demo.spki, ...(profile && { profile }) });
    try {
      const person = new Person(demo, browser, await browser.page());
      await firstStart(album, person);
      const pictures = await logins(album, person);
      await incidents(album, person);
      await later(album, person);
      if (docs) await keepForDocs(pictures);
    } finally {
      await browser.close();
    }
  } finally {
    await demo.stop();
  }
  /** @param {string} name */
  const build = (name) => `${ROOT}target/extension/${name}/manifest.json`;
  await combineReports(TOUR, { chromium: build('chromium'), firefox: build('firefox') });
  const good = album.rows.filter(({ ok }) => ok).length;
  console.log(`\n${name}: ${good} of ${album.rows.length} steps as expected; ${path.relative(process.cwd(), folder)}/report.json`);
  return album.ok;
}

/** @param {Record<string, string>} pictures */
async function keepForDocs(pictures) {
  const folder = `${ROOT}docs/images`;
  await mkdir(folder, { recursive: true });
  for (const [name, file] of Object.entries(pictures)) await copyFile(file, path.join(folder, `${name}.png`));
}

/**
 * Opens the browser for a person, and waits until it is closed.
 *
 * @param {Options} options
 */
async function openForPerson({ browser: name, profile, headless }) {
  const demo = await startDemo({ www: `${ROOT}target/www` });
  try {
    const browser = await launch({
      browser: name,
      extensionDir: extensionOf(name),
      headless,
      spki: demo.spki,
      // A person at a screen may want to look something up.
      internet: NAMES,
      ...(profile && { profile }),
    });
    await browser.page(demo.url('start.test'));
    // Before consent this only says whom to ask, should the person say yes.
    await browser.evaluateInExtension(
      (value) => chrome.runtime.sendMessage({ to: 'core', ask: { type: 'set', key: 'breach_sources', value } }),
      onlyMirror(demo.url('range.test', '/range/')),
    );
    // A tab that only the line above needed.
    await (await browser.helper()).close();
    console.log(`Hygieia runs in ${name}; close the browser to end the demo sites.`);
    await browser.ended();
  } finally {
    await demo.stop();
  }
}

try {
  const options = readOptions();
  if (options.profile) await mkdir(options.profile, { recursive: true });
  if (!options.headless) await openForPerson(options);
  else if (!(await takeTour(options))) process.exitCode = 1;
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
