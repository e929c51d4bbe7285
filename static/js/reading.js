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
  #confirmed = null;
  #isCaughtUp = true;
  #isKept = false;
  #arrived = 0;
  #last = 0;
  #timer = null;

  /**
   * @param {object} parts
   * @param {number} parts.person
   * @param {function(): boolean} parts.isLooking
   * @param {function("read"|"unread", number): boolean} parts.tell  says to the server that
   *   everything is read up to this seq, or unread from it on
   * @param {{set: function, clear: function}} parts.timers
   */
  constructor({ person, isLooking, tell, timers }) {
    this.#person = person;
    this.#isLooking = isLooking;
    this.#tell = tell;
    this.#timers = timers;
  }

  /** Whether the end is in view and what stands there counts as read. */
  get isReading() {
    return this.#isLooking() && !this.#isKept;
  }

  /** The server says how far the person had read, and how many messages stand after that. */
  resume(readSeq, unread) {
    if (this.#read === null && unread > 0) this.#mark(readSeq);
    // What was told while the connection broke may not have arrived: the server knows.
    this.#read = this.#confirmed = readSeq;
  }

  /** The person has read, or marked as unread, here or on another device. */
  told({ read_seq: readSeq, unread }) {
    // What another device told before may be confirmed after what was told here.
    if (readSeq < this.#confirmed) this.#goBack(readSeq);
    else this.#read = Math.max(this.#read, readSeq);
    this.#confirmed = readSeq;
    if (unread === 0 && readSeq >= this.#arrived && !this.#isLooking()) this.#readElsewhere();
  }

  /**
   * Everything from this message on is unread again, until the person comes back to it.
   *
   * @param {number} seq
   * @returns {boolean} whether the server could be told
   */
  markUnread(seq) {
    if (!this.#tell("unread", seq)) return false;
    this.#goBack(seq - 1);
    return true;
  }

  /** Messages came live, whether the page holds them or not. */
  arrived(messages) {
    const news = messages.filter(({ author, kind }) => author.id !== this.#person && isSaid(kind));
    if (news.length === 0) return;
    this.#arrived = news.at(-1).seq;
    if (this.#isLooking()) return;
    if (this.#isCaughtUp) this.#mark(news[0].seq - 1);
    this.unseen += news.length;
  }

  /** The person wrote: everything above is read. */
  wrote() {
    this.lineAfter = null;
    this.#isKept = false;
  }

  /** Look whether the end is in view; `last` is the seq of the last message there. */
  look(last) {
    if (!this.#isLooking()) this.#isKept = false;
    if (!this.isReading) return;
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

  /** Whoever looks at the end now has not come back to it yet. */
  #goBack(seq) {
    this.#mark(seq);
    this.#read = seq;
    this.#isKept = this.#isLooking();
  }

  #readElsewhere() {
    this.unseen = 0;
    this.lineAfter = null;
    this.#isCaughtUp = true;
  }

  #settle() {
    this.#timer = null;
    if (this.#read === null || this.#last <= this.#read || !this.isReading) return;
    if (this.#tell("read", this.#last)) this.#read = this.#last;
  }
}

function isSaid(kind) {
  return kind === "text" || kind === "action";
}
