// Finds rooms and people by what somebody types of their names.

/**
 * @typedef {{names: string[]}} Item  `names`: all that it may be found by
 */

/**
 * Return the items that fit, best first: those that begin with the words, then those in which a
 * word does, then those that contain them. Width and case do not matter. Pure.
 *
 * @template {Item} Given
 * @param {Given[]} items
 * @param {string} words
 * @param {number} most
 * @returns {Given[]}
 */
export function ranked(items, words, most) {
  const wanted = plain(words);
  const found = items.map((item) => ({ item, rank: rankOf(item, wanted) }));
  const fitting = found.filter(({ rank }) => rank < Infinity);
  fitting.sort((one, other) => one.rank - other.rank);
  return fitting.slice(0, most).map(({ item }) => item);
}

function rankOf({ names }, wanted) {
  return Math.min(...names.map((name) => rankIn(plain(name), wanted)));
}

function rankIn(name, wanted) {
  if (name.startsWith(wanted)) return 0;
  if (name.split(/[\s\p{P}]+/u).some((word) => word.startsWith(wanted))) return 1;
  return name.includes(wanted) ? 2 : Infinity;
}

function plain(text) {
  return text.normalize("NFKC").trim().toLowerCase();
}
