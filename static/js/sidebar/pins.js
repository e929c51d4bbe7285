// Which messages of the open room are pinned. Pure.

export class Pins {
  #byId = new Map();
  #changed = new Map();

  /** The pinned messages, the newest pin first. @returns {Message[]} */
  get all() {
    const newestFirst = (one, other) => (one.pinned_at < other.pinned_at ? 1 : -1);
    return [...this.#byId.values()].sort(newestFirst);
  }

  /** Numbers that were told up to now mean nothing any more. */
  forget() {
    this.#byId.clear();
    this.#changed.clear();
  }

  /** Hold what the server lists, but for what is known in a newer state. */
  replace(messages) {
    const listed = new Set(messages.map(({ id }) => id));
    for (const id of this.#byId.keys()) if (!listed.has(id)) this.#byId.delete(id);
    this.take(messages);
  }

  /**
   * Take messages that have changed. Returns whether that changes what is pinned.
   *
   * @param {Message[]} messages
   */
  take(messages) {
    const concerned = messages.filter(({ id, pinned_at: at }) => at || this.#byId.has(id));
    for (const message of concerned) this.#take(message);
    return concerned.length > 0;
  }

  /** A list may be older than the changes that came while it was on its way. */
  #take(message) {
    const { id, changed_seq: changed, pinned_at: pinnedAt } = message;
    if (changed < (this.#changed.get(id) ?? 0)) return;
    this.#changed.set(id, changed);
    if (pinnedAt) this.#byId.set(id, message);
    else this.#byId.delete(id);
  }
}
