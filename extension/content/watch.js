// On every page: compares targets until a login field is touched; then asks for collect.js.

(() => {
  // In our notice's frame; twice: what was silenced speaks again.
  if (self.origin === 'null') return;
  if (Object.hasOwn(globalThis, 'hygieia')) return void (globalThis.hygieia.dead &&= !chrome.runtime?.id);

  const TYPES = 'focusin pointerdown keydown input paste compositionstart change click submit'.split(' ');
  const LOGIN = /user|log-?in|e-?mail|account|passw|pass$|pwd|ログイン|会員|お客様|メール|アカウント|아이디|用[户戶]|账号|帳號/i;
  /** Events that wait; shadow roots listened in. */
  const MOST = 500;
  /** The worker may fail. */
  const PATIENCE = 10_000;

  /** @type {HygieiaContent} */
  const hygieia = {
    document: crypto.randomUUID(),
    dead: false,
    restored: false,
    early: [],
    take(event) {
      if (hygieia.early.length < MOST) hygieia.early.push([event, hygieia.look(event), event.composedPath()]);
    },
    look(event) {
      const [field] = event.composedPath();
      return field instanceof HTMLInputElement ? { value: field.value, selection: [field.selectionStart, field.selectionEnd] } : undefined;
    },
    rootOf: (element) => element.openOrClosedShadowRoot ?? chrome.dom?.openOrClosedShadowRoot(element) ?? null,
    get(node, name) {
      const own = Reflect.get(Object.getPrototypeOf(node), name, node);
      return typeof own === 'function' ? own.bind(node) : own;
    },
  };
  const { get } = hygieia;
  Object.defineProperty(globalThis, 'hygieia', { value: hygieia });

  let asked = 0;
  let askedAt = -PATIENCE;
  let roots = 0;
  const heard = new WeakMap();
  const listening = new WeakSet();

  /** One click may send what the browser filled in. @param {Element} target */
  function besidePassword(target) {
    const closest = get(target, 'closest');
    /** @type {Element | null} */
    let near = closest('form') ?? closest('button, input, [role=button]');
    for (let level = 0; level < 4 && near && !(near instanceof HTMLBodyElement); level++) {
      if (get(near, 'querySelector')('input[type=password]')) return true;
      near = get(near, 'parentElement');
    }
    return false;
  }

  /** @param {Event} event @param {unknown} target */
  const concerns = ({ type, key }, target) =>
    (target instanceof HTMLInputElement &&
      /^(password|email|text|tel)$/.test(target.type) &&
      (LOGIN.test(`${target.type} ${target.autocomplete} ${target.name} ${target.id} ${target.placeholder}`) ||
        (type === 'focusin' && /disc|circle|square/.test(getComputedStyle(target).webkitTextSecurity)))) ||
    ((key === 'Enter' || /^(pointerdown|click|submit)$/.test(type)) && target instanceof Element && besidePassword(target));

  async function wake() {
    asked += 1;
    try {
      // Heard.
      if ((await chrome.runtime.sendMessage({ type: 'woken' })) === null) return;
    } catch {
      hygieia.dead = !chrome.runtime?.id;
    }
    if (!hygieia.dead && asked < 5) setTimeout(wake, 150 << asked);
  }

  /** @param {Event} event */
  function hear(event) {
    const woken = (hygieia.snapshots && hygieia.notice) || event.timeStamp - askedAt < PATIENCE;
    if (hygieia.dead || !(event.isTrusted || woken)) return;
    const path = event.composedPath();
    const [target] = path;
    // Heard already.
    if (heard.get(event) === target) return;
    heard.set(event, target);
    if (target instanceof HTMLElement && !(target instanceof HTMLInputElement)) listenIn(hygieia.rootOf(target));
    if (!woken) {
      hygieia.early = [];
      if (asked > 4 || !concerns(event, target)) return;
      askedAt = event.timeStamp;
      void wake();
    }
    // Some events stay in there.
    path.forEach(listenIn);
    hygieia.take(event);
  }

  /** @param {EventTarget} target */
  const listen = (target) => {
    for (const type of TYPES) target.addEventListener(type, hear, { capture: true, passive: true });
  };

  /** @param {unknown} root */
  function listenIn(root) {
    if (!(root instanceof ShadowRoot) || listening.has(root) || roots === MOST) return;
    roots += 1;
    listening.add(root);
    listen(root);
  }

  addEventListener('pageshow', ({ persisted }) => void (hygieia.restored ||= persisted));
  listen(window);
  // document.open() erases listeners.
  new MutationObserver(() => listen(window)).observe(document, { childList: true });
})();
