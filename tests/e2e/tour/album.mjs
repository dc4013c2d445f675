/**
 * What the tour leaves behind: lines on the screen, a picture of every step, and `report.json`.
 */

import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PopupPage, noticeSays, noticeText } from '../hygieia.mjs';
import { front } from '../browser.mjs';
import { until } from '../until.mjs';

/** @typedef {import('puppeteer-core').Page} Page */
/** @typedef {import('../person.mjs').Person} Person */

/**
 * One row of `report.json`.
 *
 * @typedef {object} Row
 * @property {string} step
 * @property {string} expected
 * @property {string} seen
 * @property {boolean} ok
 */

/** How long a line may be without its frame while it is drawn anew, in milliseconds. */
const A_MOMENT = 500;

/** A line of text, as it is printed and reported. @param {string} text */
const inOneLine = (text) => text.trim().replace(/\s*\n\s*/g, ' / ');

/**
 * What a scrolled popup showed.
 *
 * @typedef {object} Slice
 * @property {number} top where it begins, in pixels
 * @property {string} png base64
 */

/**
 * One picture of several. Runs in a page, because that can draw; it changes nothing there.
 *
 * @param {Slice[]} slices
 * @returns {Promise<string>} PNG, base64
 */
async function joined(slices) {
  const parts = await Promise.all(
    slices.map(async ({ top, png }) => {
      const bytes = Uint8Array.from(atob(png), (character) => character.charCodeAt(0));
      return { top, image: await createImageBitmap(new Blob([bytes])) };
    }),
  );
  const width = Math.max(...parts.map(({ image }) => image.width));
  const height = Math.max(...parts.map(({ top, image }) => top + image.height));
  const canvas = new OffscreenCanvas(width, height);
  for (const { top, image } of parts) canvas.getContext('2d')?.drawImage(image, 0, top);
  const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

/** All steps of one browser. */
export class Album {
  /** @type {Row[]} */
  rows = [];
  #number = 0;

  /** @param {string} folder where pictures and the report go */
  constructor(folder) {
    this.folder = folder;
  }

  /**
   * An album in a folder that holds nothing of an earlier tour.
   *
   * @param {string} folder
   */
  static async begin(folder) {
    await mkdir(folder, { recursive: true });
    for (const name of await readdir(folder)) {
      if (/^\d\d-.*\.png$|^report\.json$/.test(name)) await rm(path.join(folder, name));
    }
    return new Album(folder);
  }

  /**
   * Takes a step. One that fails is reported, and the tour goes on.
   *
   * @param {string} name for the picture's file, too
   * @param {string} expected what a person should see, in words
   * @param {Page | undefined} page the one in front
   * @param {(step: Step) => Promise<void>} take throws where something is not as expected
   */
  async step(name, expected, page, take) {
    const title = `${String(++this.#number).padStart(2, '0')}-${name}`;
    const step = new Step(path.join(this.folder, title), page);
    console.log(`\n${title}: ${expected}`);
    let ok = false;
    try {
      await take(step);
      if (!step.hasPicture) await step.picture();
      ok = true;
    } catch (error) {
      const cause = error instanceof Error && error.cause ? ` (${error.cause})` : '';
      step.say(`NOT AS EXPECTED: ${error instanceof Error ? error.message : error}${cause}`);
      await step.lookAround();
    }
    this.rows.push({ step: title, expected, seen: step.seen.join('; '), ok });
    // After each step: a tour that is broken off has a report too.
    await writeReport(this.folder, this.rows);
  }

  get ok() {
    return this.rows.length > 0 && this.rows.every(({ ok }) => ok);
  }
}

/** A step that is being taken. */
export class Step {
  /** @type {string[]} what Hygieia said so far */
  seen = [];
  #pictures = 0;

  /**
   * @param {string} file the pictures' path without its end
   * @param {Page | undefined} page
   */
  constructor(file, page) {
    this.file = file;
    this.page = page;
  }

  get hasPicture() {
    return this.#pictures > 0;
  }

  /** @param {string} line */
  say(line) {
    console.log(`   ${line}`);
    this.seen.push(line);
  }

  /**
   * @param {unknown} holds
   * @param {string} otherwise
   */
  expect(holds, otherwise) {
    if (!holds) throw new Error(otherwise);
  }

  /**
   * A picture of a page.
   *
   * @param {Page | undefined} [page] default: the step's
   * @param {object} [options]
   * @param {boolean} [options.whole] the page to its end, not only what the window shows
   * @returns {Promise<string | null>} the file
   */
  async picture(page = this.page, { whole = false } = {}) {
    if (!page) return null;
    const file = this.#nextFile('');
    await front(page);
    await page.screenshot({ path: file, fullPage: whole });
    return file;
  }

  /**
   * Waits until the notice says something that fits, and takes a picture with it.
   *
   * @param {RegExp} pattern
   * @param {Page | undefined} [page]
   * @returns {Promise<string>} the picture's file
   */
  async notice(pattern, page = this.page) {
    if (!page) throw new Error('no page is open');
    this.say(`notice: ${await noticeSays(page, pattern)}`);
    const file = await this.picture(page);
    // It must not have gone before its picture was taken. When it is told again, its frame is away for a moment.
    await noticeSays(page, /./, A_MOMENT);
    return /** @type {string} */ (file);
  }

  /**
   * Opens the popup, says what is in it and takes its picture; then it may be used.
   *
   * @param {Person} person
   * @param {(popup: PopupPage) => Promise<void>} [use]
   * @param {Page | undefined} [page] over which
   * @returns {Promise<string>} the picture's file
   */
  async popup(person, use, page = this.page) {
    const popup = await PopupPage.over(person.browser, page ?? person.page);
    try {
      const file = await this.popupPicture(person, popup);
      await use?.(popup);
      return file;
    } finally {
      // What was clicked in it may have closed it.
      await popup.close().catch(() => {});
    }
  }

  /**
   * Says what a popup shows, and takes its picture to the end, also of what a person would have to scroll to.
   *
   * @param {Person} person
   * @param {PopupPage} popup
   * @returns {Promise<string>} the file
   */
  async popupPicture({ page }, { popup }) {
    this.say(`popup: ${inOneLine(await popup.evaluate(() => document.body.innerText))}`);
    // Firefox opens it low and then lets it grow.
    await until('the popup to have its height', () => popup.evaluate(() => innerHeight >= Math.min(document.body.scrollHeight, 500)));
    const file = this.#nextFile('-popup');
    /** @type {Slice[]} */
    const slices = [];
    for (let top = 0, end = 0, height = 1; end < height; top = end) {
      const seen = await popup.evaluate(
        (top) => {
          scrollTo(0, top);
          return { top: scrollY, end: scrollY + innerHeight, height: document.body.scrollHeight };
        },
        top,
      );
      if (seen.end <= end) throw new Error(`the popup does not scroll beyond ${end}`);
      ({ end, height } = seen);
      await popup.screenshot(file);
      slices.push({ top: seen.top, png: await readFile(file, 'base64') });
    }
    await popup.evaluate(() => scrollTo(0, 0));
    if (slices.length > 1) await writeFile(file, await page.evaluate(joined, slices), 'base64');
    return file;
  }

  /** @param {string} suffix @returns {`${string}.png`} */
  #nextFile(suffix) {
    this.#pictures += 1;
    return `${this.file}${this.#pictures > 1 ? `-${this.#pictures}` : ''}${suffix}.png`;
  }

  /**
   * Waits for the toolbar badge.
   *
   * @param {Person} person
   * @param {string} text
   * @param {Page | undefined} [page]
   */
  async badge(person, text, page = this.page) {
    let last = '';
    const over = page ?? person.page;
    await until('the badge', async () => (last = await person.browser.badge(over)) === text).catch(() => {
      throw new Error(`the badge shows ${JSON.stringify(last)} instead of ${JSON.stringify(text)}`);
    });
    this.say(`badge: ${text || '(none)'}`);
  }

  /** What can be said after a failure: the notice, and a picture. */
  async lookAround() {
    try {
      if (!this.page) return;
      const notice = await noticeText(this.page);
      if (notice) this.say(`the notice says: ${notice}`);
      await this.picture();
    } catch (error) {
      this.say(`no picture: ${error instanceof Error ? error.message : error}`);
    }
  }
}

/**
 * @param {string} folder
 * @param {Row[]} rows
 */
async function writeReport(folder, rows) {
  await writeFile(path.join(folder, 'report.json'), `${JSON.stringify(rows, null, 2)}\n`);
}

/**
 * Writes the report beside the browsers' own: this run's, together with the other browser's if that one is of the present
 * build. Then each step's name says its browser.
 *
 * @param {string} folder holds a folder per browser
 * @param {Record<string, string>} builds for each browser a file that every build writes
 */
export async function combineReports(folder, builds) {
  /** @type {[string, Row[]][]} */
  const reports = [];
  for (const [browser, build] of Object.entries(builds)) {
    const file = path.join(folder, browser, 'report.json');
    const [report, built] = await Promise.all([file, build].map((name) => stat(name).catch(() => null)));
    if (!report || (built && report.mtimeMs < built.mtimeMs)) continue;
    reports.push([browser, JSON.parse(await readFile(file, 'utf8'))]);
  }
  const rows = reports.flatMap(([browser, rows]) =>
    rows.map((row) => (reports.length > 1 ? { ...row, step: `${browser}: ${row.step}` } : row)),
  );
  await writeReport(folder, rows);
}
