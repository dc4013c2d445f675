// What the pages' scripts share: asking the server, and what is shown afterwards.

/** Sends what a form holds, as a page does that stays where it is. */
function send(values) {
  return fetch('/ok', { method: 'POST', body: new URLSearchParams(values) });
}

/** The login is over: what asked for it makes room. */
function thank(element) {
  const thanks = document.createElement('p');
  thanks.id = 'message';
  thanks.textContent = 'Thank you';
  element.replaceWith(thanks);
}

/** The page's own "wrong": these pages take every password but those that begin with it. */
const isWrong = (password) => password.startsWith('wrong');
