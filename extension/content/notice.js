// Draws the one line at the login form: 320×48 at the top right of the viewport, in a frame that no script of the page
// can read or reach. It has no control, takes no click and no focus, and comes and goes at times that do not depend on
// what it says.

(() => {
  if (!('hygieia' in globalThis) || hygieia.notice) return;

  /** How long after the last edit, or after it was shown by the background, it stays. */
  const STAYS = 8_000;
  /** How long after a pause the line is filled in, whatever it is and however soon it was known; if it is known later, a
   * multiple of it. */
  const FILLED_AFTER = 1_000;

  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const { paper, ink, mark } = dark
    ? { paper: '#1f2430', ink: '#f2f4f8', mark: '#8fc7b5' }
    : { paper: '#ffffff', ink: '#1c2430', mark: '#1d6b57' };

  /** @type {{ host: HTMLElement, frame: HTMLIFrameElement } | undefined} */
  let shown;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let leaving;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let filling;
  let waiting = '';

  /** @param {HTMLElement} element @param {Record<string, string>} style */
  const dress = (element, style) => {
    for (const [name, value] of Object.entries(style)) element.style.setProperty(name, value, 'important');
  };

  /**
   * The frame's markup. It inherits the page's content security policy, which may forbid styles: so it is drawn with
   * attributes alone.
   *
   * @param {string} line
   */
  function markup(line) {
    const text = document.createElement('span');
    text.textContent = line;
    text.dataset.test = 'notice-text';
    return `<!doctype html><html><body bgcolor="${paper}" text="${ink}" leftmargin="0" topmargin="0" marginwidth="0" marginheight="0">
<table width="320" height="48" cellpadding="0" cellspacing="0" border="0"><tr><td width="5" bgcolor="${mark}"></td>
<td width="30" align="center"><font face="system-ui, sans-serif" size="3" color="${mark}"><b>H</b></font></td>
<td nowrap><font face="system-ui, 'Hiragino Sans', 'Noto Sans CJK JP', sans-serif" size="2">${text.outerHTML}</font></td></tr></table></body></html>`;
  }

  function show() {
    if (!shown?.host.isConnected) {
      const host = document.createElement('div');
      const frame = document.createElement('iframe');
      frame.setAttribute('sandbox', '');
      frame.tabIndex = -1;
      frame.setAttribute('aria-hidden', 'true');
      dress(host, {
        all: 'initial', position: 'fixed', top: '8px', right: '8px', width: '320px', height: '48px', 'z-index': '2147483647', 'pointer-events': 'none',
      });
      dress(frame, {
        all: 'initial', width: '320px', height: '48px', border: '0', 'border-radius': '8px', 'box-shadow': '0 1px 6px rgb(0 0 0 / 40%)', 'pointer-events': 'none', 'color-scheme': 'normal',
      });
      frame.srcdoc = markup(waiting);
      host.attachShadow({ mode: 'closed' }).append(frame);
      document.documentElement.append(host);
      shown = { host, frame };
    }
    clearTimeout(leaving);
    leaving = setTimeout(hide, STAYS);
    return shown;
  }

  function hide() {
    clearTimeout(filling);
    shown?.host.remove();
    shown = undefined;
  }

  hygieia.notice = {
    prepare(line) {
      waiting = line;
    },
    edited() {
      show();
    },
    say(line, since) {
      clearTimeout(filling);
      const passed = performance.now() - since;
      filling = setTimeout(() => {
        if (shown) shown.frame.srcdoc = markup(line);
      }, FILLED_AFTER - (passed % FILLED_AFTER));
    },
  };

  // The background shows it on the page that follows a login.
  chrome.runtime.onMessage.addListener((message) => {
    if (typeof message?.show !== 'string') return;
    show().frame.srcdoc = markup(message.show);
  });
})();
