// The open room on the screen: where one is in it, goes to, and what is loaded on the way.

import { oncePerFrame } from "../lib/dom.js";
import { openingAt } from "../reading/places.js";

const LOAD_SCREENS = 1.5;
const FAR_SCREENS = 3;

/** Tells `looked` whenever what is in view or unread may have changed. */
export class Room extends EventTarget {
  /** Look at what is in view, after scrolling or coming back. */
  look = oncePerFrame(() => this.#look());

  #parts;
  #isPlaced = false;
  #ways = 0;

  /**
   * @param {object} parts  room (its id), drawing, journal, history, scroll, reading, unread,
   *   unreadPlace, places, latestButton, unreadButton, and
   * @param {{isAsked: boolean, unread: {seq: number}|null}} parts.opening  whether the address names a
   *   place, and the first unread message
   */
  constructor(parts) {
    super();
    this.#parts = parts;
    parts.drawing.addEventListener("drawn", () => this.#look());
  }

  /** Whether the end of the room itself is in view. */
  get isAtEnd() {
    const { journal, scroll, drawing } = this.#parts;
    return scroll.isAtEnd && drawing.hasEnd && !journal.newer;
  }

  /** Draw soon; many changes make one drawing. */
  redraw() {
    this.#parts.drawing.ask();
  }

  /** Begin where the person was, or at what is unread; at another place if it was asked for. */
  async open() {
    if (!this.#parts.opening.isAsked) await this.#goToOpening();
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
    const { scroll, reading, unreadPlace } = this.#parts;
    const seq = unreadPlace.first?.seq ?? reading.lineAfter + 1;
    const held = await this.#goNear(seq);
    if (held === null) return;
    if (scroll.lineSide === null) scroll.show(held);
    else scroll.goToLine();
    this.look();
  }

  /** Go on reading: at what is unread if it stands further down, else at the end. */
  goOn() {
    return this.#parts.unreadPlace.side === "below" ? this.goToUnread() : this.goToEnd();
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
    const { scroll, drawing } = this.#parts;
    const place = scroll.isAtEnd && drawing.hasEnd ? null : scroll.place;
    if (!sameEpoch || place === null) return this.#showEnd();
    await this.#goToPlace(place);
  }

  /** Keep for the next time where the person is now. */
  leave() {
    const { room, scroll, places } = this.#parts;
    if (this.#isPlaced) places.put(room, this.isAtEnd ? null : scroll.place);
  }

  async #goToOpening() {
    const { room, places, opening } = this.#parts;
    const kept = places.get(room);
    const where = openingAt({ kept, firstUnread: opening.unread?.seq ?? null });
    if (where === "kept") await this.#goToPlace(kept);
    if (where === "unread") await this.goToUnread();
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
    const { journal, history, reading, drawing } = this.#parts;
    const way = ++this.#ways;
    const isHeld = () => journal.messages.some((message) => message.seq === seq);
    reading.jump();
    if (!isHeld()) await history.around(seq);
    if (way !== this.#ways) return null;
    drawing.now();
    const near = journal.messages.find((message) => message.seq >= seq) ?? journal.messages.at(-1);
    return near?.seq;
  }

  async #showEnd() {
    const { journal, history, scroll, drawing } = this.#parts;
    const way = ++this.#ways;
    if (journal.newer) await history.latest();
    else history.stay();
    if (way !== this.#ways) return;
    drawing.now();
    scroll.goToEnd();
    this.look();
  }

  #look() {
    const { reading, unreadPlace } = this.#parts;
    reading.look(this.#view);
    if (unreadPlace.side === "in") reading.hasSkipped = false;
    this.#guide();
    this.#load();
    this.#trim();
    this.dispatchEvent(new Event("looked"));
  }

  /** @returns {View} */
  get #view() {
    const { journal, scroll, unreadPlace } = this.#parts;
    const { first, last } = scroll.seqsInView;
    const end = journal.messages.at(-1)?.seq ?? 0;
    const isEnd = this.isAtEnd;
    const before = unreadPlace.noNewsAfter(first ?? end + 1);
    return { before, last: isEnd ? end : (last ?? 0), isEnd };
  }

  /** Offer the ways to the end and back to what was not seen. */
  #guide() {
    const { journal, scroll, reading, unread, unreadPlace } = this.#parts;
    const { latestButton, unreadButton } = this.#parts;
    const screens = journal.newer ? Infinity : scroll.toEnd / scroll.height;
    const isAbove = unreadPlace.side === "above";
    const count = unread.here;
    const below = isAbove && reading.isApart ? 0 : count;
    latestButton.show({ unseen: below, isAtEnd: this.isAtEnd, screens });
    const isMissed = isAbove && (reading.isApart || reading.hasSkipped);
    unreadButton.show({ isMissed, count, since: unreadPlace.first?.created_at });
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
