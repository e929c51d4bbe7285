// Whom the person does not want to read, and who may not write here.

/** Whom the person does not want to read. Nobody else's page differs by it. Tells `change`. Pure. */
export class Blocks extends EventTarget {
  #ids;

  /** @param {number[]} ids  of people */
  constructor(ids) {
    super();
    this.#ids = new Set(ids);
  }

  /** @param {number} id  of a person */
  has(id) {
    return this.#ids.has(id);
  }

  /** Take a frame: the person may have blocked somebody on another device. */
  receive({ blocked }) {
    if (blocked === undefined || String(blocked) === String([...this.#ids].sort(ascending))) return;
    this.#ids = new Set(blocked);
    this.dispatchEvent(new Event("change"));
  }

  /** @param {number} id  of a person */
  set(id, isBlocked) {
    if (isBlocked) this.#ids.add(id);
    else this.#ids.delete(id);
    this.dispatchEvent(new Event("change"));
  }
}

function ascending(one, other) {
  return one - other;
}

/** Who of the room is muted in it, as far as its moderators may end that. Pure. */
export class Muted {
  #ends;
  #clock;

  /**
   * @param {Record<string, string>} untils  when each ends, by the person's id
   * @param {{now: function(): number}} clock  the server's
   */
  constructor(untils, clock) {
    this.#ends = new Map(Object.entries(untils).map(([id, until]) => [Number(id), Date.parse(until)]));
    this.#clock = clock;
  }

  /** @param {number} id  of a person; a mute ends by itself */
  has(id) {
    return (this.#ends.get(id) ?? 0) > this.#clock.now();
  }

  /** @param {number} id  of a person who is muted for so many seconds, if not for longer already */
  add(id, seconds) {
    this.#ends.set(id, Math.max(this.#ends.get(id) ?? 0, this.#clock.now() + seconds * 1_000));
  }

  /** @param {number} id  of a person who may write again */
  delete(id) {
    this.#ends.delete(id);
  }
}
