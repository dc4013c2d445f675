// How readings of forms are judged.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { kindFits, rates, score } from './forms-score.mjs';

/** @param {string} kind @param {...string} roles */
const read = (kind, ...roles) => ({ file: 'a/1.html', kind, fields: roles.map((role, field) => ({ field, role })) });

/**
 * What one page with these labels adds to the counts.
 *
 * @param {string[]} labels @param {...string} said
 * @returns {Record<string, unknown>}
 */
function counted(labels, ...said) {
  const page = { file: 'a/1.html', kind: 'login', fields: labels.map((role, field) => ({ field, role })) };
  const { groups, misses } = score([page], [read('login', ...said)]);
  return { ...groups.get('all')?.roles, either: groups.get('all')?.either, leftOut: groups.get('all')?.leftOut, misses: misses.length };
}

test('a label of several kinds is right with any of them', () => {
  for (const kind of ['sign-up', 'change', 'reset']) assert.ok(kindFits('signup-or-change', read(kind)), kind);
  assert.ok(kindFits('login+recovery+signup', read('reset')));
  assert.ok(!kindFits('login+signup', read('reset')));
  assert.ok(!kindFits('signup', read('login')));
  assert.ok(kindFits('newsletter', read('other')));
  assert.ok(!kindFits('checkout/payment', read('login')));
});

test('a label that says what is not there goes by the fields', () => {
  assert.ok(kindFits('no-new-password', read('sign-up', 'identifier')));
  assert.ok(!kindFits('no-new-password', read('login', 'new-password')));
  assert.ok(kindFits('negative', read('sign-up', 'new-password')));
  assert.ok(!kindFits('negative', read('login', 'current-password')));
});

test('a field of another role is wrong for the one and missed for the other', () => {
  const counts = counted(['identifier', 'current-password', 'other'], 'identifier', 'new-password', 'identifier');
  assert.deepEqual(counts.identifier, { right: 1, wrong: 1, missed: 0 });
  assert.deepEqual(counts['current-password'], { right: 0, wrong: 0, missed: 1 });
  assert.deepEqual(counts['new-password'], { right: 0, wrong: 1, missed: 0 });
  assert.equal(counts.misses, 2);
});

test('a field that was not seen is missed, one that has no label is not counted', () => {
  assert.deepEqual(counted(['new-password'])['new-password'], { right: 0, wrong: 0, missed: 1 });
  assert.equal(counted([], 'new-password').misses, 0);
});

test('what the corpora leave open is not held against the reader', () => {
  const counts = counted(['password', 'password', 'unlabelled-password', 'unlabelled-password', 'other'], 'new-password', 'other', 'current-password', 'new-password', 'pin');
  assert.deepEqual(counts.either, { fields: 2, right: 1 });
  assert.deepEqual(counts['new-password'], { right: 0, wrong: 1, missed: 0 });
  assert.deepEqual(counts['current-password'], { right: 0, wrong: 0, missed: 0 });
  assert.equal(counts.misses, 2);
  assert.equal(counts.leftOut, 1);
});

test('precision, recall and F1', () => {
  assert.deepEqual(rates({ right: 6, wrong: 2, missed: 4 }), { precision: 0.75, recall: 0.6, f1: 12 / 18 });
});
