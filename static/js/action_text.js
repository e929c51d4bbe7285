// `/me waves`: what somebody does instead of says.

/** The spaces are Python's: with U+0085 and four separators, without U+FEFF. */
const ACTION = /^\/me(?:(?!\ufeff)[\s\x1c-\x1f\x85])+/i;
/** What shows nothing, as chat/text/names/visible.py has it. */
const UNSEEN =
  /[\p{Z}\p{C}\p{Default_Ignorable_Code_Point}\u2800\ufffc\u{1d159}\u{13441}\u{13442}\u{16fe4}]/gu;

/**
 * Return what the author of this body does, or null when it says something. Pure.
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
