// How far this client knows a room, and whether it has missed something.

/** The rule of docs/protocol.md, “What a client does with `changes`”. Pure. */
export class Cursor {
  #heardSinceHeartbeat = false;

  /** @param {number} at  the number up to which the room is known */
  constructor(at) {
    this.at = at;
  }

  /**
   * Say whether a `changes` frame is to be taken, and move on if it is.
   *
   * @param {{after: number, upto: number}} changes
   * @returns {"old"|"next"|"gap"}
   */
  accept({ after, upto }) {
    this.#heardSinceHeartbeat = true;
    if (upto <= this.at) return "old";
    if (after > this.at) return "gap";
    this.at = upto;
    return "next";
  }

  /**
   * Say whether a heartbeat's head shows that the last change was lost: it stands above the cursor
   * and nothing came since the heartbeat before.
   *
   * @param {number} head
   * @returns {boolean}
   */
  isBehind(head) {
    const heard = this.#heardSinceHeartbeat;
    this.#heardSinceHeartbeat = false;
    return head > this.at && !heard;
  }
}
