// The open room on the screen: draws what is held, keeps the place, loads what comes into view.

import { arrange } from "./arrange.js";
import { oncePerFrame } from "./dom.js";
import { openingAt } from "./places.js";
import { UnreadPlace } from "./unread_place.js";

const LOAD_SCREENS = 1.5;
const FAR_SCREENS = 3;

/** Tells `looked` whenever what is in view or unread may have changed. */
export class Room extends EventTarget {
  /** Draw soon; many changes make one drawing. */
  redraw = oncePerFrame(() => this.#redraw());
  /** Look at what is in view, after scrolling or coming back. */
  look = oncePerFrame(() => this.#look());

  #facts;
  #parts;
  #line;
  #reachedEnd;
  #isPlaced = false;
  #ways = 0;

  /**
   * @param {object} facts  what the server says of this page
   * @param {object} parts  journal, history, outbox, timeline, scroll, reading, attendance, unread,
   *   pill, back, places, localTime, isNews
   */
  constructor(facts, parts) {
    super();
    this.#facts = facts;
    this.#parts = parts;
    this.#line = new UnreadPlace({ ...parts, told: facts.reading });
    this.#reachedEnd = !parts.journal.newer;
  }

  /** Whether the end of the room itself is in view. */
  get isAtEnd() {
    const { journal, scroll } = this.#parts;
    return scroll.isAtEnd && this.#reachedEnd && !journal.newer;
  }

  /** Begin where the person was, or at what is unread; at another place if it was asked for. */
  async open() {
    if (!this.#facts.is_place_asked) await this.#goToOpening();
    this.#parts.scroll.opened();
    this.#isPlaced = true;
    this.redraw();
  }

  /** The person goes to the end of the room, past whatever is unread. */
  async goToEnd() {
    const { reading } = this.#parts;
    const isPassing = reading.isBehind;
    reading.goOn();
    await this.#showEnd();
    reading.hasSkipped = isPassing;
  }

  /** Go to where the unread messages begin, loading them if they are not held. */
  async goToUnread() {
    const { scroll, reading } = this.#parts;
    const seq = this.#line.first?.seq ?? reading.lineAfter + 1;
    const held = await this.#goNear(seq);
    if (held === null) return;
    if (scroll.lineSide === null) scroll.show(held);
    else scroll.goToLine();
    this.look();
  }

  /** Go on reading: at what is unread if it stands further down, else at the end. */
  goOn() {
    return this.#line.side === "below" ? this.goToUnread() : this.goToEnd();
  }

  /**
   * Bring this message into view, loading what stands around it if it is not held.
   *
   * @param {number} seq
   * @returns {Promise<boolean>} whether it is there
   */
  async goTo(seq) {
    if ((await this.#goNear(seq)) !== seq) return false;
    this.#parts.scroll.show(seq);
    this.look();
    return true;
  }

  /** Everything was replaced by the newest page: go back to where the person was reading. */
  async restart(sameEpoch) {
    const { scroll } = this.#parts;
    const place = scroll.isAtEnd && this.#reachedEnd ? null : scroll.place;
    if (!sameEpoch || place === null) return this.#showEnd();
    await this.#goToPlace(place);
  }

  /** Keep for the next time where the person is now. */
  leave() {
    const { scroll, places } = this.#parts;
    if (this.#isPlaced) places.put(this.#facts.room.id, this.isAtEnd ? null : scroll.place);
  }

  async #goToOpening() {
    const kept = this.#parts.places.get(this.#facts.room.id);
    const firstUnread = this.#facts.reading.first_unread?.seq ?? null;
    const opening = openingAt({ kept, firstUnread });
    if (opening === "kept") await this.#goToPlace(kept);
    if (opening === "unread") await this.goToUnread();
  }

  async #goToPlace(place) {
    const seq = await this.#goNear(place.seq);
    if (seq === null) return;
    this.#parts.scroll.goTo({ ...place, seq });
    this.look();
  }

  /**
   * Hold what stands around this place; returns the message there or the next one that is held, and
   * null when the person has gone somewhere else meanwhile.
   */
  async #goNear(seq) {
    const { journal, history, reading } = this.#parts;
    const way = ++this.#ways;
    const isHeld = () => journal.messages.some((message) => message.seq === seq);
    reading.jump();
    if (!isHeld()) await history.around(seq);
    if (way !== this.#ways) return null;
    this.#redraw();
    const near = journal.messages.find((message) => message.seq >= seq) ?? journal.messages.at(-1);
    return near?.seq;
  }

  async #showEnd() {
    const { journal, history, scroll } = this.#parts;
    const way = ++this.#ways;
    if (journal.newer) await history.latest();
    else history.stay();
    if (way !== this.#ways) return;
    this.#redraw();
    scroll.goToEnd();
    this.look();
  }

  #redraw() {
    const { journal, scroll, attendance } = this.#parts;
    // Who was at the end of a part that was held was not at the end of the room.
    if (!this.#reachedEnd) scroll.hold(() => this.#draw());
    else if (attendance.isThere) scroll.follow(() => this.#draw());
    else scroll.followToLine(() => this.#draw());
    this.#reachedEnd = !journal.newer;
    this.#look();
  }

  #draw() {
    const { journal, history, outbox, timeline, reading, localTime, isNews } = this.#parts;
    const { user, room } = this.#facts;
    const rows = arrange({
      messages: journal.messages,
      pending: outbox.messagesOf(room.id),
      changes: outbox.changesOf(room.id),
      ends: history.ends,
      unreadAfter: reading.lineAfter,
      isNews,
      person: user.id,
      dayKey: (moment) => localTime.dayKey(moment),
    });
    timeline.draw(rows);
  }

  #look() {
    const { reading } = this.#parts;
    reading.look(this.#view);
    if (this.#line.side === "in") reading.hasSkipped = false;
    this.#guide();
    this.#load();
    this.#trim();
    this.dispatchEvent(new Event("looked"));
  }

  /** @returns {View} */
  get #view() {
    const { journal, scroll } = this.#parts;
    const { first, last } = scroll.seqsInView;
    const end = journal.messages.at(-1)?.seq ?? 0;
    const isEnd = this.isAtEnd;
    const before = this.#line.noNewsAfter(first ?? end + 1);
    return { before, last: isEnd ? end : (last ?? 0), isEnd };
  }

  /** Offer the ways to the end and back to what was not seen. */
  #guide() {
    const { journal, scroll, reading, unread, pill, back } = this.#parts;
    const screens = journal.newer ? Infinity : scroll.toEnd / scroll.height;
    const isAbove = this.#line.side === "above";
    const count = unread.here;
    const below = isAbove && reading.isApart ? 0 : count;
    pill.show({ unseen: below, isAtEnd: this.isAtEnd, screens });
    const isMissed = isAbove && (reading.isApart || reading.hasSkipped);
    back.show({ isMissed, count, since: this.#line.first?.created_at });
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
    const side = scroll.toStart > scroll.toEnd ? "older" : "newer";
    history.trim(side, () => scroll.countFar(side, far));
  }
}
