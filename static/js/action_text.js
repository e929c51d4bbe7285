// `/me waves`: what somebody does instead of says.

const ACTION = /^\/me\s+/i;
/** Letters and symbols that show nothing, as chat/text/visible.py has them. */
const UNSEEN = /[\p{Z}\p{C}\u115f\u1160\u2800\u3164\uffa0]/gu;

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
