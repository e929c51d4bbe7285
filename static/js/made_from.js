// Edits of one message that follow one another before the first of them is stored.

import { fingerprint } from "./fingerprint.js";

/**
 * Return the waiting edits that were made from the text of this one: nobody has overlooked it. Pure.
 *
 * @param {Item} edit  another act has none
 * @param {Item[]} acts  of its room
 * @returns {Item[]}
 */
export function madeFrom({ type, id, body, nonce }, acts) {
  if (type !== "edit") return [];
  const text = fingerprint(body);
  const isNext = (act) => act.type === "edit" && act.id === id && act.from === text;
  return acts.filter((act) => isNext(act) && act.state === "waiting" && act.nonce !== nonce);
}
