// How far the person has read: by what was on the screen of a window that somebody was at.

const SETTLE_MS = 500;

/**
 * @typedef {object} View  what is in view of the timeline
 * @property {number} before  between this place and what is in view nothing is news
 * @property {number} last  the place of the last message whose end is in view
 * @property {boolean} isEnd  whether that is the end of the room
 */

/**
 * One number is read for each room, so what stands above what was seen counts as read, unless the
 * page was taken past it: by a link, or to a place that was kept. Pure.
 */
export class Reading {
  /** The unread line stands above the first news after this place; null: no line. */
  lineAfter = null;
  /** Whether the person went to the end past what they have not seen, and not back yet. */
  hasSkipped = false;

  #isThere;
  #isAtEnd;
  #isNews;
  #tell;
  #timers;
  #read = 0;
  #confirmed = null;
  #seen = 0;
  #newest = 0;
  #isCaughtUp = true;
  #apart = null;
  #marked = null;
  #timer = null;

  /**
   * @param {object} parts
   * @param {function(): boolean} parts.isThere  whether somebody is at this window
   * @param {function(): boolean} parts.isAtEnd  whether the end of the room is in view
   * @param {function(Message): boolean} parts.isNews  whether a message counts for the person
   * @param {function("read"|"unread", number): boolean} parts.tell  says to the server that
   *   everything is read up to this seq, or unread from it on
   * @param {{set: function, clear: function}} parts.timers
   */
  constructor({ isThere, isAtEnd, isNews, tell, timers }) {
    this.#isThere = isThere;
    this.#isAtEnd = isAtEnd;
    this.#isNews = isNews;
    this.#tell = tell;
    this.#timers = timers;
  }

  /** Up to which place nothing is to be shown as unread: the server may not have heard it yet. */
  get upTo() {
    const isReading = this.#isThere() && this.#marked === null;
    return isReading ? Math.max(this.#read, this.#seen) : this.#read;
  }

  /** Whether the end was not seen since the unread line was put where it stands. */
  get isBehind() {
    return !this.#isCaughtUp;
  }

  /** Whether the page was taken past what is unread, so that nothing counts as read. */
  get isApart() {
    return this.#apart !== null;
  }

  /** The server says how far the person had read, and how many messages stand after that. */
  resume({ read_seq: readSeq, unread }) {
    const isFirst = this.#confirmed === null;
    if (!isFirst) this.#hear(readSeq, unread);
    else if (unread > 0) this.#mark(readSeq);
    // What was told while the connection broke may not have arrived: the server knows.
    this.#read = this.#confirmed = readSeq;
  }

  /** Places mean other messages now: an older backup was restored. */
  forget() {
    this.goOn();
    Object.assign(this, { lineAfter: null, hasSkipped: false });
    [this.#read, this.#seen, this.#newest] = [0, 0, 0];
    this.#confirmed = null;
    this.#isCaughtUp = true;
  }

  /** The person has read, or marked as unread, here or on another device. */
  told({ read_seq: readSeq, unread }) {
    this.#hear(readSeq, unread);
    this.#confirmed = readSeq;
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
    const news = messages.filter(this.#isNews);
    if (news.length === 0) return;
    this.#newest = news.at(-1).seq;
    const isRead = this.#isThere() && this.#isAtEnd() && !this.#isHeldUp;
    if (this.#isCaughtUp && !isRead) this.#mark(news[0].seq - 1);
  }

  /** The person wrote: everything above is read. */
  wrote() {
    this.goOn();
    this.#isCaughtUp = true;
    this.hasSkipped = false;
    this.lineAfter = null;
  }

  /** The person goes to the end of their own will: what is passed over counts as read. */
  goOn() {
    this.#apart = null;
    this.#marked = null;
  }

  /** The page is taken somewhere else: what lies on the way was not seen. */
  jump() {
    this.#apart = { wasElsewhere: false };
  }

  /** Nobody looks at this window any more. */
  leave() {
    if (this.#marked) this.#marked.wasLeft = true;
  }

  /** @param {View} view  what is in view now */
  look(view) {
    if (!this.#isThere()) return;
    if (this.#apart && this.#isJoined(view)) this.#apart = null;
    if (this.#marked && this.#isFoundAgain(view)) this.#marked = null;
    if (this.#isHeldUp) return;
    this.#seen = Math.max(this.#seen, view.last);
    if (view.isEnd) this.#isCaughtUp = true;
    this.#timer ??= this.#timers.set(() => this.#settle(), SETTLE_MS);
  }

  get #isHeldUp() {
    return this.#apart !== null || this.#marked !== null;
  }

  /** Nothing unread stands above, or the person has come to the end on the way from elsewhere. */
  #isJoined({ before, isEnd }) {
    if (before <= Math.max(this.#read, this.#seen)) return true;
    this.#apart.wasElsewhere ||= !isEnd;
    return isEnd && this.#apart.wasElsewhere;
  }

  /** Whoever looks at what they marked as unread has to come back to it first. */
  #isFoundAgain({ before, last }) {
    const { after, wasLeft } = this.#marked;
    const isInView = before <= after && after < last;
    this.#marked.wasLeft ||= !isInView;
    return isInView && wasLeft;
  }

  /** What another device told before may be confirmed after what was told here. */
  #hear(readSeq, unread) {
    if (readSeq < this.#confirmed) this.#goBack(readSeq);
    else if (readSeq > this.#read) this.#readElsewhere(readSeq, unread);
  }

  #readElsewhere(readSeq, unread) {
    const isMore = unread > 0 || this.#newest > readSeq;
    this.#read = readSeq;
    this.#marked = null;
    this.#isCaughtUp = !isMore;
    this.lineAfter = isMore ? readSeq : null;
  }

  #goBack(seq) {
    this.#mark(seq);
    this.#read = this.#seen = seq;
    this.#marked = { after: seq, wasLeft: !this.#isThere() };
  }

  /** Put the line here, where it stays until the person has seen the end. */
  #mark(seq) {
    this.lineAfter = seq;
    this.hasSkipped = false;
    this.#isCaughtUp = false;
  }

  #settle() {
    this.#timer = null;
    if (this.#seen <= this.#read || !this.#isThere() || this.#marked) return;
    if (this.#tell("read", this.#seen)) this.#read = this.#seen;
  }
}
