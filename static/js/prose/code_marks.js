// Which pieces of a text of code are what, as ranges: nothing that could be markup.

/** The kinds of pieces, in the order in which ranges name them by number. */
export const KINDS = ["word", "name", "text", "number", "note", "added", "removed", "strong", "soft"];

/** highlight.js's classes, without what stands before and behind their first word. */
const KIND_OF = {
  word: ["keyword", "literal", "built_in", "doctag", "selector-tag", "type"],
  name: ["title", "name", "attr", "attribute", "symbol", "property", "variable", "template-variable"],
  text: ["string", "regexp", "char", "link", "template-tag", "selector-attr", "selector-pseudo"],
  number: ["number", "bullet", "selector-id", "selector-class"],
  note: ["comment", "quote", "meta", "formula"],
  added: ["addition"],
  removed: ["deletion"],
  strong: ["section", "strong"],
  soft: ["emphasis"],
};
const KIND_BY_CLASS = new Map(
  KINDS.flatMap((kind, number) => KIND_OF[kind].map((one) => [one, number])),
);
const TOKEN = /<span class="(?:hljs-)?([\w-]*)[^"]*">|<\/span>|&(?:amp|lt|gt|quot|#x27);|[^<&]+/g;

/**
 * Return the ranges of a text that highlight.js has turned into HTML: [start, end, kind], in order
 * and apart from each other. What stands inside something else is what the inner one says. Pure.
 *
 * @param {string} html
 * @returns {[number, number, number][]}
 */
export function marksOf(html) {
  const marks = [];
  const kinds = [];
  let end = 0;
  for (const [token, name] of html.matchAll(TOKEN)) {
    if (name !== undefined) kinds.push(KIND_BY_CLASS.get(name) ?? kinds.at(-1));
    else if (token === "</span>") kinds.pop();
    else end = add(marks, end, token.startsWith("&") ? 1 : token.length, kinds.at(-1));
  }
  return marks;
}

/** Return where the next piece begins. */
function add(marks, start, length, kind) {
  const last = marks.at(-1);
  if (kind === undefined) return start + length;
  if (last && last[1] === start && last[2] === kind) last[1] = start + length;
  else marks.push([start, start + length, kind]);
  return start + length;
}
