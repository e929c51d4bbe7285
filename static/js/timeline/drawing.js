// Draws what is held of the open room, and nothing else: whatever changed asks for it.

import { arrange } from "./arrange.js";
import { oncePerFrame } from "../lib/dom.js";

/** Tells `drawn`. To draw once more what has not changed changes nothing. */
export class Drawing extends EventTarget {
  /** Draw soon; however many ask, it is drawn once. */
  ask = oncePerFrame(() => this.now());

  #parts;
  #hadEnd;

  /**
   * @param {object} parts  person and room (their ids), journal, history, outbox, timeline, scroll,
   *   reading, attendance, localTime, isNews
   */
  constructor(parts) {
    super();
    this.#parts = parts;
    this.#hadEnd = !parts.journal.newer;
  }

  /** Whether the end of the room was held when it was drawn last. */
  get hasEnd() {
    return this.#hadEnd;
  }

  /** Draw at once, for whoever wants to go to what was not yet drawn. */
  now() {
    const { journal, scroll, attendance } = this.#parts;
    // Who was at the end of a part that was held was not at the end of the room.
    if (!this.#hadEnd) scroll.hold(() => this.#draw());
    else if (attendance.isThere) scroll.follow(() => this.#draw());
    else scroll.followToLine(() => this.#draw());
    this.#hadEnd = !journal.newer;
    this.dispatchEvent(new Event("drawn"));
  }

  #draw() {
    const { person, room, journal, history, outbox, timeline } = this.#parts;
    const { reading, localTime, isNews } = this.#parts;
    const rows = arrange({
      messages: journal.messages,
      pending: outbox.messagesOf(room),
      changes: outbox.changesOf(room),
      ends: history.ends,
      unreadAfter: reading.lineAfter,
      isNews,
      person,
      dayKey: (moment) => localTime.dayKey(moment),
    });
    timeline.draw(rows);
  }
}
