// Reads the markup of forms into snapshots: what a field is called, labelled and asked for, and the texts around it. No
// value is read here, and nothing is decided: what it all means is said by the core (src/form.rs).

(() => {
  // Not where watch.js does not run (our own notice's frame), and only once.
  if (!('hygieia' in globalThis) || hygieia.form) return;

  const MOST_FORMS = 20;
  const MOST_FIELDS = 200;
  const MOST_TEXTS = 40;
  const MOST_CHARACTERS = 80;
  /** How many ancestors are climbed in search of a heading, or of the text before a field. */
  const MOST_LEVELS = 6;

  const FIELDS = 'input, select, textarea';
  const NO_FIELD = ['hidden', 'submit', 'button', 'image', 'reset', 'file', 'color', 'range'];
  const HEADINGS = 'h1, h2, h3, h4, h5, h6, legend, caption, [role=heading]';
  const BUTTONS = 'button, input[type=submit], input[type=button], input[type=image], [role=button]';

  /** A form's own properties may be hidden by fields of those names. */
  const elementsOf = /** @type {() => HTMLFormControlsCollection} */ (
    Object.getOwnPropertyDescriptor(HTMLFormElement.prototype, 'elements')?.get
  );

  /** @param {string | null | undefined} text */
  const cap = (text) => (text ?? '').trim().replace(/\s+/g, ' ').slice(0, MOST_CHARACTERS);

  /** Fields that were password fields when first seen: "show password" turns them into text fields. */
  const passwords = new WeakSet();

  /** @param {HygieiaField} field */
  function kindOf(field) {
    if (!(field instanceof HTMLInputElement)) return field.localName;
    if (field.type === 'password') passwords.add(field);
    return passwords.has(field) ? 'password' : field.type;
  }

  /** @param {Element} element */
  const isVisible = (element) => {
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
    const { width, height } = element.getBoundingClientRect();
    return width > 1 && height > 1;
  };

  /** @param {Element} element @returns {element is HygieiaField} */
  const isField = (element) =>
    (element instanceof HTMLInputElement && !NO_FIELD.includes(element.type)) ||
    element instanceof HTMLSelectElement ||
    element instanceof HTMLTextAreaElement;

  /** @param {HygieiaField} field */
  const scopeOf = (field) => field.form ?? /** @type {Document | ShadowRoot} */ (field.getRootNode());

  /**
   * The fields of a form; of a document or a shadow root those that belong to no form.
   *
   * @param {HygieiaScope} scope @param {HygieiaField} [around] of more fields than are taken, those around it are
   */
  function fieldsOf(scope, around) {
    const all = scope instanceof HTMLFormElement ? elementsOf.call(scope) : scope.querySelectorAll(FIELDS);
    const fields = [...all].filter(isField).filter((field) => scopeOf(field) === scope);
    const at = around ? fields.indexOf(around) : 0;
    const from = Math.max(0, Math.min(at - MOST_FIELDS / 2, fields.length - MOST_FIELDS));
    return fields.slice(from, from + MOST_FIELDS);
  }

  /** @param {string | null | undefined} ids @param {Node} root */
  const namedBy = (ids, root) =>
    (ids ?? '')
      .split(/\s+/)
      .filter(Boolean)
      .map((id) => /** @type {Document} */ (root).getElementById(id)?.textContent);

  /** The text before a field that has no label: in its cell, in the cell before, above it. @param {HygieiaField} field */
  function textBefore(field) {
    /** @type {Element} */
    let element = field;
    for (let level = 0; level < MOST_LEVELS; level += 1) {
      for (let node = element.previousSibling; node; node = node.previousSibling) {
        if (node instanceof Element && (node.matches(FIELDS) || node.querySelector(FIELDS))) return '';
        const text = node.nodeType === Node.COMMENT_NODE || node instanceof HTMLScriptElement ? '' : cap(node.textContent);
        if (text) return text;
      }
      const parent = element.parentElement;
      if (!parent || parent === field.form || parent === document.body) return '';
      element = parent;
    }
    return '';
  }

  /** @param {HygieiaField} field @returns {FieldSnapshot} */
  function describe(field) {
    const labels = [...(field.labels ?? [])].map((label) => label.textContent);
    const named = namedBy(field.getAttribute('aria-labelledby'), field.getRootNode());
    const label = cap([...labels, field.ariaLabel, ...named].join(' '));
    return {
      kind: kindOf(field),
      name: cap(field.name),
      id: cap(field.id),
      autocomplete: cap(field.getAttribute('autocomplete')),
      placeholder: cap(field.getAttribute('placeholder')),
      label,
      title: cap(field.title),
      before: label ? '' : textBefore(field),
      inputmode: cap(field.inputMode),
      maxlength: field instanceof HTMLSelectElement ? -1 : field.maxLength,
      visible: isVisible(field) && !field.disabled,
    };
  }

  /** What a button says. @param {Element} button */
  const wordsOf = (button) =>
    button instanceof HTMLInputElement
      ? button.value || button.alt || button.title
      : button.textContent?.trim() || button.ariaLabel || button.getAttribute('title') || button.querySelector('img')?.alt;

  /** The smallest element around a field outside any form that holds a button too. @param {Element} field */
  function surroundings(field) {
    let element = field;
    while (element.parentElement && element.parentElement !== document.body && !element.querySelector(BUTTONS)) {
      element = element.parentElement;
    }
    return element;
  }

  /** The last heading before an element, within some ancestors. @param {Element} element */
  function headingBefore(element) {
    let ancestor = element.parentElement;
    for (let level = 0; ancestor && level < MOST_LEVELS; level += 1, ancestor = ancestor.parentElement) {
      const before = [...ancestor.querySelectorAll(HEADINGS)].filter(
        (heading) => element.compareDocumentPosition(heading) & Node.DOCUMENT_POSITION_PRECEDING,
      );
      if (before.length > 0) return before.at(-1)?.textContent;
    }
    return '';
  }

  /** @param {HygieiaScope} scope @param {HygieiaField[]} fields @returns {FormSnapshot} */
  function snapshot(scope, fields) {
    const anchor = fields.find((field) => kindOf(field) === 'password') ?? fields[0];
    const near = scope instanceof HTMLFormElement ? scope : anchor ? surroundings(anchor) : undefined;
    /** @type {NonNullable<FormSnapshot['texts']>} */
    const texts = [];
    /** @param {'title' | 'heading' | 'button' | 'link'} place @param {(string | null | undefined)[]} found */
    const add = (place, found) => {
      for (const text of found.map(cap).filter(Boolean).slice(0, MOST_TEXTS)) texts.push({ place, text });
    };
    add('title', [document.title]);
    if (near) {
      add('heading', [headingBefore(near), ...[...near.querySelectorAll(HEADINGS)].map((heading) => heading.textContent)]);
      add('button', [...near.querySelectorAll(BUTTONS)].map(wordsOf));
      add('link', [...near.querySelectorAll('a[href]')].map((link) => link.textContent));
    }
    const names = ['id', 'name', 'class', 'action'].map((name) => cap(near?.getAttribute(name))).filter(Boolean);
    return { fields: fields.map(describe), texts, names, path: cap(location.pathname) };
  }

  /** Every form of the document, and the fields that belong to none. Done when somebody asks, never by itself. */
  function survey() {
    const scopes = [document, ...document.querySelectorAll('form')].map((scope) => ({ scope, fields: fieldsOf(scope) }));
    const filled = scopes.filter(({ fields }) => fields.length > 0).slice(0, MOST_FORMS);
    return filled.map(({ scope, fields }) => ({ fields, snapshot: snapshot(scope, fields) }));
  }

  hygieia.form = { kindOf, isVisible, scopeOf, fieldsOf, snapshot, survey };
})();
