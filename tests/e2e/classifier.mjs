/**
 * Tells two kinds of measurements apart, or fails to: for tests that ask whether what somebody measures gives something
 * away.
 */

/** @typedef {Record<string, number>} Measured numbers by their names, the same names in each */

/** The features that differ most are weighed, so many. */
const MOST_FEATURES = 6;

/**
 * Learns what tells hits from misses: the features with the largest difference of means in units of their spread, each
 * clipped, so that one hiccup of the machine does not decide (a naive Bayes classifier of Gaussians with one variance).
 *
 * @param {Measured[]} hits @param {Measured[]} misses
 * @returns {{ isHit: (measured: Measured) => boolean, features: string[] }}
 */
export function learn(hits, misses) {
  const names = Object.keys(hits[0] ?? {});
  const rated = names.map((name) => {
    const of = (/** @type {Measured[]} */ all) => all.map((one) => one[name] ?? 0);
    // Ranks instead of values: what a busy machine adds has no bound.
    const sorted = [...of(hits), ...of(misses)].sort((a, b) => a - b);
    const rank = (/** @type {number} */ value) => (lower(sorted, value) + lower(sorted, value, true)) / 2 / sorted.length - 0.5;
    const [hit, miss] = [of(hits).map(rank), of(misses).map(rank)];
    const spread = Math.sqrt((variance(hit) + variance(miss)) / 2) || 1;
    return { name, rank, weight: (mean(hit) - mean(miss)) / spread, middle: (mean(hit) + mean(miss)) / 2, spread };
  });
  rated.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  const best = rated.slice(0, MOST_FEATURES);
  return {
    isHit: (measured) =>
      best.reduce((sum, { name, rank, weight, middle, spread }) => sum + (weight * (rank(measured[name] ?? 0) - middle)) / spread, 0) > 0,
    features: best.map(({ name }) => name),
  };
}

/**
 * Wilson's 95 % interval of a rate.
 *
 * @param {number} right @param {number} all
 * @returns {[number, number]} within 0 and 1
 */
export function interval(right, all) {
  const z = 1.96;
  const rate = right / all;
  const middle = (rate + (z * z) / (2 * all)) / (1 + (z * z) / all);
  const half = (z / (1 + (z * z) / all)) * Math.sqrt((rate * (1 - rate)) / all + (z * z) / (4 * all * all));
  return [middle - half, middle + half];
}

/** How many sorted numbers are smaller, or not larger. @param {number[]} sorted @param {number} value */
function lower(sorted, value, orEqual = false) {
  const index = sorted.findIndex((other) => (orEqual ? other > value : other >= value));
  return index < 0 ? sorted.length : index;
}

/** @param {number[]} numbers */
const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

/** @param {number[]} numbers */
function variance(numbers) {
  const middle = mean(numbers);
  return mean(numbers.map((number) => (number - middle) ** 2));
}
