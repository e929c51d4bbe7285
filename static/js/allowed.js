// What a person may do with a message: only that is offered. The server decides anew each time.

import { isWritten } from "./kinds.js";

/** Every act on a message, in the order in which they are offered, with its rule. */
const RULES = {
  react: (message, { seat }) => isSaid(message) && seat.rights.write,
  reply: (message, { seat }) => isSaid(message) && seat.rights.write,
  edit: (message, page) => isSaid(message) && isOwn(message, page) && page.seat.rights.write,
  copy_text: isSaid,
  copy_link: () => true,
  unread: (message, { seat }) => seat.role !== null,
  pin: (message, { seat }) => isSaid(message) && seat.rights.pin && !message.pinned_at,
  unpin: (message, { seat }) => isSaid(message) && seat.rights.pin && Boolean(message.pinned_at),
  report: (message, page) => isSaid(message) && !isOwn(message, page),
  block: (message, page) => mayBlock(message, page) && !page.blocks?.has(message.author.id),
  unblock: (message, page) => mayBlock(message, page) && page.blocks?.has(message.author.id),
  hide: (message, page) => isSaid(message) && mayOrder(message, page),
  restore: (message, { seat }) => Boolean(message.hidden_at) && seat.rights.moderate,
  mute: mayMute,
  unmute: (message, page) => mayMute(message, page) && page.muted?.has(message.author.id),
  purge: (message, page) => isWritten(message.kind) && mayOrder(message, page),
  versions: (message, { seat }) => seat.rights.moderate && hasVersions(message),
  delete: (message, page) => isSaid(message) && mayDelete(message, page),
};

/**
 * Return the names of the acts that are open to the page's person. Pure.
 *
 * @param {Message} message
 * @param {{person: {id: number}, seat: Seat}} page
 * @returns {string[]}
 */
export function allowedActs(message, page) {
  return Object.keys(RULES).filter((name) => RULES[name](message, page));
}

function isSaid({ kind, deleted_at: deletedAt }) {
  return isWritten(kind) && !deletedAt;
}

function isOwn({ author }, { person }) {
  return author.id === person.id;
}

function mayDelete(message, page) {
  const { seat } = page;
  return (seat.rights.write || seat.isMuted) && isOwn(message, page);
}

function mayBlock(message, page) {
  return isWritten(message.kind) && !isOwn(message, page);
}

function mayOrder(message, page) {
  return page.seat.rights.moderate && !isOwn(message, page);
}

function mayMute(message, page) {
  return isWritten(message.kind) && mayOrder(message, page);
}

function hasVersions({ edited_at: editedAt, deleted_at: deletedAt }) {
  return Boolean(editedAt ?? deletedAt);
}
