// Who of the room is muted in it, as far as its moderators may end that.

/** Pure. */
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
