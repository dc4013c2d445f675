// What the popup says of the page it stands over: its forms, its fields, and why.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { SITES } from './demo.mjs';
import { Person } from './person.mjs';
import { BROWSER } from './setup.mjs';

const { minato } = SITES;

describe(`what was seen on a page, in ${BROWSER}`, () => {
  /** @type {Person} */
  let person;

  before(async () => {
    person = await Person.begin();
  });
  after(() => person?.end());

  test("a login's fields are listed with their reasons", async () => {
    await person.visitor.open(minato.host, '/login');
    const popup = await person.popup();
    const { note, forms } = await popup.seen();
    await popup.close();
    assert.match(note, /never at what is typed/);
    assert.equal(forms.length, 1);
    assert.equal(forms[0]?.kind, 'A form to log in');
    const fields = forms[0]?.fields ?? [];
    assert.deepEqual(fields.map(([, role]) => role), ['User name', 'Password']);
    for (const [name, , reason] of fields) assert.ok(name && reason && !reason.startsWith('['), `${name}: ${reason}`);
  });

  test('a page without a field says so', async () => {
    await person.page.goto(person.demo.url('start.test'));
    const popup = await person.popup();
    assert.deepEqual(await popup.seen(), { note: 'Hygieia sees no field on this page.', forms: [] });
    await popup.close();
  });
});
