// The beginning of a message, in one line, as what refers to it shows it.

import { actionIn } from "./action_text.js";
import { stateOf } from "./gone.js";
import { firstChars } from "./well_formed.js";

const EXCERPT_CHARS = 140;
/** So many characters of white space may stand between them. */
const LOOKED_AT = 10 * EXCERPT_CHARS;

/** Return the beginning of what people read of this body. Pure. */
export function excerptOf(body) {
  const words = (actionIn(body) ?? body).slice(0, LOOKED_AT).split(/\s+/).filter(Boolean);
  return firstChars(words.join(" "), EXCERPT_CHARS);
}

/**
 * Return what a reply to this message quotes, as the server tells it with a reply. Pure.
 *
 * @param {Place} place
 * @param {Message|null|undefined} message  as it is now; null: gone, undefined: not known yet
 */
export function quoteOf({ seq }, message) {
  if (message === undefined) return { seq, author: null, excerpt: "\u2026", state: "shown" };
  if (message === null) return { seq, author: null, excerpt: "", state: "deleted" };
  const gone = stateOf(message);
  if (gone !== "shown") return { seq, author: message.author, excerpt: "", state: "deleted", gone };
  return { seq, author: message.author, excerpt: excerptOf(message.body), state: "shown" };
}
