// Where the person was in each room when they left it, kept in this browser.

const ROOMS_MAX = 50;

/**
 * @typedef {object} Place
 * @property {number} seq     the message at the top of the view
 * @property {number} offset  pixels from the top of the view to the top of that message
 */

/** Pure. */
export class Places {
  #localStore;
  #now;

  /** @param {{localStore: LocalStore, clock: {now: function(): number}}} parts */
  constructor({ localStore, clock }) {
    this.#localStore = localStore;
    this.#now = () => clock.now();
  }

  /** Return the place that was kept, or null: whoever was at the end comes back to the end. */
  get(room) {
    const kept = this.#localStore.get(String(room));
    return isPlace(kept) ? { seq: kept.seq, offset: kept.offset } : null;
  }

  /**
   * Keep this place, or that the person was at the end.
   *
   * @param {number} room
   * @param {Place|null} place
   */
  put(room, place) {
    if (place === null) return this.#localStore.remove(String(room));
    this.#localStore.put(String(room), { room, ...place, at: this.#now() });
    const kept = this.#localStore.all().filter(isPlace).sort((one, other) => other.at - one.at);
    for (const { room: old } of kept.slice(ROOMS_MAX)) this.#localStore.remove(String(old));
  }
}

/**
 * Return where a room is opened: at a kept place if nothing is unread above it, else at the first
 * unread message, else at the end. Pure.
 *
 * @param {{kept: Place|null, firstUnread: number|null}} given
 * @returns {"kept"|"unread"|"end"}
 */
export function openingAt({ kept, firstUnread }) {
  if (kept !== null && (firstUnread === null || kept.seq < firstUnread)) return "kept";
  return firstUnread === null ? "end" : "unread";
}

/** What another version or a person wrote there may be anything. */
function isPlace(value) {
  return Number.isFinite(value?.seq) && Number.isFinite(value?.offset);
}
