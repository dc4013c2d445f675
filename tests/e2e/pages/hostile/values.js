// Ways to bring a page's own guess into a field so that it looks as if the person had typed it.

const [trick, guess] = decodeURIComponent(location.search.slice(1)).split('=');
const field = document.querySelector('#password');
const end = guess.length;

/** As a key of the person's would, with trusted events. */
const insert = (text) => document.execCommand('insertText', false, text);
const remove = () => document.execCommand('delete');

const onKey = (key, act) => field.addEventListener('keydown', (event) => event.key === key && act(event));

const TRICKS = {
  // A value that stands there already, up to its last character.
  prefilled() {
    field.value = guess.slice(0, -1);
  },
  // The rest of it comes with the first key.
  'more than the key'() {
    onKey(guess[0], (event) => {
      event.preventDefault();
      insert(guess);
    });
  },
  // The person's long value is replaced, and a key that writes nothing "deletes" the rest of the page's.
  'deleted by script'() {
    onKey('Shift', () => {
      field.value = `${guess}x`;
      field.setSelectionRange(end + 1, end + 1);
      remove();
    });
  },
  'deleted by the person'() {
    onKey('Backspace', () => {
      field.value = `${guess}x`;
      field.setSelectionRange(end + 1, end + 1);
    });
  },
  // The person's own keys in another order.
  'the caret is moved'() {
    field.addEventListener('input', () => field.setSelectionRange(0, 0));
  },
  'the focus is moved, and the caret'() {
    field.addEventListener('input', () => {
      field.blur();
      field.focus();
      field.setSelectionRange(0, 0);
    });
  },
  // What stood there before the person's keys comes back.
  undone() {
    field.focus();
    insert(guess);
    field.select();
    remove();
    onKey('x', (event) => {
      event.preventDefault();
      document.execCommand('undo');
    });
  },
  'emptied and filled'() {
    onKey('x', (event) => {
      event.preventDefault();
      field.value = '';
      insert(guess);
    });
  },
  // Another field of the same name takes its place.
  'another field'() {
    onKey('Shift', () => {
      const other = field.cloneNode();
      other.value = guess;
      field.replaceWith(other);
      other.focus();
    });
  },
  pasted() {
    field.addEventListener('paste', (event) => {
      event.preventDefault();
      insert(guess);
    });
  },
  // The browser fills in its own password; the page puts a guess in its place.
  autofilled() {
    field.addEventListener('change', () => {
      field.value = guess;
    });
  },
  // A field that is drawn as dots takes an input method's text; the page replaces it meanwhile.
  composed() {
    field.type = 'text';
    field.style.webkitTextSecurity = 'disc';
    field.addEventListener('compositionupdate', () => {
      field.value = guess.slice(0, -1);
    });
  },
  // Nothing but the person's input method.
  'composed honestly'() {
    field.type = 'text';
    field.style.webkitTextSecurity = 'disc';
  },
};
TRICKS[trick]?.();
