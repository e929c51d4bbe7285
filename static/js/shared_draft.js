// What a person is writing in a room, the same in all their windows.

/**
 * A draft belongs to the person and the room. Whichever window has changed it last is right; one
 * that has changed nothing writes nothing. Pure.
 */
export class SharedDraft {
  #shelf;
  #room;
  #timers;
  #known;
  #changedAt = null;
  #isEnded = false;

  /** @param {{shelf: Shelf, room: number, timers: {now: function(): number}}} parts */
  constructor({ shelf, room, timers }) {
    this.#shelf = shelf;
    this.#room = room;
    this.#timers = timers;
    this.#known = this.#stored();
  }

  /** What Draft.kept gave in the window that has changed it last. */
  get kept() {
    return this.#known;
  }

  /** Whether something was changed here that is not stored: the other windows do not have it. */
  get isChanged() {
    return this.#changedAt !== null;
  }

  /** The person has changed something in this window, knowing what it shows. */
  change() {
    if (this.#isEnded) return;
    this.#changedAt = Math.max(this.#timers.now(), momentOf(this.#known) + 1);
  }

  /**
   * Store what has changed here, unless another window has changed it since.
   *
   * @param {object|null} kept  of Draft
   */
  save(kept) {
    if (!this.isChanged) return;
    const isLate = momentOf(this.#stored()) > this.#changedAt;
    if (isLate || this.#store(kept)) this.#changedAt = null;
  }

  /** Look what others have made of it. Returns whether this window is to show something else now. */
  look() {
    if (this.isChanged) return false;
    const stored = this.#stored();
    const isNews = JSON.stringify(stored) !== JSON.stringify(this.#known);
    this.#known = stored;
    return isNews;
  }

  /** Store nothing more: the person has signed out. */
  end() {
    this.#isEnded = true;
    this.#changedAt = null;
  }

  #store(kept) {
    const value = kept && { ...kept, at: this.#changedAt };
    if (value === null) this.#shelf.remove(this.#room);
    else if (!this.#shelf.put(this.#room, value)) return false;
    this.#known = value;
    return true;
  }

  #stored() {
    return this.#shelf.get(this.#room);
  }
}

/** Those of earlier versions have none. */
function momentOf(kept) {
  return Number.isFinite(kept?.at) ? kept.at : 0;
}
