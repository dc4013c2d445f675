/**
 * Shapes: what a kept value must look like. A shape either says what is wrong or gives the value as two runs may be
 * compared by it: what differs by nature (dates, random names) stands there by its kind only.
 */

/**
 * What one run shares among its shapes.
 *
 * @typedef {Map<unknown, string>} Names
 */

/**
 * @typedef {(value: any, path: string, names: Names) => unknown} Shape
 */

/**
 * @param {string} path
 * @param {unknown} value
 * @param {string} wanted
 * @returns {never}
 */
function wrong(path, value, wanted) {
  throw new Error(`${path} holds ${JSON.stringify(value)}, which is not ${wanted}`);
}

/**
 * @param {string} wanted
 * @param {(value: any) => boolean} is
 * @param {(value: any, names: Names) => unknown} [shown] how it is compared
 * @returns {Shape}
 */
export const leaf =
  (wanted, is, shown = (value) => value) =>
  (value, path, names) =>
    is(value) ? shown(value, names) : wrong(path, value, wanted);

/** @param {number} most */
export const count = (most) =>
  leaf(`a number from 0 to ${most}`, (value) => Number.isInteger(value) && value >= 0 && value <= most);

export const flag = leaf('true or false', (value) => typeof value === 'boolean');

/** @param {unknown[]} values */
export const oneOf = (...values) => leaf(`one of ${JSON.stringify(values)}`, (value) => values.includes(value));

/** Any of these, whichever are there. @param {unknown[]} values */
export const someOf = (...values) =>
  leaf(
    `some of ${JSON.stringify(values)}`,
    (value) => Array.isArray(value) && value.every((one) => values.includes(one)),
    () => 'some',
  );

/** A text of which every character is known beforehand. @param {RegExp} pattern */
export const text = (pattern) => leaf(`a text like ${pattern}`, (value) => typeof value === 'string' && pattern.test(value));

/** An address of the demo's, whose port is another in every run. @param {RegExp} pattern */
export const address = (pattern) =>
  leaf(`an address like ${pattern}`, (value) => pattern.test(value), (value) => new URL(value).href.replace(/:\d+/, ''));

/** A name or number that the browser or chance has given, and that says nothing. @param {RegExp} pattern */
export const name = (pattern) => leaf(`a name like ${pattern}`, (value) => pattern.test(String(value)), numbered('name'));

/** Milliseconds since 1970, of this run. */
export const time = leaf(
  'a time of this run',
  (value) => Number.isInteger(value) && Math.abs(value - Date.now()) < 3_600_000,
  () => 'a time',
);

const is32Bits = (/** @type {unknown} */ value) =>
  Number.isInteger(value) && /** @type {number} */ (value) >= 0 && /** @type {number} */ (value) < 2 ** 32;

/** 32 bits of a password: which ones are equal is compared, not what they are. */
export const passwordTag = leaf('32 bits', is32Bits, numbered('password tag'));

/** 32 bits of a user name: the same in every run with the same salt. */
export const nameTag = leaf('32 bits', is32Bits);

/** Bytes in base64, compared by their number only. @param {number} [exactly] @param {string} [start] */
export const bytes = (exactly, start = '') =>
  leaf(
    `base64 of ${exactly ?? 'some'} bytes, beginning with ${JSON.stringify(start)}`,
    (value) => {
      const bytes = typeof value === 'string' ? Buffer.from(value, 'base64') : null;
      return bytes !== null && (exactly ?? bytes.length) === bytes.length && bytes.toString('latin1').startsWith(start);
    },
    () => 'bytes',
  );

/** A list of bytes as JSON has it: the same in every run that was given the same. @param {number} exactly */
export const byteList = (exactly) =>
  leaf(`${exactly} bytes`, (value) => Array.isArray(value) && value.length === exactly && value.every((byte) => byte >= 0 && byte < 256));

/** So many random bytes as JSON has them: compared by their number only. @param {number} exactly */
export const numbers = (exactly) => {
  const shape = byteList(exactly);
  return (/** @type {unknown} */ value, /** @type {string} */ path, /** @type {Names} */ names) => shape(value, path, names) && 'bytes';
};

/** A value that says itself in JSON. @param {unknown} wanted */
export const exactly = (wanted) =>
  leaf(JSON.stringify(wanted), (value) => JSON.stringify(value) === JSON.stringify(wanted));

/** @param {Shape} shape @returns {Shape} */
export const orNull = (shape) => (value, path, names) => (value === null ? null : shape(value, path, names));

/** @param {Shape} shape @param {number} [most] @returns {Shape} */
export const list =
  (shape, most = Infinity) =>
  (value, path, names) => {
    if (!Array.isArray(value) || value.length > most) wrong(path, value, `a list of at most ${most}`);
    return value.map((/** @type {unknown} */ item, /** @type {number} */ index) => shape(item, `${path}[${index}]`, names));
  };

/** @param {Shape[]} shapes @returns {Shape} */
export const tuple =
  (...shapes) =>
  (value, path, names) => {
    if (!Array.isArray(value) || value.length !== shapes.length) wrong(path, value, `${shapes.length} values`);
    return shapes.map((shape, index) => shape(value[index], `${path}[${index}]`, names));
  };

/** Exactly these fields. @param {Record<string, Shape>} fields @returns {Shape} */
export const record = (fields) => (value, path, names) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) wrong(path, value, 'a record');
  for (const key of Object.keys(value)) if (!Object.hasOwn(fields, key)) wrong(`${path}.${key}`, value[key], 'a field on the list');
  for (const key of Object.keys(fields)) if (!Object.hasOwn(value, key)) wrong(`${path}.${key}`, undefined, 'left out');
  return Object.fromEntries(Object.entries(fields).map(([key, shape]) => [key, shape(value[key], `${path}.${key}`, names)]));
};

/** Any number of fields of one shape. @param {Shape} key @param {Shape} shape @returns {Shape} */
export const map = (key, shape) => (value, path, names) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) wrong(path, value, 'a map');
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([name, item]) => [String(key(name, path, names)), shape(item, `${path}.${name}`, names)]));
};

/** One of several shapes. @param {Shape[]} shapes @returns {Shape} */
export const either =
  (...shapes) =>
  (value, path, names) => {
    for (const shape of shapes.slice(0, -1)) {
      try {
        return shape(value, path, names);
      } catch {
        // Then it must be the next.
      }
    }
    return shapes[shapes.length - 1]?.(value, path, names);
  };

/** @param {string} kind */
function numbered(kind) {
  return (/** @type {unknown} */ value, /** @type {Names} */ names) => {
    const known = `${kind} ${value}`;
    if (!names.has(known)) names.set(known, `${kind} ${names.size}`);
    return names.get(known);
  };
}
