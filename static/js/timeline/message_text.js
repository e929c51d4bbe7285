// What stands in the place of a message's text: actions, excerpts, what became of one that is gone.

import { firstChars } from "../outbox/well_formed.js";

/** The spaces are Python's: with U+0085 and four separators, without U+FEFF. */
const ACTION = /^\/me(?:(?!\ufeff)[\s\x1c-\x1f\x85])+/i;
/** What shows nothing, as chat/text/names/visible.py has it. */
const UNSEEN =
  /[\p{Z}\p{C}\p{Default_Ignorable_Code_Point}\u2800\ufffc\u{1d159}\u{13441}\u{13442}\u{16fe4}]/gu;
const EXCERPT_CHARS = 140;
/** So many characters of white space may stand between them. */
const LOOKED_AT = 10 * EXCERPT_CHARS;

/**
 * Return what the author of this body does (`/me waves`), or null when it says something. Pure.
 *
 * @param {string} body
 * @returns {string|null}
 */
export function actionIn(body) {
  const command = ACTION.exec(body);
  if (!command) return null;
  const deed = body.slice(command[0].length);
  return deed.replace(UNSEEN, "") === "" ? null : deed;
}

/** Say whether this text, written instead of the message's, is an action. Lines of IRC have no `/me`. */
export function isActionDraft({ kind, body }, draft) {
  return actionIn(draft) !== null || (kind === "action" && actionIn(body) === null);
}

/**
 * Return the name of the sentence that stands in its place. Pure.
 *
 * @param {string} state  "deleted" (by its author), "hidden" (by a moderator) or "purged"
 */
export function goneName(state) {
  return `gone_${state ?? "deleted"}`;
}

/**
 * Return "shown", "deleted", "hidden" or "purged". Pure.
 *
 * @param {Message} message
 */
export function stateOf({ deleted_at: deletedAt, hidden_at: hiddenAt, purged_at: purgedAt }) {
  if (purgedAt) return "purged";
  if (hiddenAt) return "hidden";
  return deletedAt ? "deleted" : "shown";
}

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
