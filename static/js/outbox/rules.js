// What becomes of an act that is on its way, whatever way that is. Pure.

import { fingerprint } from "../composer/fingerprint.js";

const TRIES_MAX = 5;

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

/** What can never be stored must not hold up for ever what waits behind it. Pure. */
export class Tries {
  #counts = new Map();

  /** Count one more that came to nothing. Returns whether it is enough. */
  fail(nonce) {
    const count = (this.#counts.get(nonce) ?? 0) + 1;
    this.#counts.set(nonce, count);
    return count >= TRIES_MAX;
  }

  /** It is over, or begins anew. */
  forget(nonce) {
    this.#counts.delete(nonce);
  }
}

/** Tells the outbox of each message of the person that is visible, when that arrives. Pure. */
export class Settling {
  #person;
  #room;
  #journal;
  #outbox;

  /** @param {object} parts  person and room (their ids), journal, outbox */
  constructor({ person, room, journal, outbox }) {
    this.#person = person;
    this.#room = room;
    this.#journal = journal;
    this.#outbox = outbox;
  }

  /** The open room's journal has taken something. */
  settle() {
    this.saw(this.#journal.messages);
    this.#outbox.reached(this.#room, this.#journal);
  }

  /** These are visible, though the journal may not hold them. @param {Message[]} messages */
  saw(messages) {
    const own = messages.filter(({ author }) => author.id === this.#person);
    for (const { nonce } of own) this.#outbox.seen(nonce);
  }
}
