// What the look for similar passwords costs, in Chromium's worker: how long after a login's submission it is known what the
// password is similar to, and how long the core lets others wait meanwhile.

import { launch } from '../tests/e2e/browser.mjs';
import { SITES, startDemo } from '../tests/e2e/demo.mjs';
import { Welcome } from '../tests/e2e/hygieia.mjs';
import { Person } from '../tests/e2e/person.mjs';
import { until } from '../tests/e2e/until.mjs';

/** @typedef {import('./bench.mjs').Row} Row */

/**
 * @param {string} extensionDir the extension as it ships
 * @returns {Promise<Row[]>}
 */
export async function measureSimilar(extensionDir) {
  const demo = await startDemo();
  const browser = await launch({ browser: 'chromium', extensionDir, spki: demo.spki });
  const person = new Person(demo, browser, await browser.page());
  const { hikari, minato } = SITES;
  try {
    await (await Welcome.opened(browser)).accept({ online: false });
    await person.signUp(hikari, 'taro', 'Lamplight24!');
    await person.haveAccount(minato, 'taro', 'Lamplight25!');

    await person.visitor.fillLogin(minato, 'taro', 'Lamplight25!');
    const submitted = performance.now();
    const navigated = person.visitor.submit();
    /** How long the core took to draw a popup, in milliseconds. @type {number[]} */
    const waits = [];
    /** @type {number | undefined} */
    let confirmed;
    await until('the verdict', async () => {
      const asked = performance.now();
      const { under_way: underWay, accounts } = await person.popupView(minato.host);
      waits.push(performance.now() - asked);
      if (accounts.length > 0) confirmed ??= performance.now();
      const advice = [...underWay, ...accounts.flatMap((/** @type {any} */ account) => account.advice)];
      return confirmed !== undefined && advice.some(({ id }) => id.kind === 'similar');
    }, 60_000);
    const known = performance.now();
    await navigated;
    return [
      { name: 'similar: from submission to the verdict', unit: 'ms', value: known - submitted },
      { name: 'similar: from confirmation to the verdict', unit: 'ms', value: known - (confirmed ?? known) },
      { name: 'similar: longest answer of the core meanwhile', unit: 'ms', value: Math.max(...waits) },
    ];
  } finally {
    await browser.close();
    await demo.stop();
  }
}
