/** The tour's first chapter: reading, accepting, choosing, practising; then the start page and the breach source. */

import { SELECTORS, Welcome } from '../hygieia.mjs';
import { PARTS, click, inSettings, says, setBreachSource, textOf, type, typeOver } from './hands.mjs';

/** @typedef {import('../person.mjs').Person} Person */
/** @typedef {import('./album.mjs').Album} Album */

/**
 * @param {Album} album
 * @param {Person} person
 */
export async function firstStart(album, person) {
  const { browser, page: start, demo } = person;
  // It comes to the front when it opens, and would take a popup away.
  const { page } = await Welcome.opened(browser);
  await start.goto(demo.url('start.test'));

  await album.step('not-accepted', 'before first start is accepted, the popup says that nothing is read', start, async (step) => {
    await step.popup(person, async (popup) => {
      const state = await popup.part('state');
      step.expect(/not started yet.*reads nothing/.test(state ?? ''), `the popup's state is ${state}`);
    });
  });

  const { welcome } = SELECTORS;
  const { step: at, first, second, result, line } = PARTS.welcome;

  await album.step('first-start', 'a page opens by itself and says what is read, kept and sent', page, async (step) => {
    const text = await says(page, 'main', /reads nothing until you accept/);
    step.say(`page: ${await textOf(page, 'main .lead')}`);
    await step.picture(page, { whole: true });
    for (const part of ['What is read', 'What is kept', 'What leaves this computer']) {
      step.expect(text.includes(part), `nothing is said about: ${part}`);
    }
    await click(page, welcome.accept);
    await page.waitForSelector(at('online'));
  });

  await album.step('first-start-online', 'a yes or no to online checks, neither chosen beforehand', page, async (step) => {
    step.say(`page: ${await textOf(page, 'h2')}`);
    await step.picture(page, { whole: true });
    step.expect((await page.$(welcome.onlineNo)) !== null, 'there is no no');
    await click(page, welcome.onlineYes);
    await page.waitForSelector(at('rotation'));
  });

  await album.step('first-start-reminders', 'three equal choices of reminders', page, async (step) => {
    const labels = await page.$$eval('.choices button', (buttons) => buttons.map((button) => button.innerText));
    step.say(`page: ${labels.join(' / ').replaceAll('\n', ': ')}`);
    await step.picture(page, { whole: true });
    step.expect(labels.length === 3, `${labels.length} choices`);
    await click(page, welcome.rotation.shopsAndIsps);
    await page.waitForSelector(at('practice'));
  });

  await album.step('first-start-practice', 'the same made-up password for two shops shows a real warning, and so does a common one', page, async (step) => {
    await type(page, first, 'paper boat 77 cloud');
    await type(page, second, 'paper boat 77 cloud');
    step.say(`line: ${await says(page, line, /1 other site/)}`);
    step.say(`card: ${await textOf(page, `${result} ${SELECTORS.popup.findingReason}`)}`);
    await step.picture(page, { whole: true });
    await typeOver(page, second, 'pineapple1');
    step.say(`line: ${await says(page, line, /leaked/)}`);
    step.say(`card: ${await textOf(page, `${result} ${SELECTORS.popup.findingReason}`)}`);
    await step.picture(page, { whole: true });
    await click(page, welcome.finish);
    await page.waitForSelector(at('done'));
    await step.picture(page);
  });
  await page.close();

  await album.step('start-page', 'the start page says what to try', start, async (step) => {
    await start.reload();
    const links = await start.$$eval('#demo a', (links) => links.map((link) => link.textContent ?? ''));
    step.say(`page: ${await textOf(start, '#demo h2')}: ${links.join(', ')}`);
    step.expect(links.length >= 4, 'the demo sites are not linked');
    await step.picture(start, { whole: true });
  });

  await album.step('playground', 'the playground tells strength, reuse and the five digits', start, async (step) => {
    const { first, second, strength, common, reused, prefix } = PARTS.playground;
    await type(start, first, 'paper boat 77 cloud');
    await type(start, second, 'paper boat 77 cloud');
    step.say(`strength: ${await says(start, strength, /of 4/)}`);
    step.say(`common: ${await says(start, common, /^Not among/)}`);
    step.say(`reused: ${await says(start, reused, /^Yes/)}`);
    step.say(`digits: ${await says(start, prefix, /^[0-9A-F]{5}$/)}`);
    await step.picture(start, { whole: true });
  });

  await album.step('settings', "the settings page takes the demo's range server as the leak list", start, async (step) => {
    await inSettings(person, async (settings) => {
      const answer = await setBreachSource(settings, demo.url('range.test', '/range/'));
      step.say(`settings: ${answer}`);
      await step.picture(settings, { whole: true });
      step.expect(answer === 'Saved', 'it was not saved');
    });
  });
}
