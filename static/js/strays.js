// Acts that name a message of a database that is gone, since an older backup was restored.

/** Whether it names a message by an id that another message may have in this epoch. Pure. */
export function isStray({ epoch: named, id, reply_to: original }, epoch) {
  return named !== undefined && named !== epoch && (id ?? original) !== undefined;
}

/**
 * Return what becomes of a stray: what one wrote stays. A message goes without its quote; a new
 * text can be taken back, or sent as a message. Null: nothing. Pure.
 *
 * @param {Item} stray
 * @param {string} epoch
 * @returns {Item|null}
 */
export function stranded({ reply_to: original, quoted, id, ...item }, epoch) {
  if (item.type === "message") return { ...item, epoch };
  if (item.body === undefined) return null;
  return { ...item, type: "message", epoch, state: "failed", code: "restored" };
}
