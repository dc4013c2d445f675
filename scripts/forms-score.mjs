// How well forms were read: what was said of labelled pages against their labels.
//
//   node scripts/forms-score.mjs DIR READINGS.json [--misses FILE]
//
// READINGS.json is what `./build.sh forms DIR --json` writes, or the same from elsewhere. Only labelled fields count.
// "password" is right as a current or a new one; "unlabelled-password" must only be no new one; whatever is read as an
// identifier or a password and labelled otherwise is wrong. What the labels of kinds accept stands in `kindFits`.
//
// Fathom's login samples leave out every password that is none of a login, those of sign-ups too, so that a new password
// found there counts as wrong; the precision without fields that were left out is given beside.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @typedef {{ file: string, lang?: string | null, kind: string, fields: { field: number, role: string }[] }} Page a page as labelled */
/** @typedef {{ field: number, role: string, reason?: unknown, seen?: unknown }} ReadField `reason` and `seen` only go into the misses */
/** @typedef {{ file: string, kind: string, fields: ReadField[] }} ReadPage a page as read */
/** @typedef {{ file: string, field?: number, label: string, said: string, reason?: unknown, seen?: unknown }} Miss of a kind if it names no field */
/** @typedef {{ right: number, wrong: number, missed: number }} Count */

export const ROLES = /** @type {const} */ (['identifier', 'current-password', 'new-password']);
/** Fewer pages than this are too few for a row of a language. */
const FEWEST_OF_A_LANGUAGE = 21;

/** Which of our kinds fits which part of a label. @type {Record<string, string[]>} */
const KINDS = {
  login: ['login'],
  signup: ['sign-up'],
  'signup-or-change': ['sign-up', 'change', 'reset'],
  'change-password': ['change', 'reset'],
  recovery: ['reset'],
};

/**
 * Whether a page's kind is right. Two labels say only what is not there: a field for a new password, or a login.
 *
 * @param {string} label @param {ReadPage} read
 */
export function kindFits(label, read) {
  const none = (/** @type {string} */ role) => read.fields.every((field) => field.role !== role);
  if (label === 'no-new-password') return none('new-password');
  if (label === 'negative') return none('current-password');
  return label.split('+').some((part) => (KINDS[part] ?? ['other']).includes(read.kind));
}

/** Counts of one group of pages. */
class Tally {
  pages = 0;
  kindsRight = 0;
  /** Fields labelled as a password of either kind, and how many of them were read as one. */
  either = { fields: 0, right: 0 };
  /** Fields that a corpus left out, read as a new password: they count as wrong ones. */
  leftOut = 0;
  /** @type {Record<string, Count>} */
  roles = Object.fromEntries(ROLES.map((role) => [role, { right: 0, wrong: 0, missed: 0 }]));

  /**
   * @param {Page} page @param {ReadPage} read @returns {Miss[]}
   */
  add(page, read) {
    const { file } = page;
    /** @type {Miss[]} */
    const misses = [];
    this.pages += 1;
    if (kindFits(page.kind, read)) this.kindsRight += 1;
    else misses.push({ file, label: page.kind, said: read.kind });
    const fields = new Map(read.fields.map((field) => [field.field, field]));
    for (const { field, role: label } of page.fields) {
      // A field that was not seen is one that nothing was made of.
      const { role: said, reason, seen } = fields.get(field) ?? { role: 'other', reason: 'not seen', seen: undefined };
      if (!this.#count(label, said)) misses.push({ file, field, label, said, reason, seen });
    }
    return misses;
  }

  /** Counts one field. @param {string} label @param {string} said @returns {boolean} whether it is right */
  #count(label, said) {
    const { [said]: given, [label]: wanted } = this.roles;
    if (label === 'unlabelled-password') {
      if (said !== 'new-password') return true;
      if (given) given.wrong += 1;
      this.leftOut += 1;
      return false;
    }
    if (label === 'password') {
      this.either.fields += 1;
      if (said === 'current-password' || said === 'new-password') {
        this.either.right += 1;
        return true;
      }
      if (given) given.wrong += 1;
      return false;
    }
    if (said === label) {
      if (given) given.right += 1;
      return true;
    }
    if (given) given.wrong += 1;
    if (wanted) wanted.missed += 1;
    // A code or a PIN is "other" to the labels.
    return !given && !wanted;
  }
}

/** @param {Count} count */
export function rates({ right, wrong, missed }) {
  const precision = right / (right + wrong);
  const recall = right / (right + missed);
  return { precision, recall, f1: (2 * right) / (2 * right + wrong + missed) };
}

/**
 * @param {Page[]} pages @param {ReadPage[]} readings pages that are missing count as read with nothing on them
 */
export function score(pages, readings) {
  const byFile = new Map(readings.map((read) => [read.file, read]));
  /** @type {Map<string, Tally>} */
  const groups = new Map([['all', new Tally()]]);
  /** How often a label was read as a kind. @type {Map<string, Record<string, number>>} */
  const confusion = new Map();
  /** @type {Miss[]} */
  const misses = [];
  for (const page of pages) {
    const read = byFile.get(page.file) ?? { file: page.file, kind: 'other', fields: [] };
    const names = ['all', `corpus ${page.file.split('/')[0]}`, `language ${page.lang ?? 'not known'}`];
    let found;
    for (const name of names) {
      const tally = groups.get(name) ?? new Tally();
      groups.set(name, tally);
      found = tally.add(page, read);
    }
    misses.push(...(found ?? []));
    const row = confusion.get(page.kind) ?? {};
    confusion.set(page.kind, row);
    row[read.kind] = (row[read.kind] ?? 0) + 1;
    const fits = kindFits(page.kind, read) ? 'right' : 'wrong';
    row[fits] = (row[fits] ?? 0) + 1;
  }
  return { groups, confusion, misses };
}

/** @param {string[][]} rows @returns {string} columns, the first to the left, the others to the right */
function table(rows) {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (/** @type {string[]} */ row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ');
  return rows.map(line).join('\n');
}

/** @param {ReturnType<typeof score>} result @returns {string} */
export function report({ groups, confusion, misses }) {
  const share = (/** @type {number} */ value) => (Number.isNaN(value) ? '–' : value.toFixed(4));
  const all = groups.get('all') ?? new Tally();
  const roles = ROLES.map((role) => {
    const count = all.roles[role] ?? { right: 0, wrong: 0, missed: 0 };
    const { precision, recall, f1 } = rates(count);
    return [role, share(precision), share(recall), share(f1), `${count.right}`, `${count.wrong}`, `${count.missed}`];
  });
  const news = all.roles['new-password'] ?? { right: 0, wrong: 0, missed: 0 };
  const listed = rates({ ...news, wrong: news.wrong - all.leftOut });
  const leftOut = [...groups].filter(([name, { leftOut }]) => name.startsWith('corpus') && leftOut > 0);
  const where = leftOut.map(([name, { leftOut }]) => `${name.slice('corpus '.length)} ${leftOut}`).join(', ');
  const shown = [...groups].filter(([name, { pages }]) => !name.startsWith('language') || pages >= FEWEST_OF_A_LANGUAGE);
  shown.sort(([a], [b]) => (a < b ? -1 : 1));
  const apart = shown.map(([name, tally]) => {
    const each = ROLES.map((role) => tally.roles[role] ?? { right: 0, wrong: 0, missed: 0 }).map(rates);
    const numbers = each.flatMap(({ precision, recall, f1 }) => [precision, recall, f1].map(share));
    return [name, `${tally.pages}`, ...numbers, share(tally.kindsRight / tally.pages)];
  });
  const kinds = ['login', 'sign-up', 'change', 'reset', 'other', 'right', 'wrong'];
  const labels = [...confusion].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    table([['role', 'precision', 'recall', 'F1', 'right', 'wrong', 'missed'], ...roles]),
    `new-password without fields that a corpus left out: precision ${share(listed.precision)} (left out: ${where || 'none'})`,
    `a password of either kind: ${all.either.right} of ${all.either.fields} right`,
    `kind: ${share(all.kindsRight / all.pages)} right (${all.kindsRight} of ${all.pages})`,
    `${misses.length} misses`,
    '',
    table([['labelled', ...kinds], ...labels.map(([label, row]) => [label, ...kinds.map((kind) => `${row[kind] ?? 0}`)])]),
    '',
    table([['', 'pages', ...ROLES.flatMap((role) => [`${role.slice(0, 7)} P`, 'R', 'F1']), 'kind'], ...apart]),
  ].join('\n');
}

/** Writes one miss a line, so that they can be searched and counted. @param {string} file @param {Miss[]} misses */
export function writeMisses(file, misses) {
  writeFileSync(file, `[\n${misses.map((miss) => JSON.stringify(miss)).join(',\n')}\n]\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , dir, readings, flag, file] = process.argv;
  if (!dir || !readings || (flag !== undefined && (flag !== '--misses' || !file))) {
    throw new Error('usage: forms-score.mjs DIR READINGS.json [--misses FILE]');
  }
  const json = (/** @type {string} */ path) => JSON.parse(readFileSync(path, 'utf8'));
  const result = score(json(join(dir, 'labels.json')), json(readings));
  console.log(report(result));
  if (file) writeMisses(file, result.misses);
}
