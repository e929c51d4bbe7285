// What is news to a person: the one answer that counts, the unread line and reading have.

import { isWritten } from "./kinds.js";

/**
 * Return a function that says whether a message counts as unread while it was not read: what
 * others wrote, unless it is gone or its author is somebody whom the person has blocked. Pure.
 *
 * @param {{person: number, blocks: Blocks}} parts
 * @returns {function(Message): boolean}
 */
export function newsFor({ person, blocks }) {
  return ({ kind, author, deleted_at: deletedAt }) =>
    isWritten(kind) && !deletedAt && author.id !== person && !blocks.has(author.id);
}
