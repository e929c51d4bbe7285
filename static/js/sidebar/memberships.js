// The rooms that the person is a member of, as the server last told them.

/**
 * @typedef {object} Facts  what a room is: `id`, `slug`, `name`, `description`, `kind` ("public",
 *   "private" or "direct"), `archived`, `history`, `people` (of a direct room)
 * @typedef {Facts & {head: number, read_seq: number, unread: number, mentions: number,
 *   role: string}} Standing
 */

/** Tells `change` after each frame that changed anything. Pure. */
export class Memberships extends EventTarget {
  /** Whether the server has told them yet. */
  isKnown = false;

  #rooms = new Map();

  /** @returns {Standing[]} in the server's order */
  get all() {
    return [...this.#rooms.values()];
  }

  /** Take a frame; those of other matters are left alone. */
  receive(frame) {
    if (frame.type === "welcome" || frame.type === "rooms") this.#replace(frame.rooms);
    if (frame.type === "room") this.#update(frame.room, frame.facts);
    if (frame.type === "removed") this.#remove(frame.room);
  }

  #replace(rooms) {
    this.#rooms = new Map(rooms.map((standing) => [standing.id, standing]));
    this.isKnown = true;
    this.#tell();
  }

  #update(room, facts) {
    if (!this.#rooms.has(room)) return;
    this.#rooms.set(room, { ...this.#rooms.get(room), ...facts });
    this.#tell();
  }

  #remove(room) {
    if (this.#rooms.delete(room)) this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
