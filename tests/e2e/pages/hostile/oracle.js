// What a page can observe of what is shown in it. `seen` is its trace: per phase, everything that was observed and how
// often. Times are not part of it: those are measured in oracle-time.html.

// The page that follows the login has no form.
if (location.search === '?next') document.querySelector('form').remove();

/** @type {Record<string, Record<string, number>>} */
const seen = {};
let phase = 'load';
const note = (...parts) => {
  const what = parts.map(String).join(' ');
  seen[phase] ??= {};
  seen[phase][what] = (seen[phase][what] ?? 0) + 1;
};
/** The browser tells of these as often as it likes. */
const once = (...parts) => {
  const what = parts.map(String).join(' ');
  (seen[phase] ??= {})[what] = 1;
};

const call = (node) =>
  node instanceof Element ? `<${node.localName}${node.id && `#${node.id}`}>` : node === window ? 'window' : node instanceof Node ? node.nodeName : String(node);

/** What a question is answered, or how it is refused. */
const ask = (what, get) => {
  try {
    once(what, get());
  } catch (error) {
    once(what, error.name);
  }
};

/** A node of a shadow tree must be out of reach. */
const reach = (how, get) => {
  let node;
  try {
    node = get();
  } catch (error) {
    return once(how, error.name);
  }
  if (node instanceof Node && node.getRootNode() instanceof ShadowRoot) note('REACHED', how, call(node));
  once(how, call(node));
};

// ---- what the browser tells ------------------------------------------------------------------------------------------

/** Begun when the page itself has come to rest: how it was loaded is no matter of ours, and not the same twice. */
addEventListener('load', () => setTimeout(begun, 300));

function begun() {
  observe();
  // Once before anybody is told that it is ready: the first click may be quicker than the clock.
  glance();
  setInterval(glance, 50);
  window.isReady = true;
}

function observe() {
  new MutationObserver((records) => {
    for (const { type, target, addedNodes, removedNodes, attributeName, oldValue } of records) {
      const value = attributeName && target.getAttribute(attributeName);
      note('mutation', type, call(target), `+${[...addedNodes].map(call)}`, `-${[...removedNodes].map(call)}`, attributeName, oldValue, value);
      for (const node of addedNodes) if (node instanceof Element) watch(node);
    }
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeOldValue: true, characterData: true, characterDataOldValue: true });

  const sizes = new ResizeObserver((entries) => {
    for (const { target, contentRect } of entries) once('size', call(target), JSON.stringify(contentRect));
  });
  const views = new IntersectionObserver((entries) => {
    for (const { target, intersectionRatio, intersectionRect } of entries) once('view', call(target), intersectionRatio, JSON.stringify(intersectionRect));
  });
  function watch(element) {
    sizes.observe(element);
    views.observe(element);
  }
  document.querySelectorAll('*').forEach(watch);

  /** These come as often as the browser likes. */
  const OFTEN = /^(selectionchange|(pointer|mouse)(move|rawupdate|over|out|enter|leave)|pointerrawupdate|scroll|scrollend|resize|load)$/;
  const types = new Set(
    [window, document, document.body].flatMap((target) => {
      const names = [];
      for (const name in target) if (name.startsWith('on')) names.push(name.slice(2));
      return names;
    }),
  );
  for (const extra of 'focusin focusout compositionstart compositionupdate compositionend DOMFocusIn DOMActivate DOMNodeInserted toggle beforetoggle command interest'.split(' ')) types.add(extra);
  for (const type of types) {
    // When the browser begins to tell of its sensors is a matter of its own.
    if (type.startsWith('device')) continue;
    const hear = (event) => {
      const path = event.composedPath().slice(0, 2).map(call);
      (OFTEN.test(type) ? once : note)('event', type, path, event.isTrusted, event.data === undefined ? '' : typeof event.data);
      for (const key of ['target', 'originalTarget', 'explicitOriginalTarget', 'relatedTarget', 'srcElement']) {
        const node = event[key];
        if (node instanceof Node && node.getRootNode() instanceof ShadowRoot) note('REACHED', type, key, call(node));
      }
    };
    window.addEventListener(type, hear, true);
  }

  for (const type of PerformanceObserver.supportedEntryTypes) {
    // Times and their kind are measured elsewhere.
    if (/event|input|longtask|long-animation|paint|soft-nav/.test(type)) continue;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) once('entry', type, entry.name.replace(/\d+/g, 'N'), entry.initiatorType, entry.value);
    }).observe({ type });
  }
  if ('ReportingObserver' in self) new ReportingObserver((reports) => reports.forEach((report) => note('report', report.type, report.body?.id)), { buffered: true }).observe();
}

// ---- what it can ask -------------------------------------------------------------------------------------------------

/** Whatever the line may say, and its parts. */
const LINES = ["page's own", 'Same password as on', 'other site', 'no reuse found', 'Checked as soon', 'See the Hygieia', 'toolbar', 'leaked', 'easy to guess', 'Hygieia'];

/** How long the tab's history is without us. */
const steps = history.length;

/** How long each line stayed after the person's last key in its page, or after it came where there was none, in milliseconds. */
window.stays = [];
let from;
addEventListener('input', ({ isTrusted, timeStamp }) => isTrusted && from && (from = timeStamp), true);
function clock() {
  const isThere = [...document.documentElement.children].some(({ localName }) => localName === 'div');
  if (isThere) from ??= performance.now();
  else if (from) {
    window.stays.push(performance.now() - from);
    from = undefined;
  }
}

/** Asked again and again: what changes is written down in its order. */
let last = '';
function glance() {
  clock();
  const elements = [...document.querySelectorAll('*')];
  const boxes = elements.map((element) => `${call(element)} ${Object.values(element.getBoundingClientRect().toJSON()).map(Math.round)}`);
  const root = document.documentElement;
  const state = [
    elements.length,
    window.length,
    boxes,
    [root.scrollWidth, root.scrollHeight, innerWidth, innerHeight, scrollX, scrollY],
    document.getAnimations().length,
    document.styleSheets.length,
    document.fonts.size,
    history.length - steps,
    ['iframe', '[popover]', ':popover-open', ':modal', '[inert]', ':focus-within', ':hover:not(html, body, body *)', '[tabindex]'].map((selector) => document.querySelectorAll(selector).length),
    getComputedStyle(document.body).outlineStyle,
    document.visibilityState,
  ];
  const now = JSON.stringify(state);
  if (now === last) return;
  last = now;
  // What is typed moves the page's own elements nowhere; only what is added does.
  note('state', now);
}
/** Asked at the end of a phase: it disturbs selections. */
function search() {
  const field = document.querySelector('#password');
  const focused = document.activeElement;
  const selection = getSelection();
  // Firefox searches on from the selection, and refuses to within a field.
  field?.blur();
  selection.collapse(document.body, 0);
  for (const line of LINES) {
    for (const inFrames of [false, true]) ask(`find ${line}, ${inFrames}`, () => window.find(line, false, false, true, false, inFrames, false));
    reach(`after find ${line}`, () => selection.anchorNode);
  }
  selection.selectAllChildren(document.documentElement);
  ask('selected', () => JSON.stringify(String(selection)).slice(0, 300));
  for (const name of ['anchorNode', 'focusNode']) reach(`selection ${name}`, () => selection[name]);
  document.execCommand('selectAll');
  ask('all', () => JSON.stringify(String(selection)).slice(0, 300));
  reach('all', () => selection.focusNode);
  for (const unit of ['character', 'line', 'documentboundary']) {
    ask(`extend by ${unit}`, () => selection.modify('extend', 'forward', unit));
    reach(`extended by ${unit}`, () => selection.focusNode);
  }
  for (const host of [...document.documentElement.children].filter((element) => element.localName === 'div')) {
    reach('host', () => host.shadowRoot);
    reach('host, attached', () => host.attachShadow({ mode: 'open' }));
    reach('host, copied', () => host.cloneNode(true).shadowRoot);
    reach('host, first child', () => host.firstChild);
    once('host', host.outerHTML, host.innerText, host.textContent, host.getHTML?.({ serializableShadowRoots: true }));
    const style = getComputedStyle(host);
    once('style', [...style].map((name) => `${name}:${style.getPropertyValue(name)}`).join(';'));
    selection.setBaseAndExtent(document.body, 0, host, 0);
    reach('host, selected', () => selection.focusNode);
    once('host, selected', String(selection));
    const range = document.createRange();
    range.selectNode(host);
    once('host, range', String(range), JSON.stringify([...range.getClientRects()]), range.cloneContents().textContent);
    host.focus();
    reach('host, focused', () => document.activeElement);
  }
  selection.removeAllRanges();
  for (const x of [innerWidth - 320, innerWidth - 160, innerWidth - 20]) {
    for (const y of [12, 30, 50]) {
      for (const node of document.elementsFromPoint(x, y)) reach(`at ${x} ${y}`, () => node);
      reach(`caret at ${x} ${y}`, () => document.caretPositionFromPoint?.(x, y)?.offsetNode ?? document.caretRangeFromPoint?.(x, y)?.startContainer);
    }
  }
  for (let index = 0; index < 5; index += 1) {
    const frame = window[index];
    once('frame', index, typeof frame);
    if (frame) {
      reach(`frame ${index}`, () => frame.document);
      frame.postMessage('?', '*');
    }
  }
  once('fonts', document.fonts.status, document.fonts.check('13px system-ui'));
  if (focused === field) field.focus();
}

// ---- what it tries ---------------------------------------------------------------------------------------------------

const field = document.querySelector('#password');
document.querySelector('form')?.addEventListener('submit', (event) => {
  if (phase !== 'submitted') event.preventDefault();
});
const insert = (text) => {
  field.focus();
  field.select();
  document.execCommand('insertText', false, text);
};
const synthetic = (text) => {
  field.value = text;
  for (const type of ['keydown', 'keyup']) field.dispatchEvent(new KeyboardEvent(type, { key: text.at(-1), bubbles: true, composed: true }));
  field.dispatchEvent(new InputEvent('input', { data: text, inputType: 'insertText', bubbles: true, composed: true }));
  field.dispatchEvent(new CompositionEvent('compositionend', { data: text, bubbles: true }));
  field.dispatchEvent(new Event('change', { bubbles: true }));
};

const ATTEMPTS = {
  'value set': (guess) => {
    field.focus();
    field.value = guess;
  },
  'synthetic events': synthetic,
  execCommand: insert,
  'requestSubmit': (guess) => {
    field.value = guess;
    field.form.requestSubmit();
  },
  'focus moved': (guess) => {
    insert(guess);
    for (let times = 0; times < 20; times += 1) {
      field.blur();
      document.querySelector('#user').focus();
      field.focus();
      field.setSelectionRange(0, times);
    }
    field.blur();
  },
  // One key of the person's follows.
  'prefilled': (guess) => {
    field.value = guess.slice(0, -1);
    field.focus();
    field.setSelectionRange(guess.length, guess.length);
  },
  // The one that may be in use is in the middle.
  'a thousand': async (guess) => {
    for (let index = 0; index < 1_000; index += 1) {
      const text = index === 500 ? guess : `guess number ${index}`;
      if (index % 2) insert(text);
      else synthetic(text);
      if (index % 10 === 0) field.form.requestSubmit();
      if (index % 100 === 0) await new Promise((resolve) => setTimeout(resolve));
    }
    insert(guess);
  },
  typed: () => {
    field.value = '';
    field.focus();
  },
};
/** What the browser tells of with its next frames belongs to the phase that ends. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 150));
window.begin = async (name, guess) => {
  await settled();
  glance();
  phase = name;
  last = '';
  // How it begins, however soon a key follows.
  glance();
  return ATTEMPTS[name]?.(guess);
};
window.finish = async () => {
  await settled();
  glance();
  search();
  await settled();
  return seen;
};
