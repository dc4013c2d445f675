// What a vault of 10,000 accounts costs, measured in Chromium's worker itself. The module that is measured has the test
// door, which is the only way in; the rest of it is what ships.

import { launch } from '../tests/e2e/browser.mjs';
import { startDemo } from '../tests/e2e/demo.mjs';
import { Welcome } from '../tests/e2e/hygieia.mjs';

/** @typedef {import('./bench.mjs').Row} Row */

/** The accounts of the vault that is measured; what a check costs is compared with ten. */
const ACCOUNTS = 10_000;

/**
 * @param {string} extensionDir a build with the test door
 * @returns {Promise<Row[]>}
 */
export async function measureVault(extensionDir) {
  const demo = await startDemo();
  const browser = await launch({ browser: 'chromium', extensionDir, spki: demo.spki });
  try {
    await (await Welcome.opened(browser)).accept({ online: false });
    const trial = await browser.evaluateInExtension(
      (trial) => chrome.runtime.sendMessage({ to: 'door', door: { trial } }),
      ACCOUNTS,
    );
    if (typeof trial === 'string') throw new Error(trial);
    /** @type {[name: string, unit: Row['unit'], value: number][]} */
    const rows = [
      ['exact check, 10 accounts', 'ms', trial.check_10],
      ['exact check, 10,000 accounts', 'ms', trial.check],
      ['exact check, 10,000 accounts against 10', 'times', trial.check_ratio],
      ['10,000 accounts: sealed vault', 'KiB', trial.bytes / 1024],
      ['10,000 accounts: decrypted and read', 'ms', trial.open],
      ['10,000 accounts: opened from the database', 'ms', trial.load],
      ['10,000 accounts: sealed', 'ms', trial.seal],
      ['10,000 accounts: sealed and on disk', 'ms', trial.save],
      ['10,000 accounts: what the worker does when it wakes', 'ms', trial.start],
      ['10,000 accounts: the popup is asked for', 'ms', trial.popup],
      ['one guess at a passphrase (Argon2id, 64 MiB, 3 passes)', 'ms', trial.passphrase],
    ];
    return rows.map(([name, unit, value]) => ({ name, unit, value }));
  } finally {
    await browser.close();
    await demo.stop();
  }
}
