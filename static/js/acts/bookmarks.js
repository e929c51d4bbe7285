// What the person keeps of the open room. Nobody else's page differs by it.

/** Tells `change`. Pure. */
export class Bookmarks extends EventTarget {
  #room;
  #ids;

  /**
   * @param {number} room  the open one
   * @param {number[]} ids  of its messages
   */
  constructor(room, ids) {
    super();
    this.#room = room;
    this.#ids = new Set(ids);
  }

  /** @param {number} id  of a message */
  has(id) {
    return this.#ids.has(id);
  }

  /** Return the message with `is_bookmarked`, as its reader's own pages show it. */
  marked(message) {
    return { ...message, is_bookmarked: this.has(message.id) };
  }

  /** Take a frame: the person may have done it on another device. */
  receive(frame) {
    if (frame.type === "welcome") this.#replace(frame.bookmarks?.[this.#room] ?? []);
    if (frame.type === "bookmark" && frame.room === this.#room) this.#set(frame);
  }

  #replace(ids) {
    const isSame = ids.length === this.#ids.size && ids.every((id) => this.#ids.has(id));
    if (isSame) return;
    this.#ids = new Set(ids);
    this.dispatchEvent(new Event("change"));
  }

  #set({ id, bookmarked }) {
    if (bookmarked) this.#ids.add(id);
    else this.#ids.delete(id);
    this.dispatchEvent(new Event("change"));
  }
}
