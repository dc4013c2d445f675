// Given to a frame when a login field is touched: reads the form's markup, asks what it is, and tells the background what
// stands in its login fields on a pause, when a field is left, and at submission. It never changes a form.

(() => {
  // Not where watch.js does not run (our own notice's frame), and only once.
  if (!Object.hasOwn(globalThis, 'hygieia') || !hygieia.form || !hygieia.values || hygieia.snapshots) return;

  /** After how long without a key a pause is a pause. */
  const PAUSE = 400;
  /** How often the background is kept awake while a password stands in a field, and for how long at most. */
  const PING = 20_000;
  const PING_FOR = 600_000;

  /** Events that are closer together than this are one submission. */
  const ONE_SUBMISSION = 500;

  const MOST_FORMS = 20;
  /** Forms without a password are told by a probe if they are small, and no more than this. */
  const MOST_NAME_FORMS = 5;
  const MOST_NAME_FIELDS = 10;
  /** How many inputs a probe looks at, and how many elements in search of shadow roots. */
  const MOST_INPUTS = 500;
  const MOST_ELEMENTS = 3_000;
  /** How many ancestors of a field are climbed in search of what holds its button too. */
  const NEAR = 12;
  /** Longer values are no passwords that a person has; they are not read. */
  const LONGEST = 65_536;
  /** How many passwords are told of at once. */
  const MOST_PASSWORDS = 8;

  /**
   * How many messages of a kind a frame sends in a minute, and how many of those that ask what a form is. A page can cause
   * any number of them, and one background serves all tabs. Of an origin the core takes no more anyway (bounds.rs).
   */
  const MOST_MESSAGES = 240;
  const MOST_READINGS = 30;
  const MINUTE = 60_000;

  const { get } = hygieia;
  const { kindOf, isField, isVisible, innerRoot, scopeOf, fieldsOf, snapshot, signsOnce } = hygieia.form;

  /** How many messages of each kind were sent since when. @type {Map<string, { since: number, times: number }>} */
  const sent = new Map();

  /** Whether one more may be sent; it counts as sent then. @param {string} type */
  function isFew(type) {
    const now = performance.now();
    let spent = sent.get(type);
    if (!spent || now - spent.since > MINUTE) sent.set(type, (spent = { since: now, times: 0 }));
    spent.times += 1;
    return spent.times <= (type === 'touched' ? MOST_READINGS : MOST_MESSAGES);
  }

  /** Tells the background; again if it was ended before it answered: for a moment nobody can talk to it. @type {HygieiaSend} */
  const send = async (message) => {
    for (const pause of [200, 1_000, 3_000, 0]) {
      if (hygieia.dead || !isFew(message.type)) break;
      try {
        const answer = await chrome.runtime.sendMessage(message);
        // See background.js.
        if (answer !== undefined && answer !== false) return answer;
      } catch {
        // Or the page is going, or the extension was replaced.
        hygieia.dead = !chrome.runtime?.id;
      }
      await new Promise((done) => setTimeout(done, pause));
    }
    return undefined;
  };
  const { values } = hygieia;

  /** The forms in which fields were last seen. @type {WeakMap<HTMLInputElement, HygieiaScope>} */
  const homes = new WeakMap();

  /** The field itself, or the one that the page has put in its place. @param {HTMLInputElement} field */
  function present(field) {
    if (field.isConnected) return field;
    const named = field.name ? [...get(document, 'getElementsByName')(field.name)].slice(0, MOST_FORMS) : [];
    const called = [field.id ? get(document, 'getElementById')(field.id) : null, ...named];
    // A field of the same name in another form is another one, unless the whole form was drawn anew.
    const home = homes.get(field);
    const isHome = home !== undefined && get(home, 'isConnected');
    const there = called.find((one) => one instanceof HTMLInputElement && (!isHome || scopeOf(one) === home));
    if (!(there instanceof HTMLInputElement)) return field;
    values.knownOf(there, there.value);
    return there;
  }

  // ---- what is told to the background --------------------------------------------------------------------------------

  /** @type {WeakMap<HygieiaField, FieldRole>} */
  const roles = new WeakMap();
  /** @type {WeakMap<object, number>} how many fields a form had when it was read */
  const read = new WeakMap();
  /** Fields that nobody could see when their form was read. @type {WeakSet<HygieiaField>} */
  const unseen = new WeakSet();
  /** The password field that is typed in. @type {HTMLInputElement | undefined} */
  let typedField;
  /** The field that was last typed in before anybody had said what it is. @type {HTMLInputElement | undefined} */
  let unreadField;
  /** The login field that was edited last. @type {HTMLInputElement | undefined} */
  let editedField;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let pause;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let pinging;
  let showsNotice = false;
  /** Whether the page around this frame was asked to show the line, which it does since then. */
  let shownAround = false;

  /** The last submission. @type {{ at: number, address: string, button: HTMLElement | undefined, clicked: boolean }} */
  let submission = { at: -Infinity, address: '', button: undefined, clicked: false };
  /** When a button was clicked that belongs to a form and does not submit it. */
  let leftBeside = -Infinity;

  values.onReplaced = (former, field) => {
    const role = roles.get(former);
    if (role) roles.set(field, role);
    if (typedField === former) typedField = field;
    if (editedField === former) editedField = field;
  };

  /** Whether it is not known what a field is for: not asked yet, or while it could not be seen. @param {HTMLInputElement} field */
  const isUnread = (field) => !roles.has(field) || (unseen.has(field) && roles.get(field) === 'other' && isVisible(field));

  /** Which form is this? Asked once, and again when it has other fields. @param {HTMLInputElement} field */
  async function touch(field) {
    const scope = scopeOf(field);
    const fields = fieldsOf(scope, field);
    if (read.get(scope) === fields.length && !isUnread(field)) return;
    read.set(scope, fields.length);
    const form = { ...snapshot(scope, fields), signs: signsOnce() };
    const reply = await send({ type: 'touched', document: hygieia.document, form });
    const reading = reply?.reading;
    if (!reading) {
      // Not answered (the background was just ended, say): the next event asks again.
      read.delete(scope);
      return;
    }
    fields.forEach((field, index) => {
      roles.set(field, reading.roles[index]?.[0] ?? 'other');
      if (form.fields?.[index]?.visible) unseen.delete(field);
      else unseen.add(field);
    });
    showsNotice = reply.show_notice === true;
    hygieia.notice?.prepare(reply.line);
    if (typedField && isLoginField(typedField)) showLine();
  }

  /** Whether a value is asked for. Until a form was read, what may be a user name counts. @param {HygieiaField} field */
  function isWanted(field) {
    const role = roles.get(field);
    const kind = kindOf(field);
    return kind === 'password' || role === 'identifier' || (!role && ['text', 'email', 'tel'].includes(kind));
  }

  /** @param {HTMLInputElement} field @param {'pause' | 'left' | 'submit'} moment @param {HTMLElement} [button] */
  async function tell(field, moment, button) {
    clearTimeout(pause);
    const since = performance.now();
    // Enter, the click it makes, the change and the submit event are one submission; the first has what the person typed.
    if (moment !== 'pause' && since - submission.at < ONE_SUBMISSION) return;
    const scope = scopeOf(field);
    const fields = fieldsOf(scope, field);
    const passwords = fields.filter((other) => other !== field && kindOf(other) === 'password' && other.value !== '');
    const left = new Set(passwords.slice(MOST_PASSWORDS - 1));
    const entered = fields.flatMap((field, index) => {
      if (!(field instanceof HTMLInputElement) || !isWanted(field) || left.has(field) || field.value.length > LONGEST) return [];
      return [{ field: index, ...values.told(field, moment === 'submit') }];
    });
    if (!entered.some(({ value }) => value !== '')) return;
    if (moment === 'submit') {
      submission = { at: since, address: location.href, button, clicked: false };
      if (kindOf(field) === 'password') typedField = field;
    }
    homes.set(field, scope);
    const show = self === top ? hygieia.notice?.asked() : undefined;
    if (shownAround) askAround();
    shownAround = false;
    const reply = await send({
      type: 'typed',
      document: hygieia.document,
      form: snapshot(scope, fields),
      values: entered,
      field: fields.indexOf(field),
      moment,
      button: button && wordsOn(button),
      target: targetOf(scope, button),
      frames: top?.length ?? 0,
      activated: navigator.userActivation?.hasBeenActive ?? false,
    });
    if (reply) show?.(reply.line);
  }

  /** A password is being edited: the line shows, or stays. A frame's own viewport may be small, so its line is the page's. */
  function showLine() {
    if (!showsNotice) return;
    if (self === top) return hygieia.notice?.edited();
    if (!shownAround) askAround();
    shownAround = true;
  }

  const askAround = () => void send({ type: 'edited' });

  /** @param {HTMLElement} button */
  function wordsOn(button) {
    const input = button instanceof HTMLInputElement;
    const words = input ? button.value || button.alt : get(button, 'textContent')?.trim() || get(button, 'ariaLabel');
    return (words || get(button, 'title') || get(button, 'querySelector')('img')?.alt || '').trim().slice(0, 80);
  }

  /** Where the browser will show the answer, if not in this frame. @param {HygieiaScope} scope @param {HTMLElement} [button] */
  function targetOf(scope, button) {
    const own = button && get(button, 'getAttribute')('formtarget');
    const target = own ?? (scope instanceof HTMLFormElement ? get(scope, 'getAttribute')('target') : '');
    return target === self.name ? '' : (target ?? '');
  }

  /** @param {HygieiaField} field */
  function isLoginField(field) {
    const role = roles.get(field);
    if (kindOf(field) === 'password') return !role || role === 'current_password' || role === 'new_password';
    return role === 'identifier';
  }

  /** @param {HTMLInputElement} field */
  function edited(field) {
    if (kindOf(field) === 'password') {
      typedField = field;
      showLine();
      keepAwake();
    }
    tellSoon(field);
  }

  /** @param {HTMLInputElement} field */
  function tellSoon(field) {
    editedField = field;
    if (!homes.has(field)) homes.set(field, scopeOf(field));
    clearTimeout(pause);
    pause = setTimeout(() => editedField && void tell(present(editedField), 'pause'), PAUSE);
  }

  function keepAwake() {
    if (pinging !== undefined) return;
    const until = Date.now() + PING_FOR;
    pinging = setInterval(() => {
      const field = typedField && present(typedField);
      if (field?.isConnected && field.value !== '' && Date.now() < until && !hygieia.dead) {
        void send({ type: 'ping' });
      } else {
        clearInterval(pinging);
        pinging = undefined;
      }
    }, PING);
  }

  // ---- submissions ---------------------------------------------------------------------------------------------------

  /** Whether a button stands where a field does. @param {HTMLInputElement} field @param {EventTarget[]} path the button's */
  function isNear(field, path) {
    /** @type {Node | null} */
    let node = field;
    for (let level = 0; node && level < NEAR; level += 1) {
      if (path.includes(node)) return true;
      node = node instanceof ShadowRoot ? node.host : get(node, 'parentNode');
    }
    return false;
  }

  /**
   * The login field that a form's submission sends, or that of the fields around a button outside any form.
   *
   * @param {HTMLFormElement | null} form @param {EventTarget[]} path
   */
  function submittedField(form, path) {
    const typed = typedField && present(typedField);
    const button = path[0];
    /** @type {HygieiaField[]} */
    let all = [];
    if (form) all = fieldsOf(form, typed && scopeOf(typed) === form ? typed : undefined);
    else if (typed?.isConnected && !(scopeOf(typed) instanceof HTMLFormElement) && isNear(typed, path)) all = fieldsOf(scopeOf(typed), typed);
    else if (button instanceof HTMLElement) {
      all = fieldsOf(/** @type {Document | ShadowRoot} */ (get(button, 'getRootNode')()), button).filter(
        (field) => field instanceof HTMLInputElement && isNear(field, path),
      );
    }
    const filled = all.filter((field) => field instanceof HTMLInputElement).filter((field) => field.value !== '');
    const passwords = filled.filter((field) => kindOf(field) === 'password');
    if (typed && passwords.includes(typed)) return typed;
    const wantsPassword = all.some((field) => kindOf(field) === 'password' && isVisible(field));
    // On a busy machine the answer that says which field asks the user name may come after the click.
    const isName = (/** @type {HTMLInputElement} */ field) => isLoginField(field) || (field === unreadField && isWanted(field));
    return passwords[0] ?? (wantsPassword ? undefined : filled.find(isName));
  }

  /** @param {EventTarget} element @returns {element is HTMLElement} */
  const isButton = (element) =>
    element instanceof HTMLButtonElement ||
    element instanceof HTMLAnchorElement ||
    (element instanceof HTMLInputElement && ['submit', 'image', 'button', 'reset'].includes(element.type)) ||
    (element instanceof HTMLElement && get(element, 'role') === 'button');

  /** @param {EventTarget} button */
  const typeOf = (button) => (button instanceof HTMLButtonElement || button instanceof HTMLInputElement ? button.type : 'button');

  /** A click: a link leads away, a button may submit or change a field by script. @param {EventTarget[]} path @param {boolean} trusted */
  function clicked(path, trusted) {
    submission.clicked ||= trusted && performance.now() - submission.at > ONE_SUBMISSION;
    const button = path.find(isButton);
    if (!button) return;
    if (button instanceof HTMLAnchorElement && button.href && !/^\s*($|#|javascript:)/i.test(button.getAttribute('href') ?? '')) {
      if (trusted && button.target !== '_blank') void send({ type: 'abandoned', document: hygieia.document });
      return;
    }
    const form = path.find((node) => node instanceof HTMLFormElement) ?? (button instanceof HTMLButtonElement ? button.form : null);
    const field = submittedField(form, path);
    if (!field) return;
    const type = typeOf(button);
    if (form && (type === 'submit' || type === 'image')) return void tell(field, 'submit', button);
    const submits = 'button:not([type=button], [type=reset]), input[type=submit], input[type=image]';
    if (type === 'reset' || (form && get(form, 'querySelector')(submits))) {
      leftBeside = performance.now();
      return changed(field);
    }
    // Only a script can send this. With a keyboard on the screen, a button that changes the value is one of its keys.
    if (!field.readOnly) return void tell(field, 'submit', button);
    const before = field.value;
    setTimeout(() => (field.value === before ? void tell(field, 'submit', button) : changed(field)));
  }

  /**
   * A click may have changed a form without a key: a keyboard on the screen, a password that the page makes up.
   *
   * @param {HTMLInputElement} field
   */
  function changed(field) {
    setTimeout(() => {
      for (const other of fieldsOf(scopeOf(field), field)) if (other instanceof HTMLInputElement) values.settle(other);
      tellSoon(field);
    });
  }

  /** @param {Event} event @param {HygieiaLook | undefined} look @param {EventTarget[]} path */
  function take(event, look = hygieia.look(event), path = event.composedPath()) {
    const target = path[0];
    const field = target instanceof HTMLInputElement ? target : undefined;
    if (!event.isTrusted) {
      // What a password manager or the page itself does is no key. It is noted, and never spoken about in the page.
      if (field && look && (event.type === 'input' || event.type === 'change')) filled(field, look.value);
      else if (event.type === 'click') clicked(path, false);
      return;
    }
    values.noteHands(event);
    if (field && look) values.follow(event, field, look);
    switch (event.type) {
      case 'focusin':
        if (field) void touch(field);
        break;
      case 'input':
        if (field) {
          // The next submission is another one, however soon it comes.
          submission.at = -Infinity;
          if (isUnread(field)) {
            unreadField = field;
            void touch(field);
          }
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
        clicked(path, true);
        break;
      case 'submit': {
        if (!(event instanceof SubmitEvent && target instanceof HTMLFormElement)) break;
        const submitted = submittedField(target, path);
        if (submitted) void tell(submitted, 'submit', event.submitter ?? undefined);
        // The page may have emptied the field by now, and it may be another form that is sent (a search).
        const typed = typedField ? present(typedField) : submitted;
        if (!typed || scopeOf(typed) !== target) break;
        // The page's own listeners come after this one.
        setTimeout(() => event.defaultPrevented || void send({ type: 'sent', document: hygieia.document }));
      }
    }
  }

  /** @param {HTMLInputElement} field @param {string} value */
  function filled(field, value) {
    values.filled(field, value);
    if (value === '' || !isWanted(field)) return;
    if (kindOf(field) === 'password') typedField = field;
    void touch(field);
    tellSoon(field);
  }

  // ---- what a probe is told ------------------------------------------------------------------------------------------

  /** Inputs of this document and of the shadow roots in its first elements; a bounded number of them. */
  function inputsHere() {
    /** @type {Set<HTMLInputElement>} */
    const inputs = new Set();
    /** @param {HTMLCollectionOf<HTMLInputElement> | Element[]} found */
    const add = (found) => {
      for (let index = 0; index < found.length && inputs.size < MOST_INPUTS; index += 1) {
        const field = found[index];
        if (field instanceof HTMLInputElement && isField(field)) inputs.add(field);
      }
    };
    for (const field of [typedField, editedField]) if (field) add(fieldsOf(scopeOf(field), field));
    add(get(document, 'getElementsByTagName')('input'));
    let left = MOST_ELEMENTS;
    const walkThrough = get(document, 'createTreeWalker');
    /** @param {Node} root */
    const enter = (root) => {
      const walker = walkThrough(root, NodeFilter.SHOW_ELEMENT);
      while (left > 0 && walker.nextNode()) {
        left -= 1;
        const element = /** @type {Element} */ (walker.currentNode);
        const inner = isField(element) ? null : innerRoot(element);
        if (root !== document) add([element]);
        if (inner) enter(inner);
      }
    };
    enter(document);
    return [...inputs].filter((field) => field.isConnected);
  }

  /** Forms with a password, and small ones that may ask a user name. */
  function formsHere() {
    /** @type {Map<HygieiaScope, HygieiaField[]>} */
    const forms = new Map();
    const inputs = inputsHere();
    for (const field of inputs) {
      if (forms.size === MOST_FORMS) break;
      if (kindOf(field) !== 'password') continue;
      const scope = scopeOf(field);
      if (!forms.has(scope)) forms.set(scope, fieldsOf(scope, field));
    }
    /** @type {Set<HygieiaScope>} */
    const names = new Set();
    for (const field of inputs) {
      if (names.size === MOST_NAME_FORMS) break;
      if (!['text', 'email', 'tel'].includes(field.type) || !isVisible(field)) continue;
      const scope = scopeOf(field);
      if (forms.has(scope) || names.has(scope)) continue;
      names.add(scope);
      const fields = fieldsOf(scope, field);
      if (fields.length <= MOST_NAME_FIELDS) forms.set(scope, fields);
    }
    return [...forms].map(([scope, fields]) => snapshot(scope, fields));
  }

  /** Whether the person has gone back to this page: then its referrer is from when they first came. @param {PerformanceEntry | undefined} navigation */
  const wentBack = (navigation) =>
    hygieia.restored || (navigation instanceof PerformanceNavigationTiming && navigation.type === 'back_forward');

  hygieia.snapshots = () => {
    const field = typedField && present(typedField);
    const fields = field?.isConnected ? fieldsOf(scopeOf(field), field) : [];
    const passwords = fields.filter((field) => kindOf(field) === 'password');
    const { button, address } = submission;
    const [navigation] = performance.getEntriesByType('navigation');
    return {
      frame: 0,
      document: hygieia.document,
      origin: self.origin,
      frames: self.length,
      forms: formsHere(),
      typed_field_stands: field !== undefined && field.isConnected && isVisible(field),
      typed_field_hidden: field !== undefined && field.isConnected && !isVisible(field),
      typed_field_empty: passwords.length > 0 && passwords.every(({ value }) => value === ''),
      waits: Boolean(field?.disabled || (button && get(button, 'isConnected') && (get(button, 'matches')(':disabled') || get(button, 'ariaDisabled') === 'true'))),
      says_invalid: fields.some((field) => field.ariaInvalid === 'true'),
      address_changed: address !== '' && address !== location.href,
      age: performance.now(),
      status: navigation instanceof PerformanceNavigationTiming ? navigation.responseStatus : 0,
      came_from_page: get(document, 'referrer') !== '' && !wentBack(navigation),
      tab_loads: false,
    };
  };

  // A script goes to another page: after it has logged in, or because of a button beside the login. What a person types
  // into the address bar is not heard here.
  self.navigation?.addEventListener('navigate', (event) => {
    if (event.userInitiated || event.navigationType === 'traverse' || event.destination.sameDocument) return;
    const beside = performance.now() - leftBeside < ONE_SUBMISSION && !event.formData;
    if (beside) void send({ type: 'abandoned', document: hygieia.document });
    else if (submission.address && !submission.clicked) void send({ type: 'leaving', document: hygieia.document });
  });
  // Back from the back/forward cache: what is typed now has nothing to do with what was.
  addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return;
    hygieia.document = crypto.randomUUID();
    clearTimeout(pause);
    typedField = editedField = undefined;
    submission = { at: -Infinity, address: '', button: undefined, clicked: false };
  });
  hygieia.take = take;
  for (const early of hygieia.early.splice(0)) take(...early);
})();
