/**
 * What each test file starts with: which browser, which extension, and one demo server.
 */

import { fileURLToPath } from 'node:url';
import { launch } from './browser.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** @returns {'chromium' | 'firefox'} */
function browserFromEnvironment() {
  const name = process.env.HYGIEIA_BROWSER ?? 'chromium';
  if (name !== 'chromium' && name !== 'firefox') throw new Error(`HYGIEIA_BROWSER is ${name}: chromium or firefox`);
  return name;
}

/** The browser that this run tests, from `HYGIEIA_BROWSER`. */
export const BROWSER = browserFromEnvironment();

/** The built extension, with its test door; `HYGIEIA_EXTENSION` names another one. */
export const EXTENSION = process.env.HYGIEIA_EXTENSION ?? `${ROOT}target/extension/${BROWSER}`;

/**
 * Launches the browser of this run, headless, on the demo sites.
 *
 * @param {import('./demo.mjs').Demo} demo
 * @param {Partial<import('./browser.mjs').LaunchOptions>} [options]
 */
export function launchHere(demo, options = {}) {
  return launch({ browser: BROWSER, extensionDir: EXTENSION, spki: demo.spki, ...options });
}
