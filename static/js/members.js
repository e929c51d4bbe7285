// Who is in the open room: asked when the page opens and again when somebody came or went.

const CALM_MS = 1_000;
const LIMIT_MS = 15_000;
const TELLING = new Set([
  "joined",
  "left",
  "added",
  "removed",
  "role_changed",
  "transferred",
  "nick_changed",
]);

/** Tells `change` when they are known anew. Pure: `ask` fetches. */
export class Members extends EventTarget {
  /** @type {(Profile & {role: string})[]} the first of them, when there are very many */
  people = [];
  /** How many there are altogether. */
  total = 0;

  #ask;
  #timers;
  #room;
  #timer = null;
  #hasEnded = false;

  /**
   * @param {object} parts  room (its id), timers, and
   * @param {function(): Promise<{people: object[], total: number}>} parts.ask
   */
  constructor({ room, ask, timers }) {
    super();
    this.#room = room;
    this.#ask = ask;
    this.#timers = timers;
  }

  /** Whether `people` is everybody. */
  get isComplete() {
    return this.people.length === this.total;
  }

  /** Take a frame; those of other rooms and other matters are left alone. */
  receive(frame) {
    if (this.#hasEnded) return;
    if (frame.type === "welcome") this.#reload();
    if (frame.room !== this.#room || frame.type !== "changes") return;
    if (frame.messages.some(({ kind }) => TELLING.has(kind))) this.#reloadSoon();
  }

  /** Forget everybody for good: the room cannot be read any more. */
  end() {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#timers.clear(this.#timer);
    this.#take({ people: [], total: 0 });
  }

  #reloadSoon() {
    this.#timer ??= this.#timers.set(() => this.#reload(), CALM_MS);
  }

  async #reload() {
    this.#timers.clear(this.#timer);
    this.#timer = null;
    try {
      this.#take(await this.#ask());
    } catch (error) {
      console.warn("The members were not loaded:", error);
    }
  }

  #take({ people, total }) {
    Object.assign(this, { people, total });
    this.dispatchEvent(new Event("change"));
  }
}

/** Return a function that fetches JSON from this address. It raises Error for any other answer. */
export function asking(url) {
  return async () => {
    const answer = await fetch(url, { signal: AbortSignal.timeout(LIMIT_MS) });
    // Who is signed out is redirected to a page.
    if (!answer.ok || answer.redirected) throw new Error(`HTTP ${answer.status}`);
    return answer.json();
  };
}
