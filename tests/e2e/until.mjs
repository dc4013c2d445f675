/**
 * Waits until `probe` answers something other than `undefined`, `null` or `false`, and returns that. It asks again every
 * 20 ms: a condition is awaited, never a fixed time.
 *
 * @template T
 * @param {string} what what is awaited, for the error's text
 * @param {() => Promise<T | null | undefined | false> | T | null | undefined | false} probe
 * @param {number} [milliseconds] how long to ask before giving up
 * @returns {Promise<T>}
 * @throws {Error} when the time is over; an error of the last probe is its cause
 */
export async function until(what, probe, milliseconds = 10_000) {
  const end = performance.now() + milliseconds;
  /** @type {unknown} */
  let cause;
  do {
    try {
      const value = await probe();
      if (value !== undefined && value !== null && value !== false) return value;
      cause = undefined;
    } catch (error) {
      // A page that is just navigating has no context to ask; only the last such error is worth telling.
      cause = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  } while (performance.now() < end);
  throw new Error(`waited ${milliseconds} ms for ${what}`, { cause });
}
