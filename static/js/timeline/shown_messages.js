// The open room's messages as this person sees them, with their own acts that are on the way.

import { allowedActs } from "../acts/allowed.js";
import { withActs } from "../outbox/with_acts.js";

/** Pure. */
export class ShownMessages {
  #page;
  #journal;
  #outbox;
  #originals;
  #bookmarks;

  /** @param {object} parts  page ({person, membership}), journal, outbox, originals, bookmarks */
  constructor({ page, journal, outbox, originals, bookmarks }) {
    this.#bookmarks = bookmarks;
    this.#page = page;
    this.#journal = journal;
    this.#outbox = outbox;
    this.#originals = originals;
  }

  /** Return the message with this id, or undefined when it is not held. */
  byId(id) {
    return this.#shown(this.#journal.byId(id));
  }

  /** Return the message that this element of the timeline shows, or undefined. */
  at(element) {
    return this.byId(Number(element.dataset.id));
  }

  /**
   * Return the message at this place, held or not; null when it is not there, undefined while that is
   * being asked.
   */
  now(place) {
    const message = this.#originals.now(place);
    return message && this.#shown(message);
  }

  /** Return the last message that this person may edit, or undefined. */
  lastEditable() {
    const isEditable = (message) => allowedActs(message, this.#page).includes("edit");
    return this.#shown(this.#journal.messages.findLast(isEditable));
  }

  #shown(message) {
    if (!message) return undefined;
    const { person, membership } = this.#page;
    const acts = this.#outbox.changesOf(membership.room.id).get(message.id) ?? [];
    const { draft, ...shown } = withActs(this.#bookmarks.marked(message), acts, person);
    return { ...shown, body: draft ?? shown.body, changed_seq: lastChange(message, acts) };
  }
}

/** What was acknowledged is known, though not yet told. */
function lastChange({ changed_seq: told }, acts) {
  return Math.max(told, ...acts.map(({ seq = 0 }) => seq));
}
