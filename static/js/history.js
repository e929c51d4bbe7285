// Loads the pages of history on both sides of what is held, and lets go of what is far away.

const HELD_MAX = 400;
const SLACK = 60;
const LIMIT_MS = 15_000;

/** Tells `change` whenever an end begins to load, has loaded, or could not be loaded. */
export class History extends EventTarget {
  #journal;
  #url;
  #limit;
  #states = { older: null, newer: null };

  /** @param {{journal: Journal, url: string, limit: number}} parts  `limit`: messages in a page */
  constructor({ journal, url, limit }) {
    super();
    this.#journal = journal;
    this.#url = url;
    this.#limit = limit;
  }

  /**
   * How the two ends are drawn: "start", "loading", "torn" or null. What waits to be sent stands
   * under the newer end: where the room goes on in between, it must not look like the next message.
   */
  get ends() {
    const older = this.#journal.older ? this.#states.older : "start";
    return { older, newer: this.#journal.newer ? (this.#states.newer ?? "loading") : null };
  }

  /** Load the page before what is held, unless that is under way or has failed. */
  async older() {
    const first = this.#journal.messages[0];
    if (!first || !this.#journal.older || this.#states.older) return;
    const page = await this.#load("older", { before: first.seq });
    if (!page || this.#journal.messages[0] !== first) return;
    this.#journal.takeOlder(page);
    this.#tell();
  }

  /** Load the page behind what is held, unless that is under way or has failed. */
  async newer() {
    const last = this.#journal.messages.at(-1);
    if (!last || !this.#journal.newer || this.#states.newer) return;
    const page = await this.#load("newer", { after: last.seq });
    if (!page || this.#journal.messages.at(-1) !== last) return;
    this.#journal.takeNewer(page);
    this.#tell();
  }

  /** Hold the newest page instead. */
  latest() {
    return this.#move({});
  }

  /** Hold the page that begins with this message instead. */
  from(seq) {
    return this.#move({ after: seq - 1 });
  }

  /** Hold the page around this message instead. */
  around(seq) {
    return this.#move({ around: seq });
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

  /**
   * Let go of what is far from view, so that the ten thousandth message is as quick as the first.
   *
   * @param {"older"|"newer"} side
   */
  trim(side) {
    if (this.#journal.messages.length <= HELD_MAX + SLACK) return;
    if (side === "older") this.#journal.dropOldest(HELD_MAX);
    else this.#journal.dropNewest(HELD_MAX);
    this.#tell();
  }

  async #move(position) {
    const page = await this.#load("newer", position);
    if (page) this.#journal.move(page);
    this.#tell();
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
