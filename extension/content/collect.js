// Given to a frame when a login field is touched: reads the form's markup, asks what it is, and tells the background what
// stands in its login fields on a pause, when a field is left, and at submission. It never changes a form.

(() => {
  // Not where watch.js does not run (our own notice's frame), and only once.
  if (!('hygieia' in globalThis) || !hygieia.form || hygieia.snapshots) return;

  /** After how long without a key a pause is a pause. */
  const PAUSE = 400;
  /** How often the background is kept awake while a password stands in a field, and for how long at most. */
  const PING = 20_000;
  const PING_FOR = 600_000;

  /** Events that are closer together than this are one submission. */
  const ONE_SUBMISSION = 500;

  const MOST_FORMS = 20;
  /** Longer values are no passwords that a person has; they are not read. */
  const LONGEST = 65_536;

  const { kindOf, isVisible, scopeOf, fieldsOf, snapshot } = hygieia.form;

  // ---- what stands in a field, and whether the person's own keys explain it ------------------------------------------

  /** What a field must hold if only trusted keys, pastes and compositions changed it. */
  /** @type {WeakMap<HTMLInputElement, { replay: string | null, next: { value: string, start: number, end: number, text: string | null } | null }>} */
  const replays = new WeakMap();

  /** @param {HTMLInputElement} field */
  function replayOf(field) {
    let replay = replays.get(field);
    if (!replay) {
      replay = { replay: field.value === '' || isAutofilled(field) ? field.value : null, next: null };
      replays.set(field, replay);
    }
    return replay;
  }

  /** @param {HTMLInputElement} field */
  const isAutofilled = (field) => field.matches(':autofill');

  /**
   * Follows one trusted event.
   *
   * @param {Event} event @param {HTMLInputElement} field @param {HygieiaLook} look
   */
  function follow(event, field, { value, selection: [start, end] }) {
    const known = replays.get(field) ?? { replay: value === '' && event.type !== 'input' ? '' : null, next: null };
    replays.set(field, known);
    const at = { value, start: start ?? value.length, end: end ?? value.length };
    if (event instanceof KeyboardEvent) {
      if (event.isComposing) return;
      const plain = event.key.length === 1 && !event.ctrlKey && !event.metaKey;
      known.next = { ...at, text: plain ? event.key : null };
    } else if (event instanceof ClipboardEvent) {
      known.next = { ...at, text: (event.clipboardData?.getData('text') ?? '').replace(/[\r\n]/g, '') };
    } else if (event.type === 'input') {
      const input = event instanceof InputEvent ? event : undefined;
      known.replay = explains(known, input, value) || isAutofilled(field) ? value : null;
      known.next = null;
    }
  }

  /**
   * @param {{ replay: string | null, next: { value: string, start: number, end: number, text: string | null } | null }} known
   * @param {InputEvent | undefined} input @param {string} value
   */
  function explains({ replay, next }, input, value) {
    if (value === '') return true;
    if (replay === null) return false;
    if (input?.inputType === 'insertCompositionText') return true;
    if (!next || next.value !== replay) return false;
    const { start, end, text } = next;
    if (text !== null) return value === replay.slice(0, start) + text + replay.slice(end);
    // Backspace, Delete, cut, undo: something of what was there is left.
    return (input?.inputType ?? '').startsWith('delete') && value.length < replay.length;
  }

  // ---- what is told to the background --------------------------------------------------------------------------------

  /** @type {WeakMap<HygieiaField, FieldRole>} */
  const roles = new WeakMap();
  /** @type {WeakMap<object, number>} how many fields a form had when it was read */
  const read = new WeakMap();
  /** @type {HTMLInputElement | undefined} */
  let typedField;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let pause;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let pinging;
  let showsNotice = false;
  let submittedAt = -Infinity;

  /** Which form is this? Asked once, and again when it has other fields. @param {HTMLInputElement} field */
  async function touch(field) {
    const scope = scopeOf(field);
    const fields = fieldsOf(scope, field);
    if (read.get(scope) === fields.length) return;
    read.set(scope, fields.length);
    const reply = await hygieia.send({ type: 'touched', form: snapshot(scope, fields) });
    const reading = reply?.reading;
    if (!reading) {
      // Not answered (the background was just ended, say): the next event asks again.
      read.delete(scope);
      return;
    }
    fields.forEach((field, index) => roles.set(field, reading.roles[index]?.[0] ?? 'other'));
    showsNotice = reply.show_notice === true && self === top;
    hygieia.notice?.prepare(reply.line);
    if (showsNotice && typedField) hygieia.notice?.edited();
  }

  /** @param {HTMLInputElement} field @param {'pause' | 'left' | 'submit'} moment */
  async function tell(field, moment) {
    clearTimeout(pause);
    const since = performance.now();
    // Enter, the click it makes and the submit event are one submission; the first has what the person typed.
    if (moment === 'submit' && since - submittedAt < ONE_SUBMISSION) return;
    if (moment === 'submit') submittedAt = since;
    const scope = scopeOf(field);
    const fields = fieldsOf(scope, field);
    const values = fields.flatMap((field, index) => {
      if (!(field instanceof HTMLInputElement)) return [];
      const wanted = kindOf(field) === 'password' || roles.get(field) === 'identifier';
      if (!wanted || field.value.length > LONGEST) return [];
      const genuine = replayOf(field).replay === field.value || isAutofilled(field);
      return [{ field: index, value: field.value, genuine }];
    });
    if (!values.some(({ value }) => value !== '')) return;
    const form = snapshot(scope, fields);
    const reply = await hygieia.send({ type: 'typed', document: hygieia.document, form, values, moment });
    if (reply && showsNotice) hygieia.notice?.say(reply.line, since);
  }

  /** @param {HygieiaField} field */
  const isLoginField = (field) => kindOf(field) === 'password' || roles.get(field) === 'identifier';

  /** @param {HTMLInputElement} field */
  function edited(field) {
    if (kindOf(field) === 'password') {
      typedField = field;
      if (showsNotice) hygieia.notice?.edited();
      keepAwake();
    }
    clearTimeout(pause);
    pause = setTimeout(() => void tell(field, 'pause'), PAUSE);
  }

  function keepAwake() {
    if (pinging !== undefined) return;
    const until = Date.now() + PING_FOR;
    pinging = setInterval(() => {
      if (typedField?.isConnected && typedField.value !== '' && Date.now() < until) {
        void hygieia.send({ type: 'ping' });
      } else {
        clearInterval(pinging);
        pinging = undefined;
      }
    }, PING);
  }

  /** The login field whose form this element would submit. @param {EventTarget | undefined} target */
  function submittedField(target) {
    if (!(target instanceof Element)) return undefined;
    const form = target instanceof HTMLFormElement ? target : target.closest('form');
    const all = form ? fieldsOf(form) : typedField?.form ? [] : typedField ? [typedField] : [];
    const fields = all.filter((field) => field instanceof HTMLInputElement);
    return fields.find((field) => kindOf(field) === 'password' && field.value !== '') ?? fields.find((field) => isLoginField(field) && field.value !== '');
  }

  /** A button, or what is drawn as one; links and cancel buttons lead away. @param {EventTarget[]} path */
  function clicked(path) {
    for (const element of path) {
      if (element instanceof HTMLAnchorElement && element.href && !element.getAttribute('href')?.startsWith('#')) {
        return void hygieia.send({ type: 'abandoned', document: hygieia.document });
      }
      const button =
        (element instanceof HTMLButtonElement && element.type === 'submit') ||
        (element instanceof HTMLInputElement && (element.type === 'submit' || element.type === 'image')) ||
        (element instanceof HTMLElement && typedField && !typedField.form && (element instanceof HTMLButtonElement || element.role === 'button'));
      if (!button) continue;
      const field = submittedField(element);
      if (field) void tell(field, 'submit');
      return;
    }
  }

  /** @param {Event} event @param {HygieiaLook | undefined} look @param {EventTarget[]} path */
  function take(event, look = hygieia.look(event), path = event.composedPath()) {
    const target = path[0];
    const field = target instanceof HTMLInputElement ? target : undefined;
    if (field && look) follow(event, field, look);
    switch (event.type) {
      case 'focusin':
        if (field) void touch(field);
        break;
      case 'input':
        if (field) {
          void touch(field);
          if (isLoginField(field)) edited(field);
        }
        break;
      case 'change':
        if (field && kindOf(field) === 'password') void tell(field, 'left');
        break;
      case 'keydown':
        if (field && event instanceof KeyboardEvent && event.key === 'Enter' && !event.isComposing && isLoginField(field)) {
          void tell(field, 'submit');
        }
        break;
      case 'click':
        clicked(path);
        break;
      case 'submit': {
        const submitted = submittedField(target);
        if (!submitted) break;
        void tell(submitted, 'submit');
        // The page's own listeners come after this one.
        setTimeout(() => event.defaultPrevented && void hygieia.send({ type: 'handled', document: hygieia.document }));
      }
    }
  }

  hygieia.snapshots = () => {
    const forms = new Set([...document.querySelectorAll('input')].filter((field) => kindOf(field) === 'password').map(scopeOf));
    const [navigation] = performance.getEntriesByType('navigation');
    return {
      frame: 0,
      document: hygieia.document,
      origin: self.origin,
      forms: [...forms].slice(0, MOST_FORMS).map((scope) => snapshot(scope, fieldsOf(scope))),
      typed_field_stands: typedField !== undefined && typedField.isConnected && isVisible(typedField),
      typed_field_empty: typedField?.value === '',
      status: navigation instanceof PerformanceNavigationTiming ? navigation.responseStatus : 0,
      came_from_page: document.referrer !== '',
    };
  };
  hygieia.take = take;
  for (const early of hygieia.early.splice(0)) take(...early);
})();
