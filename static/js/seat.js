// How the person stands in the open room: what it is, their role, whether it can be read.

import { rightsOf } from "./rights.js";

/**
 * Tells `change`, and `doubt` when the server's list cannot say whether the person is still a
 * member: the page has to be asked. Pure.
 */
export class Seat extends EventTarget {
  /** @type {Facts} */
  room;
  /** "owner", "moderator" or "member"; null for whoever is no member. */
  role;
  /** Whether the room cannot be read any more. */
  isLost = false;
  /** Whether a room that was lost can be opened again. */
  isBack = false;

  /** @param {{room: Facts, role: string|null}} facts  what the page says */
  constructor({ room, role }) {
    super();
    this.room = room;
    this.role = role;
  }

  /** What the person may do here now. */
  get rights() {
    const { kind, archived } = this.room;
    return rightsOf({ role: this.isLost ? null : this.role, kind, archived });
  }

  /** Take a frame; those of other rooms and other matters are left alone. */
  receive(frame) {
    if (frame.type === "rooms") this.#listed(frame.rooms);
    if (frame.type === "welcome") this.#welcomed(frame.rooms);
    if (frame.room !== this.room.id) return;
    if (frame.type === "room") this.become({ room: frame.facts, role: this.role });
    if (frame.type === "removed") this.#removed(frame.readable);
  }

  /** The server says what the room is and how the person stands in it. */
  become({ room, role }) {
    this.room = { ...this.room, ...room };
    this.role = role;
    this.#tell("change");
  }

  /** The room is not there any more, or not for this person. */
  lose() {
    this.isLost = true;
    this.role = null;
    this.#tell("change");
  }

  #listed(rooms) {
    const standing = rooms.find(({ id }) => id === this.room.id);
    if (!standing) return;
    if (this.isLost) this.isBack = true;
    this.become({ room: factsOf(standing), role: standing.role });
  }

  /** Archived rooms are not in the list, and neither are those that the person has left. */
  #welcomed(rooms) {
    this.#listed(rooms);
    const isListed = rooms.some(({ id }) => id === this.room.id);
    if (!isListed && this.role !== null) this.#tell("doubt");
  }

  #removed(readable) {
    this.role = null;
    if (readable) this.#tell("change");
    else this.lose();
  }

  #tell(name) {
    this.dispatchEvent(new Event(name));
  }
}

function factsOf({ id, slug, name, description, kind, archived, history, people }) {
  return { id, slug, name, description, kind, archived, history, people };
}
