// What is unread in one room: what counts as news, the server's count, and what came since.

import { isWritten } from "../log/kinds.js";

const COUNTED_MAX = 100;

/**
 * Return a function that says whether a message counts as unread while it was not read: what
 * others wrote, unless it is gone or its author is somebody whom the person has blocked. Pure.
 *
 * @param {{person: number, blocks: Blocks}} parts
 * @returns {function(Message): boolean}
 */
export function newsFor({ person, blocks }) {
  return ({ kind, author, deleted_at: deletedAt }) =>
    isWritten(kind) && !deletedAt && author.id !== person && !blocks.has(author.id);
}

/** Counts what is news to the person, and how often it calls them. Pure. */
export class Tally {
  #person;
  #isNews;
  #base = { head: 0 };
  #came = new Map();
  #gone = new Set();

  /**
   * @param {object} parts
   * @param {number} parts.person
   * @param {function(Message): boolean} parts.isNews  asked anew each time: blocks change
   * @param {{read_seq: number, unread: number, mentions: number, head: number}} parts.standing  as
   *   the server counted what stands up to `head`
   */
  constructor({ person, isNews, standing }) {
    this.#person = person;
    this.#isNews = isNews;
    this.restart(standing);
  }

  /**
   * Return what is unread after `upTo`.
   *
   * @param {number} [upTo]  how far the person has read, which the server may not know yet
   * @param {Message[]} [held]  messages that are known one by one
   * @returns {{unread: number, mentions: number}}
   */
  count(upTo = 0, held = []) {
    const { readSeq, head } = this.#base;
    const isSince = ({ seq }) => seq > readSeq && seq <= Math.min(upTo, head);
    const since = held.filter((message) => isSince(message) && this.#isNews(message));
    const came = [...this.#came.values()].filter(({ seq }) => seq > upTo).filter(this.#isNews);
    const unread = less(this.#base.unread - this.#gone.size, since.length) + came.length;
    const mentions = less(this.#base.mentions, this.#calls(since)) + this.#calls(came);
    return { unread, mentions: Math.min(mentions, unread) };
  }

  /** The server has counted anew; what it tells late, after counting again, is old. */
  restart({ read_seq: readSeq, unread, mentions, head }) {
    if (head < this.#base.head) return;
    this.#base = { readSeq, unread, mentions, head };
    this.#gone.clear();
    for (const seq of this.#came.keys()) if (seq <= head) this.#came.delete(seq);
  }

  /** Take a message that came or changed, unless the server has counted it as it is now. */
  take(message) {
    const { readSeq, head } = this.#base;
    if (message.seq <= readSeq || message.changed_seq <= head) return;
    if (message.seq > head) this.#came.set(message.seq, message);
    else this.#recount(message);
  }

  /** What the server has counted is known as a number only, and not above a limit. */
  #recount(message) {
    const wasNews = this.#isNews({ ...message, deleted_at: null });
    if (!message.deleted_at) this.#gone.delete(message.seq);
    else if (wasNews && this.#base.unread < COUNTED_MAX) this.#gone.add(message.seq);
  }

  #calls(messages) {
    const isCalled = ({ mentions, mentions_all: all }) => all || mentions.includes(this.#person);
    return messages.filter(isCalled).length;
  }
}

/** Above the limit nobody knows how many there are: it stays until the server counts again. */
function less(counted, seen) {
  return counted >= COUNTED_MAX ? counted : Math.max(0, counted - seen);
}
