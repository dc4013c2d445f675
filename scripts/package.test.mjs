// The rules a package is made and judged by.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { problems } from './check-package.mjs';
import { manifestFor } from './manifest.mjs';

const SOURCE = {
  name: '__MSG_name__',
  default_locale: 'en',
  icons: { 16: 'icons/16.png' },
  background: { type: 'module' },
  permissions: ['storage'],
  chrome: { background: { service_worker: 'background.js' }, permissions: ['alarms'] },
  firefox: { background: { scripts: ['background.js'] } },
  door: {
    chrome: { background: { service_worker: 'door/background.js' } },
    firefox: { background: { scripts: ['door/background.js'] } },
  },
};

/** A small complete package, with `changes` laid over its files; null takes a file out. */
function entries(/** @type {{ [path: string]: string | null }} */ changes = {}) {
  /** @type {{ [path: string]: string | null }} */
  const files = {
    'manifest.json': JSON.stringify(manifestFor(SOURCE, 'chrome', 'dist')),
    'background.js': "import init from './wasm/hygieia.js';\nimport './wasm/scorer.js';\n/** @import {X} from './x.d.ts' */\n",
    'icons/16.png': 'png',
    'pages/popup.html': '<link rel="stylesheet" href="popup.css"><a href="https://example.test/">x</a>',
    'pages/popup.css': 'p {}',
    '_locales/en/messages.json': '{"name":{"message":"Hygieia"}}',
    '_locales/ja/messages.json': '{"name":{"message":"Hygieia"}}',
    'wasm/hygieia.js': '',
    'wasm/hygieia_bg.wasm': '\0asm',
    'wasm/scorer.js': '',
    'wasm/scorer_bg.wasm': '\0asm',
    'data/common.fuse': 'HYGF',
    'data/NOTICE.txt': 'licence',
    'data/LICENSES.txt': 'licences',
    ...changes,
  };
  return Object.entries(files).flatMap(([path, text]) => (text === null ? [] : [{ path, bytes: Buffer.from(text) }]));
}

test('a browser gets the shared keys and its own, no helper key', () => {
  const { chrome, firefox, door, ...shared } = SOURCE;
  assert.deepEqual(manifestFor(SOURCE, 'chrome', 'dist'), {
    ...shared,
    background: { type: 'module', service_worker: 'background.js' },
    permissions: ['alarms'],
  });
  assert.deepEqual(manifestFor(SOURCE, 'firefox', 'dist'), {
    ...shared,
    background: { type: 'module', scripts: ['background.js'] },
  });
});

test('only a build with the test door gets the key "door"', () => {
  assert.deepEqual(manifestFor(SOURCE, 'chrome', 'door').background, {
    type: 'module',
    service_worker: 'door/background.js',
  });
});

test('a complete package has no problem', () => assert.deepEqual(problems(entries()), []));

/** @type {[string, { [path: string]: string | null }, RegExp][]} */
const REFUSED = [
  ['a file of the door', { 'door/x.js': '' }, /the test door/],
  ['the door in a script', { 'background.js': 'hygieia_door_clock(1)' }, /holds "hygieia_door"/],
  ['a look at labelled pages', { 'background.js': "getAttribute('data-fxid')" }, /holds "data-fxid"/],
  ['the door in a module', { 'wasm/hygieia_bg.wasm': '\0asm\x05hygieia_door_clock' }, /holds "hygieia_door"/],
  ['a demo site', { 'wasm/hygieia_bg.wasm': 'id.hikari-net.test' }, /holds "hikari-net.test"/],
  ['a helper key', { 'manifest.json': JSON.stringify({ ...SOURCE, door: {} }) }, /still holds "door"/],
  ['a manifest that is not JSON', { 'manifest.json': '{' }, /is not JSON/],
  ['no manifest', { 'manifest.json': null }, /manifest.json is missing/],
  ['a missing icon', { 'icons/16.png': null }, /names icons\/16.png/],
  ['a missing background', { 'background.js': null }, /names background.js/],
  ['a missing module', { 'wasm/scorer_bg.wasm': null }, /names wasm\/scorer_bg.wasm/],
  ['a missing filter', { 'data/common.fuse': null }, /the core names data\/common.fuse/],
  ["the packages' missing licences", { 'data/LICENSES.txt': null }, /names data\/LICENSES.txt/],
  ["a missing filter's licence", { 'data/NOTICE.txt': null }, /names data\/NOTICE.txt/],
  ['a missing import', { 'wasm/scorer.js': null }, /background.js names wasm\/scorer.js/],
  ['a missing content script', { 'background.js': "register({ js: ['content/watch.js'] })" }, /names content\/watch.js/],
  ['a missing style sheet', { 'pages/popup.css': null }, /popup.html names pages\/popup.css/],
  ['a missing language', { '_locales/ja/messages.json': null }, /names _locales\/ja/],
  ['a missing text', { '_locales/ja/messages.json': '{}' }, /ja\/messages.json: has no "name"/],
  ['type declarations', { 'wasm/scorer.d.ts': '' }, /does not belong here/],
  ['a hidden file', { 'pages/.x.swp': '' }, /does not belong here/],
  ["the builder's path", { 'wasm/scorer_bg.wasm': '/somewhere/private/lib.rs' }, /a path of this machine/],
];
for (const [name, changes, expected] of REFUSED) {
  test(`refused: ${name}`, () => {
    assert.match(problems(entries(changes), ['/somewhere/private']).join('\n'), expected);
  });
}
