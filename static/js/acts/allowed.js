// What a person may do with a message: only that is offered. The server decides anew each time.

import { isWritten } from "../log/kinds.js";

/** What must be true of a message, by the names that the table of acts has for it. */
const CONDITIONS = {
  written: ({ kind }) => isWritten(kind),
  said: ({ kind, deleted_at: deletedAt }) => isWritten(kind) && !deletedAt,
  own: isOwn,
  others: (message, page) => !isOwn(message, page),
  reacted: ({ reactions }, { person }) => reactions.some(({ people }) => hasPerson(people, person)),
  pinned: ({ pinned_at: pinnedAt }) => Boolean(pinnedAt),
  unpinned: ({ pinned_at: pinnedAt }) => !pinnedAt,
  bookmarked: ({ is_bookmarked: isBookmarked }) => Boolean(isBookmarked),
  not_bookmarked: ({ is_bookmarked: isBookmarked }) => !isBookmarked,
  hidden: ({ hidden_at: hiddenAt }) => Boolean(hiddenAt),
  changed: ({ edited_at: editedAt, deleted_at: deletedAt }) => Boolean(editedAt ?? deletedAt),
  blocked: ({ author }, { blocks }) => blocks.has(author.id),
  unblocked: ({ author }, { blocks }) => !blocks.has(author.id),
  muted: ({ author }, { muted }) => muted.has(author.id),
};

/** What is offered beside the acts of the table: the page does it, or asks for it over HTTP. */
const OFFERS = {
  reply: { right: "write", when: ["said"] },
  copy_text: { right: "read", when: ["said"] },
  copy_link: { right: "read", when: [] },
  unread: { right: "mark", when: [] },
  report: { right: "read", when: ["said", "others"] },
  block: { right: "read", when: ["written", "others", "unblocked"] },
  unblock: { right: "read", when: ["written", "others", "blocked"] },
  hide: { right: "moderate", when: ["said", "others"] },
  restore: { right: "moderate", when: ["hidden"] },
  mute: { right: "moderate", when: ["written", "others"] },
  unmute: { right: "moderate", when: ["written", "others", "muted"] },
  purge: { right: "moderate", when: ["written", "others"] },
  versions: { right: "moderate", when: ["changed"] },
};

/**
 * Return the names of the acts that are open to the page's person. Pure.
 *
 * @param {Message} message
 * @param {object} page  person, membership, blocks, muted, and `acts`: the server's table, by name
 * @returns {string[]}
 */
export function allowedActs(message, page) {
  const all = Object.entries({ ...page.acts, ...OFFERS });
  const isOpen = ({ right, when }) =>
    page.membership.may(right) && when.every((name) => CONDITIONS[name](message, page));
  return all.filter(([, act]) => isOpen(act)).map(([name]) => name);
}

function isOwn({ author }, { person }) {
  return author.id === person.id;
}

function hasPerson(people, { id }) {
  return people.some((one) => one.id === id);
}
