// Reads the markup of forms into snapshots: what a field is called, labelled and asked for, and the texts around it. No
// value is read here, and nothing is decided: what it all means is said by the core (src/form.rs).

(() => {
  // Not where watch.js does not run (our own notice's frame), and only once.
  if (!Object.hasOwn(globalThis, 'hygieia') || hygieia.form) return;

  const MOST_FORMS = 20;
  /** How many forms are looked at to find those with fields. */
  const MOST_LOOKED_AT = 100;
  const MOST_FIELDS = 200;
  const MOST_TEXTS = 40;
  const MOST_CHARACTERS = 80;
  /** How many ancestors are climbed in search of the text before a field. */
  const MOST_LEVELS = 6;
  /** The same in search of the button of a field that belongs to no form. */
  const MOST_SURROUNDINGS = 15;
  /** How many nodes are read in search of a text, and how many elements in search of a heading. */
  const MOST_NODES = 60;
  const MOST_HEADING_STEPS = 200;
  /** How many elements are looked at in search of the fields of a form that is no <form>. */
  const MOST_ELEMENTS = 4_000;

  const FIELDS = 'input, select, textarea';
  const NO_FIELD = ['hidden', 'submit', 'button', 'image', 'reset', 'file', 'color', 'range'];
  const HEADINGS = 'h1, h2, h3, h4, h5, h6, legend, caption, [role=heading]';
  const LINKS = 'a[href]';
  const BUTTONS = 'button, input[type=submit], input[type=button], input[type=image], [role=button]';

  const { get } = hygieia;
  const walkThrough = get(document, 'createTreeWalker');

  /** @param {string | null | undefined} text */
  const cap = (text) => (text ?? '').trim().replace(/\s+/g, ' ').slice(0, MOST_CHARACTERS);

  /** Fields that were password fields when first seen: "show password" turns them into text fields. */
  const passwords = new WeakSet();

  /** A text field that is drawn as dots. @param {HTMLInputElement} field */
  const isMasked = (field) =>
    (field.type === 'text' || field.type === 'tel') && /disc|circle|square/.test(getComputedStyle(field).webkitTextSecurity);

  /** @param {HygieiaField} field */
  function kindOf(field) {
    if (!(field instanceof HTMLInputElement)) return field.localName;
    if (field.type === 'password' || isMasked(field)) passwords.add(field);
    return passwords.has(field) ? 'password' : field.type;
  }

  /** How many ancestors are asked whether they cut an element away. */
  const MOST_CLIPS = 4;

  /** Whether a box has next to no size and cuts off what is larger. @param {HTMLElement} box */
  const clips = (box) => (get(box, 'offsetWidth') <= 1 || get(box, 'offsetHeight') <= 1) && getComputedStyle(box).overflow !== 'visible';

  /** Whether an element lies where the page cannot be scrolled to. @param {Element} element */
  function isOut(element) {
    const { right, bottom } = get(element, 'getBoundingClientRect')();
    const leftwards = right + scrollX <= 0 && getComputedStyle(get(document, 'documentElement')).direction === 'ltr';
    return leftwards || bottom + scrollY <= 0;
  }

  /** Whether that is by its own place, not because a box around it is scrolled. @param {Element} element */
  function isMovedOut(element) {
    /** @type {Element | null} */
    let box = element;
    for (let level = 0; box && level < MOST_CLIPS; level += 1, box = get(box, 'parentElement')) {
      if (/absolute|fixed/.test(getComputedStyle(box).position) && isOut(box)) return true;
    }
    return false;
  }

  /**
   * Whether a person can see a field.
   *
   * @param {HygieiaField} field @param {Map<Element, boolean>} [known] boxes that were asked already, for many fields at once
   */
  function isVisible(field, known = new Map()) {
    if (!field.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
    const { width, height } = field.getBoundingClientRect();
    if (width <= 1 || height <= 1 || (isOut(field) && isMovedOut(field))) return false;
    let box = field.parentElement;
    for (let level = 0; box && level < MOST_CLIPS; level += 1, box = get(box, 'parentElement')) {
      if (!known.has(box)) known.set(box, clips(box));
      if (known.get(box)) return false;
    }
    return true;
  }

  /** @param {Element} element @returns {element is HygieiaField} */
  const isField = (element) =>
    (element instanceof HTMLInputElement && !NO_FIELD.includes(element.type)) ||
    element instanceof HTMLSelectElement ||
    element instanceof HTMLTextAreaElement;

  /**
   * An element's shadow root. Closed ones are only looked for where they mostly are: in custom elements, and in boxes that
   * hold nothing else.
   *
   * @param {Element} element
   */
  function innerRoot(element) {
    // A form has none, and an element of that name may stand for it.
    if (element instanceof HTMLFormElement) return null;
    if (element.shadowRoot) return element.shadowRoot;
    const likely = element.localName.includes('-') || (!element.firstChild && (element.localName === 'div' || element.localName === 'span'));
    return likely && element instanceof HTMLElement ? hygieia.rootOf(element) : null;
  }

  /** How many elements a subtree has, counted up to a number.
   *
   * @param {Element} element @param {number} most
   */
  function sizeOf(element, most) {
    const walker = walkThrough(element, NodeFilter.SHOW_ELEMENT);
    let size = 1;
    while (size < most && walker.nextNode()) size += 1;
    return size;
  }

  /**
   * The fields of a form in document order, without those of other forms. A component with one field of its own in its
   * shadow root counts as that field.
   *
   * @param {Node} root @param {HTMLFormElement | null} form @param {{ elements: number }} left how much may be looked at
   * @returns {HygieiaField[]}
   */
  function below(root, form, left) {
    const fields = [];
    const walker = walkThrough(root, NodeFilter.SHOW_ELEMENT);
    while (left.elements > 0 && walker.nextNode()) {
      left.elements -= 1;
      const element = /** @type {Element} */ (walker.currentNode);
      if (isField(element)) {
        if (element.form === form) fields.push(element);
        continue;
      }
      const inner = innerRoot(element);
      const own = inner ? below(inner, null, left) : [];
      if (own.length === 1) fields.push(...own);
    }
    return fields;
  }

  /** Forms with fields in the shadow roots of components. @type {WeakSet<HygieiaScope>} */
  const joined = new WeakSet();

  /**
   * What holds the fields of one form: the form; else the shadow root or the document around a field. A field alone in its
   * shadow root belongs to what is around its host.
   *
   * @param {HygieiaField} field @returns {HygieiaScope}
   */
  function scopeOf(field) {
    if (field.form) return field.form;
    for (let root = field.getRootNode(); ; ) {
      if (!(root instanceof ShadowRoot)) return /** @type {Document} */ (root);
      if (below(root, null, { elements: MOST_ELEMENTS }).length > 1) return root;
      const form = root.host.closest('form');
      const outer = form ?? root.host.getRootNode();
      joined.add(/** @type {HygieiaScope} */ (outer));
      if (form) return form;
      root = outer;
    }
  }

  /** As much around an element as may be looked at. @param {HTMLElement} around @param {Node} scope */
  function vicinity(around, scope) {
    /** @type {Element} */
    let element = around;
    for (let root = get(element, 'getRootNode')(); root !== scope && root instanceof ShadowRoot; root = element.getRootNode()) {
      element = root.host;
    }
    let left = MOST_ELEMENTS;
    for (let parent = get(element, 'parentNode'); parent; parent = get(element, 'parentNode')) {
      for (const child of get(parent, 'children')) {
        if (child !== element) left -= sizeOf(child, left);
        if (left <= 0) return element;
      }
      if (!(parent instanceof Element)) return parent;
      element = parent;
    }
    return element;
  }

  /**
   * The fields of a form; of a document or a shadow root those that belong to no form.
   *
   * @param {HygieiaScope} scope @param {HTMLElement} [around] of more fields than are taken, those around it are
   */
  function fieldsOf(scope, around) {
    const form = scope instanceof HTMLFormElement ? scope : null;
    let fields =
      form && !joined.has(form)
        ? [...get(form, 'elements')].filter(isField)
        : below(form || !around ? scope : vicinity(around, scope), form, { elements: MOST_ELEMENTS });
    // Among too many elements of one parent, the field alone.
    if (around && isField(around) && !fields.includes(around)) fields = [around];
    const at = around ? fields.indexOf(/** @type {HygieiaField} */ (around)) : 0;
    const from = Math.max(0, Math.min(at - MOST_FIELDS / 2, fields.length - MOST_FIELDS));
    return fields.slice(from, from + MOST_FIELDS);
  }

  /**
   * What a subtree says: its first words, looked for in a few nodes only.
   *
   * @param {Node | null | undefined} node @returns {string | undefined} nothing where a field stands in it
   */
  function wordsWithin(node) {
    if (!node) return '';
    let text = node instanceof Text ? node.data : '';
    const walker = walkThrough(node, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let left = MOST_NODES; left > 0 && text.length < 2 * MOST_CHARACTERS && walker.nextNode(); left -= 1) {
      const inner = walker.currentNode;
      if (inner instanceof Text) text += inner.data;
      else if (isField(/** @type {Element} */ (inner))) return undefined;
    }
    return cap(text);
  }

  /** The text before a field that has no label: in its cell, in the cell before, above it. @param {HygieiaField} field */
  function textBefore(field) {
    /** @type {Element} */
    let element = field;
    for (let level = 0; level < MOST_LEVELS; level += 1) {
      for (let node = get(element, 'previousSibling'); node; node = get(node, 'previousSibling')) {
        if (node instanceof Comment || node instanceof HTMLScriptElement) continue;
        const words = node instanceof Element && isField(node) ? undefined : wordsWithin(node);
        if (words !== '') return words ?? '';
      }
      const parent = get(element, 'parentElement');
      if (!parent || parent === field.form || parent instanceof HTMLBodyElement) return '';
      element = parent;
    }
    return '';
  }

  /** The words of the labels of fields: asked for once, as each field would search the whole page for its own.
   *
   * @param {HygieiaField[]} fields @returns {Map<Element | null, string>}
   */
  function labelsOf(fields) {
    /** @type {Map<Element | null, string>} */
    const words = new Map(fields.map((field) => [field, '']));
    for (const root of new Set(fields.map((field) => /** @type {Document | ShadowRoot} */ (field.getRootNode())))) {
      for (const label of get(root, 'querySelectorAll')('label')) {
        const { control } = label;
        if (words.has(control)) words.set(control, `${words.get(control)} ${label.textContent}`);
      }
    }
    return words;
  }

  /** What an element's attribute names as its label. @param {Element} field */
  function namedBy(field) {
    const ids = field.getAttribute('aria-labelledby')?.split(/\s+/) ?? [];
    const root = /** @type {Document | ShadowRoot} */ (field.getRootNode());
    return ids.map((id) => {
      const named = get(root, 'getElementById')?.(id);
      return named && get(named, 'textContent');
    });
  }

  /**
   * @param {HygieiaField} field @param {string | undefined} words of its labels @param {Map<Element, boolean>} boxes
   * @returns {FieldSnapshot}
   */
  function describe(field, words, boxes) {
    const label = cap([words, field.ariaLabel, ...namedBy(field)].join(' '));
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
      visible: !field.disabled && isVisible(field, boxes),
    };
  }

  /** What a button says. @param {Element} button */
  const wordsOf = (button) =>
    button instanceof HTMLInputElement
      ? button.value || button.alt || button.title
      : get(button, 'textContent')?.trim() ||
        get(button, 'ariaLabel') ||
        get(button, 'getAttribute')('title') ||
        get(button, 'querySelector')('img')?.alt;

  /** The smallest element around a field outside any form that holds a button too. @param {Element} field */
  function surroundings(field) {
    let element = field;
    for (let level = 0; level < MOST_SURROUNDINGS && !get(element, 'querySelector')(BUTTONS); level += 1) {
      const parent = get(element, 'parentElement');
      if (!parent || parent instanceof HTMLBodyElement) break;
      element = parent;
    }
    return element;
  }

  /** The heading of a form that has none inside: the last one before it that is of no other form. @param {Element} form */
  function headingBefore(form) {
    const walker = walkThrough(get(form, 'getRootNode')(), NodeFilter.SHOW_ELEMENT);
    walker.currentNode = form;
    for (let left = MOST_HEADING_STEPS; left > 0; left -= 1) {
      const element = /** @type {Element | null} */ (walker.previousNode());
      if (!element) return '';
      if (get(element, 'matches')(HEADINGS) && !get(element, 'closest')('form')) return get(element, 'textContent');
    }
    return '';
  }

  /** @param {HygieiaScope} scope @param {HygieiaField[]} fields @returns {FormSnapshot} */
  function snapshot(scope, fields) {
    const anchor = fields.find((field) => field.type === 'password') ?? fields[0];
    // A form that is torn apart by the table around it holds nothing.
    const near = scope instanceof HTMLFormElement && get(scope, 'contains')(anchor ?? scope) ? scope : anchor && surroundings(anchor);
    /** @type {NonNullable<FormSnapshot['texts']>} */
    const texts = [];
    let after = 0;
    const many = { title: 0, heading: 0, button: 0, link: 0 };
    /** @param {keyof typeof many} place @param {string | null | undefined} words */
    const add = (place, words) => {
      const text = cap(words);
      if (!text) return;
      many[place] += 1;
      texts.push({ place, text, after });
    };
    add('title', get(document, 'title'));
    if (near) {
      const ours = new Set(fields);
      for (const element of get(near, 'querySelectorAll')(`${FIELDS}, ${HEADINGS}, ${BUTTONS}, ${LINKS}`)) {
        const matches = get(element, 'matches');
        if (ours.has(/** @type {HygieiaField} */ (element))) after += 1;
        else if (matches(HEADINGS)) many.heading < MOST_TEXTS && add('heading', get(element, 'textContent'));
        else if (matches(BUTTONS)) many.button < MOST_TEXTS && add('button', wordsOf(element));
        else if (matches(LINKS)) many.link < MOST_TEXTS && add('link', get(element, 'textContent'));
      }
      after = 0;
      if (many.heading === 0) add('heading', headingBefore(near));
    }
    const named = scope instanceof HTMLFormElement ? scope : near;
    const names = ['id', 'name', 'class', 'action'].map((name) => cap(named && get(named, 'getAttribute')(name))).filter(Boolean);
    const labels = labelsOf(fields);
    const boxes = new Map();
    const described = fields.map((field) => describe(field, labels.get(field), boxes));
    return { fields: described, texts, names, path: cap(location.pathname) };
  }

  /** Every form of the document, and the fields that belong to none. Done when somebody asks, never by itself. */
  function survey() {
    const forms = [...get(document, 'querySelectorAll')('form')].slice(0, MOST_LOOKED_AT);
    const scopes = [document, ...forms].map((scope) => ({ scope, fields: fieldsOf(scope) }));
    const filled = scopes.filter(({ fields }) => fields.length > 0).slice(0, MOST_FORMS);
    return filled.map(({ scope, fields }) => ({ fields, snapshot: snapshot(scope, fields) }));
  }

  const MOST_ABOUT = 8;
  /** How many links are read, of the first and of the last ones: what every page of a site has stands at its ends. */
  const MOST_LINKS_AT_AN_END = 120;
  const MOST_TYPES = 40;
  /** How many descriptions for machines are looked at, and how many characters of each. */
  const MOST_DESCRIPTIONS = 5;
  const MOST_DESCRIBED = 10_000;

  /** What a link says and where it leads. @param {Element} link */
  function wordsOfLink(link) {
    const address = link.getAttribute('href')?.replace(/^\w+:\/\/[^/]*/, '').slice(0, MOST_CHARACTERS / 2);
    return cap(`${cap(wordsWithin(link) || link.ariaLabel || link.getAttribute('title')).slice(0, MOST_CHARACTERS / 2)} ${address}`);
  }

  /** What a page shows beside its forms: read once, with the first form that is touched. @type {PageSigns | undefined} */
  let signs;

  /** @returns {PageSigns | undefined} */
  function signsOnce() {
    if (signs) return undefined;
    const select = get(document, 'querySelectorAll');
    const metas = select('meta[name=description], meta[property="og:site_name"], meta[property="og:title"]');
    const about = [get(document, 'title'), ...[...metas].slice(0, MOST_ABOUT).map((meta) => meta.getAttribute('content'))].map(cap);
    const all = get(document, 'getElementsByTagName')('a');
    const ends = [...new Set([...Array(MOST_LINKS_AT_AN_END).keys()].flatMap((index) => [index, all.length - 1 - index]))];
    const links = ends.map((index) => all[index]).filter((link) => link?.hasAttribute('href'));
    const described = [...select('script[type="application/ld+json"]')].slice(0, MOST_DESCRIPTIONS);
    const types = described.flatMap((script) => [...(script.textContent ?? '').slice(0, MOST_DESCRIBED).matchAll(/"@type"\s*:\s*"(\w+)"/g)].map((match) => match[1] ?? ''));
    const marked = [...select('[itemtype]')].slice(0, MOST_TYPES).map((item) => get(item, 'getAttribute')('itemtype')?.split('/').pop());
    const open = select('meta[property="og:type"]')[0]?.getAttribute('content');
    signs = {
      about: about.filter(Boolean).slice(0, MOST_ABOUT),
      links: links.map(/** @param {any} link */ (link) => wordsOfLink(link)).filter(Boolean),
      types: [open, ...types, ...marked].map(cap).filter(Boolean).slice(0, MOST_TYPES),
      card: get(document, 'querySelector')('[autocomplete^="cc-"]') !== null,
    };
    return signs;
  }

  hygieia.form = { signsOnce, kindOf, isField, innerRoot, isVisible, scopeOf, fieldsOf, snapshot, survey };
})();
