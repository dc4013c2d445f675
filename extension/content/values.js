// Whether the person's own hands explain what stands in a field. "Trusted" alone says little: `execCommand` makes trusted
// input, and a script may set the value and the caret between two keys. So trusted keys, deletions, pastes and compositions
// are replayed, and a value is genuine if it equals its replay or is what the browser itself filled in.

(() => {
  // Not where watch.js does not run (our own notice's frame), and only once.
  if (!Object.hasOwn(globalThis, 'hygieia') || !hygieia.form || hygieia.values) return;

  /** How many fields are remembered by what they are called. */
  const MOST_CALLED = 20;

  const { kindOf } = hygieia.form;

  /**
   * What is known of a field's value.
   *
   * @typedef {object} Known
   * @property {string | null} replay what it must hold if only the person's hands changed it; null if something else did
   * @property {string | null} settled what it held when the page had seen the last key, paste or fill
   * @property {number | null} caret where the caret stood after the last edit; null before the first
   * @property {Next | null} next the key or paste of which the edit is awaited
   * @property {{ before: string, after: string } | null} composing what stands around the text of an input method
   * @property {string | null} filled what was put there as the browser fills in
   */
  /**
   * @typedef {object} Next
   * @property {number} start @property {number} end the selection it goes to
   * @property {string | null} text what it puts there; null if nothing
   * @property {boolean} deletes whether it may take something away
   */
  /** @type {WeakMap<HTMLInputElement, Known>} */
  const known = new WeakMap();
  /** The fields that were typed in last, by what they are called. @type {Map<string, WeakRef<HTMLInputElement>>} */
  const lastCalled = new Map();
  /** Whether the person may have put the caret elsewhere since the last edit. A script moves it, and the focus, as well. */
  let moved = false;

  /** @param {HTMLInputElement} field */
  const callOf = (field) => `${field.name} ${field.id}`;

  /**
   * What is known of a field. Pages that draw their form anew at every key put a field of the same name and value in the
   * place of the one that was typed in: it goes on from there.
   *
   * @param {HTMLInputElement} field @param {string} value
   */
  function knownOf(field, value) {
    let own = known.get(field);
    if (own) return own;
    const former = lastCalled.get(callOf(field))?.deref();
    const before = former && !former.isConnected ? known.get(former) : undefined;
    if (former && before && before.replay === value && kindOf(former) === kindOf(field)) {
      own = { ...before, next: null, composing: null };
      values.onReplaced?.(former, field);
    } else {
      own = { replay: null, settled: null, caret: null, next: null, composing: null, filled: null };
    }
    known.set(field, own);
    return own;
  }

  /**
   * Notes what needs no key to explain it: an empty field, and what the browser has filled in. Firefox's field stays
   * `:autofill` when a script changes it, and becomes it only after the event.
   *
   * @param {Known} own @param {HTMLInputElement} field @param {string} value
   */
  function refresh(own, field, value) {
    if (value === '' || (own.filled === value && field.matches(':autofill'))) own.replay = value;
  }

  /** Notes whether a trusted event lets the person put the caret elsewhere. @param {Event} event */
  function noteHands(event) {
    if (event.type === 'pointerdown') moved = true;
    else if (event instanceof KeyboardEvent) moved ||= isCommand(event) || /^(Arrow|Home|End|Page|Tab|Enter)/.test(event.key);
  }

  /** @param {KeyboardEvent} event */
  const isCommand = (event) => event.ctrlKey || event.metaKey;

  /**
   * Follows one trusted event at a field.
   *
   * @param {Event} event @param {HTMLInputElement} field @param {HygieiaLook} look
   */
  function follow(event, field, { value, selection }) {
    const own = knownOf(field, value);
    if (event.type !== 'input') refresh(own, field, value);
    const [start, end] = [selection[0] ?? value.length, selection[1] ?? value.length];
    const isInPlace = own.replay === value && (moved || value === '' || own.caret === null || (own.caret === start && own.caret === end));
    if (event instanceof KeyboardEvent) {
      if (event.isComposing) return;
      const text = event.key.length === 1 && !isCommand(event) ? event.key : null;
      const deletes = text === null && (isCommand(event) || event.altKey || /^(Backspace|Delete|Cut|Clear)$/.test(event.key));
      own.next = isInPlace ? { start, end, text, deletes } : null;
    } else if (event instanceof ClipboardEvent) {
      const text = (event.clipboardData?.getData('text') ?? '').replace(/[\r\n]/g, '');
      own.next = isInPlace ? { start, end, text, deletes: false } : null;
    } else if (event instanceof CompositionEvent) {
      own.composing = isInPlace ? { before: value.slice(0, start), after: value.slice(end) } : null;
    } else if (event.type === 'input') {
      const input = event instanceof InputEvent ? event : undefined;
      if (!input || input.inputType === 'insertReplacementText') own.filled = value;
      own.replay = explains(own, input, value) ? value : null;
      refresh(own, field, value);
      own.caret = end;
      own.next = null;
      if (input?.inputType !== 'insertCompositionText') own.composing = null;
      moved = false;
      if (lastCalled.size > MOST_CALLED) lastCalled.clear();
      if (callOf(field) !== ' ') lastCalled.set(callOf(field), new WeakRef(field));
      settle(field, value);
    }
  }

  /** @param {Known} known @param {InputEvent | undefined} input @param {string} value */
  function explains({ replay, next, composing }, input, value) {
    if (replay === null) return false;
    const { inputType = '', data } = input ?? {};
    if (inputType === 'insertCompositionText') {
      return composing !== null && value === composing.before + (data ?? '') + composing.after;
    }
    if (!next) return false;
    const { start, end, text, deletes } = next;
    /** @param {number} from @param {number} to @param {string} by */
    const isReplaced = (from, to, by) => from >= 0 && value === replay.slice(0, from) + by + replay.slice(to);
    if (text !== null) return isReplaced(start, end, text);
    if (!deletes || !inputType.startsWith('delete')) return false;
    // What was selected, or what stands before or after the caret.
    const gone = replay.length - value.length;
    if (start < end) return isReplaced(start, end, '');
    return gone > 0 && (isReplaced(start - gone, start, '') || isReplaced(start, start + gone, ''));
  }

  /** Notes a field's value, and again when the page's own listeners had it. @param {HTMLInputElement} field */
  function settle(field, value = field.value) {
    const own = known.get(field);
    if (!own) return;
    own.settled = value;
    setTimeout(() => {
      if (own.settled === value) own.settled = field.value;
    });
  }

  /** Notes what an untrusted event tells of. @param {HTMLInputElement} field @param {string} value */
  function filled(field, value) {
    const own = knownOf(field, value);
    // An event that only repeats what a key did changes nothing.
    if (own.replay !== value) own.replay = null;
    refresh(own, field, value);
    settle(field, value);
  }

  /**
   * What a field holds, as the background is told: with what the page has put in the place of what was typed, at the last
   * moment before a submission, a hash or a mask.
   *
   * @param {HTMLInputElement} field @param {boolean} submitted
   */
  function told(field, submitted) {
    const { value } = field;
    const own = knownOf(field, value);
    refresh(own, field, value);
    const { replay, settled } = own;
    const typed = submitted && settled && value && settled !== value ? settled : null;
    return { value, typed, genuine: replay === (typed ?? value) };
  }

  /** @type {NonNullable<HygieiaContent['values']>} */
  const values = { knownOf, noteHands, follow, settle, filled, told };
  hygieia.values = values;
})();
