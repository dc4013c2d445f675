/**
 * Texts by their codes, in the language of our own setting. The browser's own choice was seen to differ from what it
 * reports, so this reads `_locales/` itself. Shared by the pages and the background.
 */

/** @typedef {import('./wasm/hygieia.js').Text} Text */
/** @typedef {import('./wasm/hygieia.js').Arg} Arg */
/** @typedef {import('./wasm/hygieia.js').Language} Language */

/**
 * The texts of one language.
 *
 * @typedef {object} Texts
 * @property {'en' | 'ja'} lang what language they are in; also a BCP 47 tag
 * @property {(text: Text | string) => string} say a text, or a code without arguments, in words; a code that nobody knows in brackets
 */

/**
 * Loads the texts.
 *
 * @param {Language} language the setting's value; `browser` is the first of the browser's languages that there is
 * @returns {Promise<Texts>}
 */
export async function loadTexts(language) {
  const lang = language === 'browser' ? browserLanguage() : language;
  const [messages, names] = await Promise.all([read(`_locales/${lang}/messages.json`), lang === 'en' ? {} : read(`names/${lang}.json`)]);
  return { lang, say: (text) => say({ lang, messages, names }, typeof text === 'string' ? { code: text, args: [] } : text) };
}

/** @param {string} file */
const read = async (file) => (await fetch(chrome.runtime.getURL(file))).json();

/** @returns {'en' | 'ja'} */
function browserLanguage() {
  for (const { [0]: primary } of navigator.languages.map((tag) => tag.toLowerCase().split('-'))) {
    if (primary === 'en' || primary === 'ja') return primary;
  }
  return 'en';
}

/**
 * What a language has.
 *
 * @typedef {object} Words
 * @property {string} lang
 * @property {Record<string, { message: string }>} messages
 * @property {Record<string, string>} names what sites are called, by what they are called in English
 */

/**
 * @param {Words} words
 * @param {{ code: string, args: Arg[] }} text
 * @returns {string}
 */
function say({ lang, messages, names }, { code, args }) {
  const count = args.find((arg) => arg.as === 'count');
  const isOne = count !== undefined && new Intl.PluralRules(lang).select(count.value) === 'one';
  const message = (isOne ? messages[`${code}_one`] : undefined) ?? messages[code];
  if (message === undefined) return `[${code}]`;
  return message.message.replace(/\$([1-9])/g, (whole, index) => {
    const arg = args[Number(index) - 1];
    return arg === undefined ? whole : format(arg, lang, names);
  });
}

/**
 * @param {Arg} arg
 * @param {string} lang
 * @param {Record<string, string>} names
 * @returns {string}
 */
function format(arg, lang, names) {
  switch (arg.as) {
    case 'count':
      return new Intl.NumberFormat(lang).format(arg.value);
    case 'date':
      return new Intl.DateTimeFormat(lang, { dateStyle: 'medium' }).format(arg.value);
    case 'day':
      return new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeZone: 'UTC' }).format(arg.value);
    case 'time':
      return new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeStyle: 'medium' }).format(arg.value);
    case 'names':
      return new Intl.ListFormat(lang, { type: 'conjunction' }).format(arg.value.map((name) => (Object.hasOwn(names, name) ? String(names[name]) : name)));
  }
}
