// Loads the pages of history on both sides of what is held, and lets go of what is far away.

import { isComing } from "./kinds.js";

const HELD_MAX = 400;
const SLACK = 60;
const LIMIT_MS = 15_000;
/** So many pages in a row that show next to nothing are loaded unasked. */
const FOLDED_PAGES_MAX = 10;
/** One that brings nothing may have been overtaken by what came live; a second one was not. */
const EMPTY_PAGE = FOLDED_PAGES_MAX / 2;

/** Tells `change` whenever an end begins to load, has loaded, or could not be loaded. */
export class History extends EventTarget {
  #journal;
  #url;
  #limit;
  #states = { older: null, newer: null };
  #folded = { older: 0, newer: 0 };
  #moves = 0;

  /** @param {{journal: Journal, url: string, limit: number}} parts  `limit`: messages in a page */
  constructor({ journal, url, limit }) {
    super();
    this.#journal = journal;
    this.#url = url;
    this.#limit = limit;
  }

  /**
   * How the two ends are drawn: "start", "loading", "torn", "paused" or null. What waits to be sent
   * stands under the newer end: where the room goes on in between, it must not look like the next message.
   */
  get ends() {
    const older = this.#journal.older ? this.#states.older : "start";
    return { older, newer: this.#journal.newer ? (this.#states.newer ?? "loading") : null };
  }

  /** Load the page before what is held, unless that is under way, has failed or is paused. */
  older() {
    const held = () => this.#journal.messages[0];
    const take = (page) => this.#journal.takeOlder(page);
    return this.#extend("older", held, { before: held()?.seq }, take);
  }

  /** Load the page behind what is held, on the same terms. */
  newer() {
    const held = () => this.#journal.messages.at(-1);
    const take = (page) => this.#journal.takeNewer(page);
    return this.#extend("newer", held, { after: held()?.seq }, take);
  }

  /** Hold the newest page instead. */
  latest() {
    return this.#move({});
  }

  /** Hold the page around this message instead. */
  around(seq) {
    return this.#move({ around: seq });
  }

  /** Hold what is held: a page that is still on its way is not wanted any more. */
  stay() {
    this.#moves += 1;
  }

  /**
   * Return the message at this place, or null. What is held stays as it is. It raises Error when the
   * server gives no clear answer.
   */
  async at(seq) {
    const { messages } = await this.#fetch({ around: seq, limit: 1 });
    return messages.find((message) => message.seq === seq) ?? null;
  }

  /** Try again where it failed. */
  mend() {
    for (const side of ["older", "newer"]) {
      if (this.#states[side] === "torn") this.#states[side] = null;
    }
    this.#tell();
  }

  /** Somebody asks for what lies there. */
  go(side) {
    this.#states[side] = null;
    this.#folded[side] = 0;
    this.#tell();
  }

  /**
   * Let go of what is far from view, so that the ten thousandth message is as quick as the first.
   * What is near stays however many lines it has: folded ones take no room, and what is let go of
   * there would have to be asked for again at once.
   *
   * @param {"older"|"newer"} side
   * @param {function(): number} countFar  how many messages on that side are far from view
   */
  trim(side, countFar) {
    const excess = this.#journal.messages.length - HELD_MAX;
    const far = excess > SLACK ? countFar() : 0;
    if (far === 0) return;
    if (side === "older") this.#journal.dropOldest(Math.min(excess, far));
    else this.#journal.dropNewest(Math.min(excess, far));
    this.#tell();
  }

  async #extend(side, held, position, take) {
    const end = held()?.id;
    if (end === undefined || !this.#journal[side] || this.#states[side]) return;
    const page = await this.#load(side, position);
    if (!page || held()?.id !== end) return;
    this.#took(side, take(page).inserted);
    this.#tell();
  }

  /** Answers that bring nothing, or for long nothing but folded lines, end the asking. */
  #took(side, inserted) {
    const isFolded = inserted.every(({ kind }) => isComing(kind));
    const weight = inserted.length === 0 ? EMPTY_PAGE : 1;
    this.#folded[side] = isFolded ? this.#folded[side] + weight : 0;
    if (this.#folded[side] >= FOLDED_PAGES_MAX) this.#states[side] = "paused";
  }

  async #move(position) {
    const move = ++this.#moves;
    const page = await this.#load("newer", position);
    if (page && move === this.#moves) this.#moved(page);
    this.#tell();
  }

  #moved(page) {
    this.#journal.move(page);
    this.#states = { older: null, newer: null };
    this.#folded = { older: 0, newer: 0 };
  }

  async #load(side, position) {
    const { epoch } = this.#journal;
    this.#become(side, "loading");
    try {
      const page = await this.#fetch(position);
      this.#states[side] = null;
      return this.#journal.epoch === epoch ? page : null;
    } catch (error) {
      console.warn("History was not loaded:", error);
      this.#become(side, "torn");
      return null;
    }
  }

  async #fetch(position) {
    const query = new URLSearchParams({ limit: this.#limit, ...position });
    const signal = AbortSignal.timeout(LIMIT_MS);
    const answer = await fetch(`${this.#url}?${query}`, { signal });
    // Who is signed out is redirected to a page.
    if (!answer.ok || answer.redirected) throw new Error(`HTTP ${answer.status}`);
    return answer.json();
  }

  #become(side, state) {
    this.#states[side] = state;
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
