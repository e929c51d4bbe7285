// Where what is unread stands: in the room, and seen from what is in view.

/** Pure. */
export class UnreadPlace {
  #journal;
  #scroll;
  #reading;
  #isNews;
  #told;

  /**
   * @param {object} parts  journal, scroll, reading, isNews, and
   * @param {{read_seq: number, first_unread: object|null}} parts.told  as the page was opened
   */
  constructor({ journal, scroll, reading, isNews, told }) {
    this.#journal = journal;
    this.#scroll = scroll;
    this.#reading = reading;
    this.#isNews = isNews;
    this.#told = told;
  }

  /** The first unread message as far as anybody knows it. @returns {{seq, created_at}|undefined} */
  get first() {
    const after = this.#reading.lineAfter;
    if (after === null) return undefined;
    const isUnread = (message) => message.seq > after && this.#isNews(message);
    if (this.#begins <= after + 1) return this.#journal.messages.find(isUnread);
    return this.#told.read_seq === after ? (this.#told.first_unread ?? undefined) : undefined;
  }

  /** Where the unread line is: "above", "in" or "below" what is in view; null without one. */
  get side() {
    const after = this.#reading.lineAfter;
    return after === null ? null : (this.#scroll.lineSide ?? this.#sideOfUndrawn(after));
  }

  /** Return the place from which on nothing before this one is news, as far as the page knows. */
  noNewsAfter(seq) {
    const isBefore = (message) => message.seq < seq && this.#isNews(message);
    const news = this.#journal.messages.findLast(isBefore);
    return news?.seq ?? (this.#journal.older ? this.#begins - 1 : 0);
  }

  get #begins() {
    return this.#journal.messages[0]?.seq ?? Infinity;
  }

  #sideOfUndrawn(after) {
    const { messages, older, newer } = this.#journal;
    if (older && after < this.#begins) return "above";
    return newer && after >= (messages.at(-1)?.seq ?? 0) ? "below" : null;
  }
}
