// How far the person has read: tells the server, places the unread line, counts what is unseen.

const SETTLE_MS = 500;

/** Pure: whether somebody is looking at the end of the room is asked of `isLooking`. */
export class Reading {
  /** The unread line stands above the first message after this seq; null: no line. */
  lineAfter = null;
  /** How many messages of others came while nobody was looking. */
  unseen = 0;

  #person;
  #isLooking;
  #tell;
  #timers;
  #read = null;
  #isCaughtUp = true;
  #last = 0;
  #timer = null;

  /**
   * @param {object} parts
   * @param {number} parts.person
   * @param {function(): boolean} parts.isLooking
   * @param {function(number): void} parts.tell  says to the server: read up to this seq
   * @param {{set: function, clear: function}} parts.timers
   */
  constructor({ person, isLooking, tell, timers }) {
    this.#person = person;
    this.#isLooking = isLooking;
    this.#tell = tell;
    this.#timers = timers;
  }

  /** The server says how far the person had read, and how many messages stand after that. */
  resume(readSeq, unread) {
    if (this.#read === null && unread > 0) this.#mark(readSeq);
    // What was told while the connection broke may not have arrived: the server knows.
    this.#read = readSeq;
  }

  /** Messages came live, whether the page holds them or not. */
  arrived(messages) {
    const news = messages.filter(({ author, kind }) => author.id !== this.#person && isSaid(kind));
    if (news.length === 0 || this.#isLooking()) return;
    if (this.#isCaughtUp) this.#mark(news[0].seq - 1);
    this.unseen += news.length;
  }

  /** The person wrote: everything above is read. */
  wrote() {
    this.lineAfter = null;
  }

  /** Look whether the end is in view; `last` is the seq of the last message there. */
  look(last) {
    if (!this.#isLooking()) return;
    this.unseen = 0;
    this.#isCaughtUp = true;
    this.#last = last;
    this.#timer ??= this.#timers.set(() => this.#settle(), SETTLE_MS);
  }

  /** Put the line here, where it stays until the person has seen the end. */
  #mark(seq) {
    this.lineAfter = seq;
    this.#isCaughtUp = false;
  }

  #settle() {
    this.#timer = null;
    if (this.#read === null || this.#last <= this.#read || !this.#isLooking()) return;
    this.#read = this.#last;
    this.#tell(this.#last);
  }
}

function isSaid(kind) {
  return kind === "text" || kind === "action";
}
