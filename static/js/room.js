// The open room on the screen: draws what is held, keeps the place, loads what comes into view.

import { arrange } from "./arrange.js";
import { oncePerFrame } from "./dom.js";

const LOAD_SCREENS = 1.5;
const FAR_SCREENS = 3;

/** Tells `looked` whenever what is in view or unseen may have changed. */
export class Room extends EventTarget {
  /** Draw soon; many changes make one drawing. */
  redraw = oncePerFrame(() => this.#redraw());
  /** Look at what is in view, after scrolling or coming back. */
  look = oncePerFrame(() => this.#look());

  #facts;
  #parts;
  #reachedEnd;

  /**
   * @param {object} facts  what the server says of this page
   * @param {object} parts  journal, history, outbox, timeline, scroll, reading, pill, localTime
   */
  constructor(facts, parts) {
    super();
    this.#facts = facts;
    this.#parts = parts;
    this.#reachedEnd = !parts.journal.newer;
  }

  /** Whether the end of the room itself is in view, on a page that is seen. */
  get isLooking() {
    const { journal, scroll } = this.#parts;
    return !document.hidden && scroll.isAtEnd && this.#reachedEnd && !journal.newer;
  }

  /** Go to the end of the room, loading it if it is not held. */
  async goToEnd() {
    const { journal, history, scroll } = this.#parts;
    if (journal.newer) await history.latest();
    this.#redraw();
    scroll.goToEnd();
    this.look();
  }

  /**
   * Bring this message into view, loading what stands around it if it is not held.
   *
   * @param {number} seq
   * @returns {Promise<boolean>} whether it is there
   */
  async goTo(seq) {
    const { journal, history, scroll } = this.#parts;
    const isHeld = () => journal.messages.some((message) => message.seq === seq);
    if (!isHeld()) await history.around(seq);
    if (!isHeld()) return false;
    this.#redraw();
    scroll.show(seq);
    this.look();
    return true;
  }

  /** Everything was replaced by the newest page: go back to where the person was reading. */
  async restart(sameEpoch) {
    const { history, scroll } = this.#parts;
    const seq = scroll.isAtEnd && this.#reachedEnd ? null : scroll.firstSeqInView;
    if (!sameEpoch || seq === null) return this.goToEnd();
    await history.from(seq);
    this.#redraw();
    scroll.goTo(seq);
  }

  #redraw() {
    const { journal, scroll } = this.#parts;
    // Who was at the end of a part that was held was not at the end of the room.
    if (this.#reachedEnd) scroll.follow(() => this.#draw());
    else scroll.hold(() => this.#draw());
    this.#reachedEnd = !journal.newer;
    this.#look();
  }

  #draw() {
    const { journal, history, outbox, timeline, reading, localTime } = this.#parts;
    const { user, room } = this.#facts;
    for (const { author, nonce } of journal.messages) if (author.id === user.id) outbox.seen(nonce);
    outbox.reached(room.id, journal);
    const rows = arrange({
      messages: journal.messages,
      pending: outbox.messagesOf(room.id),
      changes: outbox.changesOf(room.id),
      ends: history.ends,
      unreadAfter: reading.lineAfter,
      person: user.id,
      dayKey: (moment) => localTime.dayKey(moment),
    });
    timeline.draw(rows);
  }

  #look() {
    const { journal, scroll, reading, pill } = this.#parts;
    reading.look(journal.messages.at(-1)?.seq ?? 0);
    const { isAtEnd, toEnd, height } = scroll;
    const unseen = reading.unseen;
    const screens = journal.newer ? Infinity : toEnd / height;
    pill.show({ unseen, isAtEnd: isAtEnd && !journal.newer, screens });
    this.#load();
    this.#trim();
    this.dispatchEvent(new Event("looked"));
  }

  #load() {
    const { history, scroll } = this.#parts;
    const margin = LOAD_SCREENS * scroll.height;
    if (scroll.toStart < margin) history.older();
    if (scroll.toEnd < margin) history.newer();
  }

  #trim() {
    const { history, scroll } = this.#parts;
    const far = FAR_SCREENS * scroll.height;
    if (scroll.toStart > Math.max(far, scroll.toEnd)) history.trim("older");
    else if (scroll.toEnd > far) history.trim("newer");
  }
}
