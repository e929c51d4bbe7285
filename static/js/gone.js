// What became of a message that is not there any more, as the server's `Message.state` says it.

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
