/** The breach sources on the settings page: their order, which are on, the mirror's address, and a test of each. */

import { ask, h } from './shell.js';

/** @typedef {import('../wasm/hygieia.js').Source} Source */
/** @typedef {import('../wasm/hygieia.js').SourceView} SourceView */
/** @typedef {import('./shell.js').Shell} Shell */

/**
 * The rows. After a change they are drawn anew by whoever calls this.
 *
 * @param {Source[]} sources as they are set
 * @param {SourceView[]} views the same, as they are to be drawn
 * @param {(sources: Source[]) => Promise<void>} set
 * @param {Shell} shell
 */
export function sourceRows(sources, views, set, shell) {
  const rows = sources.map((source, index) => row(source, index, sources, views[index]?.base ?? '', set, shell));
  return h('ol', { class: 'sources', 'data-test': 'sources' }, ...rows);
}

/**
 * @param {Source} source
 * @param {number} index
 * @param {Source[]} sources
 * @param {string} base
 * @param {(sources: Source[]) => Promise<void>} set
 * @param {Shell} shell
 */
function row(source, index, sources, base, set, { say }) {
  const { name } = source;
  const hook = `source-${name}`;
  const label = say(`source_${name}`);
  /** @param {Partial<Source>} change */
  const change = (change) => set(sources.map((other) => (other === source ? { ...other, ...change } : other)));
  /** @param {number} to */
  const moveTo = (to) => set([...sources.toSpliced(index, 1).toSpliced(to, 0, source)]);

  const box = h('input', { type: 'checkbox', role: 'switch', id: hook, 'data-test': hook });
  box.checked = source.on;
  box.disabled = base === '';
  box.addEventListener('change', () => void change({ on: box.checked }));
  /** @param {'up' | 'down'} way @param {number} to */
  const move = (way, to) =>
    h(
      'button',
      {
        class: 'small',
        id: `${hook}-${way}`,
        disabled: to < 0 || to >= sources.length,
        title: say(`source_${way}`),
        'aria-label': `${label}: ${say(`source_${way}`)}`,
        onclick: () => void moveTo(to),
        'data-test': `${hook}-${way}`,
      },
      way === 'up' ? '↑' : '↓',
    );
  const result = h('p', { class: 'status', role: 'status', 'data-test': `${hook}-result` });
  const test = async () => {
    result.classList.remove('wrong');
    result.replaceChildren(say('source_test_waiting'));
    const reply = await ask({ type: 'test_source', source: name });
    result.classList.toggle('wrong', !reply?.works);
    result.replaceChildren(say(reply ? reply.said : 'page_no_answer'));
  };
  const button = h('button', { class: 'small', 'aria-label': `${label}: ${say('source_test')}`, onclick: () => void test(), 'data-test': `${hook}-test` }, say('source_test'));
  return h(
    'li',
    {},
    h('div', { class: 'source' }, box, h('label', { for: hook }, label), move('up', index - 1), move('down', index + 1), button),
    name === 'mirror' ? addressRow(source, hook, change, say) : h('p', { class: 'quiet' }, base),
    result,
  );
}

/**
 * The mirror's address.
 *
 * @param {Source} source
 * @param {string} hook
 * @param {(change: Partial<Source>) => Promise<void>} change
 * @param {Shell['say']} say
 */
function addressRow(source, hook, change, say) {
  const placeholder = 'https://range.example/range/';
  const input = h('input', { type: 'url', spellcheck: 'false', autocomplete: 'off', placeholder, 'aria-label': say('source_address'), 'data-test': `${hook}-address` });
  input.value = source.address ?? '';
  const save = () => void change({ address: input.value.trim() });
  input.addEventListener('keydown', (event) => event.key === 'Enter' && save());
  return h('div', { class: 'control' }, input, h('button', { class: 'small', onclick: save, 'data-test': `${hook}-save` }, say('setting_save')));
}
