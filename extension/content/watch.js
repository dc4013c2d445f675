// On every page from its start, and inert: until the person touches something like a login field it only compares an
// event's target. Then it asks for the rest (collect.js, notice.js) and hands over what happened meanwhile.
// The background decides everything else.

(() => {
  // The frame of our own notice, and a page that has it already.
  if (self.origin === 'null' || 'hygieia' in globalThis) return;

  const TYPES = ['focusin', 'keydown', 'input', 'paste', 'compositionend', 'change', 'click', 'submit'];
  const LOGIN = /user|login|log-in|e-?mail|account|passw|pass$|pwd|ログイン|会員|お客様|メール|アカウント/i;

  /** @type {HygieiaContent} */
  const hygieia = {
    document: crypto.randomUUID(),
    early: [],
    /** Replaced by collect.js; until then events wait. */
    take(event) {
      // The path is gone once the event has passed.
      hygieia.early.push([event, hygieia.look(event), event.composedPath()]);
    },
    look(event) {
      const field = event.composedPath()[0];
      if (!(field instanceof HTMLInputElement)) return undefined;
      let selection = /** @type {[number | null, number | null]} */ ([null, null]);
      try {
        selection = [field.selectionStart, field.selectionEnd];
      } catch {
        // Not every type of field has a selection.
      }
      return { value: field.value, selection };
    },
    send: async (message) => {
      try {
        return await chrome.runtime.sendMessage(message);
      } catch {
        // The page is going, or the extension was replaced under it: then this script falls silent.
        if (!chrome.runtime?.id) for (const type of TYPES) removeEventListener(type, hear, true);
        return undefined;
      }
    },
  };
  Object.defineProperty(globalThis, 'hygieia', { value: hygieia });

  let woken = false;

  /** @param {EventTarget | undefined} target */
  const concerns = (target) =>
    target instanceof HTMLInputElement &&
    (target.type === 'password' ||
      target.type === 'email' ||
      ((target.type === 'text' || target.type === 'tel') &&
        LOGIN.test(`${target.autocomplete} ${target.name} ${target.id} ${target.placeholder}`)));

  /** @param {Event} event */
  function hear(event) {
    if (!event.isTrusted) return;
    if (!woken) {
      if (!concerns(event.composedPath()[0])) return;
      woken = true;
      void hygieia.send({ type: 'woken' });
    }
    hygieia.take(event);
  }

  const listen = () => {
    for (const type of TYPES) addEventListener(type, hear, { capture: true, passive: true });
  };
  listen();
  // document.open() erases every listener of the window and replaces the root element.
  new MutationObserver(listen).observe(document, { childList: true });
})();
