// What a person is writing in a room, the same in all their windows.

/**
 * A draft belongs to the person and the room. Whichever window has changed it last is right; one
 * that has changed nothing writes nothing. Pure.
 */
export class SharedDraft {
  #localStore;
  #room;
  #timers;
  #epoch;
  #known;
  #changedAt = null;
  #isEnded = false;

  /**
   * @param {object} parts  localStore, room (its id), timers, and
   * @param {function(): string} parts.epoch  the database that the page shows
   */
  constructor({ localStore, room, timers, epoch }) {
    this.#localStore = localStore;
    this.#room = room;
    this.#timers = timers;
    this.#epoch = epoch;
    this.#known = this.#stored();
  }

  /** What Draft.kept gave in the window that has changed it last. */
  get kept() {
    return this.#known;
  }

  /** Whether the messages that it is about were those of another database: see protocol.md. */
  get isOfOtherEpoch() {
    const now = this.#epoch();
    return (this.#known?.epoch ?? now) !== now;
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
    const value = kept && { ...kept, at: this.#changedAt, epoch: this.#epoch() };
    if (value === null) this.#localStore.remove(this.#room);
    else if (!this.#localStore.put(this.#room, value)) return false;
    this.#known = value;
    return true;
  }

  #stored() {
    return this.#localStore.get(this.#room);
  }
}

/** Anybody may have written there. */
function momentOf(kept) {
  return Number.isFinite(kept?.at) ? kept.at : 0;
}
