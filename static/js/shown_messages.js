// The open room's messages as this person sees them, with their own acts that are on the way.

import { allowedActs } from "./allowed.js";
import { withActs } from "./with_acts.js";

/** Pure. */
export class ShownMessages {
  #page;
  #journal;
  #outbox;

  /** @param {object} parts  page ({person, seat}), journal, outbox */
  constructor({ page, journal, outbox }) {
    this.#page = page;
    this.#journal = journal;
    this.#outbox = outbox;
  }

  /** Return the message with this id, or undefined when it is not held. */
  byId(id) {
    return this.#shown(this.#journal.byId(id));
  }

  /** Return the last message that this person may edit, or undefined. */
  lastEditable() {
    const isEditable = (message) => allowedActs(message, this.#page).includes("edit");
    return this.#shown(this.#journal.messages.findLast(isEditable));
  }

  #shown(message) {
    if (!message) return undefined;
    const { person, seat } = this.#page;
    const acts = this.#outbox.changesOf(seat.room.id).get(message.id) ?? [];
    const { draft, ...shown } = withActs(message, acts, person);
    return { ...shown, body: draft ?? shown.body };
  }
}
