// Finds the @name that is being written, and puts the chosen name in its place. Pure.

const QUERY_MAX = 32;
// Not after a letter or digit of an address: name@example.com mentions nobody.
const MENTION = new RegExp(`(?:^|[^A-Za-z0-9@＠])[@＠]([^\\s@＠]{0,${QUERY_MAX}})$`, "u");

/**
 * Return what is being looked for just before the caret, or null.
 *
 * @param {string} text
 * @param {number} caret
 * @returns {{start: number, end: number, query: string}|null} `start`: where the @ stands
 */
export function mentionAt(text, caret) {
  const found = MENTION.exec(text.slice(0, caret));
  if (!found) return null;
  const [, query] = found;
  return { start: caret - query.length - 1, end: caret, query };
}

/**
 * Return the text with the chosen name in the place of what was looked for.
 *
 * @returns {{text: string, caret: number}}
 */
export function withMention(text, { start, end }, username) {
  const before = `${text.slice(0, start)}@${username} `;
  return { text: before + text.slice(end).replace(/^ /, ""), caret: before.length };
}
