// Draws the one line at the login form: 320×48 at the top right of the viewport, in a frame that no script of the page
// can read or reach. It has no control, takes no click and no focus, and comes, is drawn anew and goes at times that
// depend neither on what it says nor on when that was known.

(() => {
  if (!Object.hasOwn(globalThis, 'hygieia') || hygieia.notice) return;

  const { get } = hygieia;
  const make = get(document, 'createElement');

  /** How long after the last edit, or after it was shown by the background, it stays. */
  const STAYS = 8_000;
  /** When after a pause the line is drawn anew: with what is known by then, whether or not that is something new. The later
   * times are for a background that had to wake, and for a busy machine. */
  const DRAWN_AFTER = [800, 2_400, 5_600];

  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const { paper, ink, mark } = dark
    ? { paper: '#1f2430', ink: '#f2f4f8', mark: '#8fc7b5' }
    : { paper: '#ffffff', ink: '#1c2430', mark: '#1d6b57' };

  /** @type {{ host: HTMLElement, box: HTMLElement } | undefined} */
  let shown;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let leaving;
  /** @type {ReturnType<typeof setTimeout>[]} */
  let drawing = [];
  /** What it says until something is known, and what it says next. */
  let waiting = '';
  /** @type {string | undefined} */
  let line;
  /** The last question; answers to former ones come too late. */
  let question = 0;

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
    const text = make('span');
    text.textContent = line;
    text.dataset.test = 'notice-text';
    // A line with kana is Japanese; fonts draw many of its characters otherwise for Chinese.
    const lang = /[\u3041-\u30ff]/.test(line) ? 'ja' : 'en';
    return `<!doctype html><html lang="${lang}"><body bgcolor="${paper}" text="${ink}" leftmargin="0" topmargin="0" marginwidth="0" marginheight="0">
<table width="320" height="48" cellpadding="0" cellspacing="0" border="0"><tr><td width="5" bgcolor="${mark}"></td>
<td width="30" align="center"><font face="system-ui, sans-serif" size="3" color="${mark}"><b>H</b></font></td>
<td nowrap><font face="system-ui, 'Hiragino Sans', 'Yu Gothic UI', 'Noto Sans CJK JP', Meiryo, sans-serif" size="2">${text.outerHTML}</font></td></tr></table></body></html>`;
  }

  const SIZE = { all: 'initial', width: '320px', height: '48px', 'pointer-events': 'none' };

  /** A frame that shows a line. @param {string} line */
  function framed(line) {
    const frame = make('iframe');
    frame.setAttribute('sandbox', '');
    frame.setAttribute('scrolling', 'no');
    frame.tabIndex = -1;
    frame.setAttribute('aria-hidden', 'true');
    dress(frame, {
      ...SIZE, position: 'absolute', top: '0', left: '0', border: '0', 'border-radius': '8px', 'box-shadow': '0 1px 6px rgb(0 0 0 / 40%)', 'color-scheme': 'normal', background: paper,
    });
    frame.srcdoc = markup(line);
    return frame;
  }

  /**
   * Draws it anew, in a new frame: another document in the same one would be a step of the tab's history. It lies under the
   * former ones until it has loaded, so that the line does not blink.
   *
   * @param {string} line
   */
  function draw(line) {
    if (!shown) return;
    const frame = framed(line);
    frame.addEventListener('load', () => {
      while (frame.nextSibling) frame.nextSibling.remove();
    });
    shown.box.prepend(frame);
  }

  /**
   * Shows it, or lets it stay. In the top layer it lies over all that the page shows by then (what a page opens there
   * later lies over it), and no filter, opacity or transform of the page's applies to it; `inert` keeps it out of selections
   * and of searches.
   */
  function show() {
    if (!shown?.host.isConnected) {
      const host = make('div');
      const box = make('div');
      box.popover = 'manual';
      box.inert = true;
      dress(host, { ...SIZE, position: 'fixed', top: '8px', right: '8px', 'z-index': '2147483647' });
      dress(box, { ...SIZE, position: 'fixed', top: '8px', right: '8px', overflow: 'visible' });
      box.append(framed(waiting));
      host.attachShadow({ mode: 'closed' }).append(box);
      shown = { host, box };
      get(get(document, 'documentElement'), 'append')(host);
      box.showPopover();
    }
    clearTimeout(leaving);
    leaving = setTimeout(hide, STAYS);
  }

  function hide() {
    drawing.forEach(clearTimeout);
    shown?.host.remove();
    shown = undefined;
  }

  /** @type {NonNullable<HygieiaContent['notice']>} */
  const notice = {
    prepare(text) {
      waiting = text;
    },
    edited: show,
    asked() {
      drawing.forEach(clearTimeout);
      drawing = DRAWN_AFTER.map((after) => setTimeout(() => draw(line ?? waiting), after));
      line = undefined;
      question += 1;
      const asked = question;
      return (said) => {
        if (question === asked) line = said;
      };
    },
  };
  hygieia.notice = notice;

  // About a login in a frame, and on the page that follows a login.
  chrome.runtime.onMessage.addListener((message) => {
    if (typeof message?.line !== 'string') return;
    switch (message.cue) {
      case 'edited':
        notice.prepare(message.line);
        notice.edited();
        break;
      case 'answered':
        notice.asked()(message.line);
        break;
      case 'late':
        line = message.line;
        break;
      case 'submitted':
        show();
        draw(message.line);
        break;
      case 'again':
        if (!shown?.host.isConnected) show();
        draw(message.line);
    }
  });
})();
