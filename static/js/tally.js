// What is unread in one room: the server's count, and what came since.

const COUNTED_MAX = 100;
const COUNTED = new Set(["text", "action"]);

/** Counts what others have said, and how often they called the person. Pure. */
export class Tally {
  #person;
  #base = { head: 0 };
  #came = new Map();

  /**
   * @param {number} person
   * @param {{read_seq: number, unread: number, mentions: number, head: number}} standing  as the
   *   server counted what stands up to `head`
   */
  constructor(person, standing) {
    this.#person = person;
    this.restart(standing);
  }

  get unread() {
    return this.#base.unread + this.#came.size;
  }

  get mentions() {
    return this.#base.mentions + [...this.#came.values()].filter((calls) => calls).length;
  }

  /** The server has counted anew; what it tells late, after counting again, is old. */
  restart({ read_seq: readSeq, unread, mentions, head }) {
    if (head < this.#base.head) return;
    this.#base = { readSeq, unread, mentions, head };
    for (const seq of this.#came.keys()) if (seq <= head) this.#came.delete(seq);
  }

  /** Take a message that came or changed. */
  take(message) {
    const { seq, deleted_at: deletedAt } = message;
    if (seq <= this.#base.readSeq || !this.#counts(message)) return;
    if (deletedAt) this.#takeAway(seq);
    else if (seq > this.#base.head) this.#came.set(seq, this.#calls(message));
  }

  #counts({ kind, author }) {
    return COUNTED.has(kind) && author.id !== this.#person;
  }

  #calls({ mentions, mentions_all: all }) {
    return all || mentions.includes(this.#person);
  }

  /** What the server has counted is known as a number only, and not above a limit. */
  #takeAway(seq) {
    const { unread, head } = this.#base;
    if (this.#came.delete(seq) || seq > head) return;
    if (unread > 0 && unread < COUNTED_MAX) this.#base.unread -= 1;
  }
}
