// What the messages say now that something on the page refers to, whether they are held or not.

/** Whoever shows a message keeps its id and place, and asks here. Tells `change`. Pure. */
export class Originals extends EventTarget {
  #journal;
  #load;
  #known = new Map();
  #asked = new Set();
  #failed = new Set();
  #round = {};

  /**
   * @param {object} parts  journal, and
   * @param {function(number): Promise<Message|null>} parts.load  gives what stands at a place
   */
  constructor({ journal, load }) {
    super();
    this.#journal = journal;
    this.#load = load;
  }

  /**
   * Return the message as it is now, or null when it is not there for this person. What is not
   * known yet is asked for, and told as `change`.
   *
   * @param {Place} place
   * @returns {Message|null|undefined}
   */
  now({ id, seq }) {
    const held = this.#journal.byId(id) ?? this.#known.get(id);
    if (held === undefined) this.#ask(id, seq);
    return held;
  }

  /** Take messages of the room that have changed. */
  take(messages) {
    const asked = messages.filter(({ id }) => this.#asked.has(id));
    for (const message of asked) this.#hold(message.id, message);
    if (messages.length) this.#tell();
  }

  /** Everything may be another one now. */
  restart() {
    this.#round = {};
    this.#known.clear();
    this.#asked.clear();
    this.#failed.clear();
    this.#tell();
  }

  /** Ask again for what could not be asked for. */
  mend() {
    if (this.#failed.size === 0) return;
    for (const id of this.#failed) this.#asked.delete(id);
    this.#failed.clear();
    this.#tell();
  }

  async #ask(id, seq) {
    if (this.#asked.has(id)) return;
    this.#asked.add(id);
    const round = this.#round;
    try {
      const found = await this.#load(seq);
      if (round !== this.#round) return;
      this.#hold(id, found?.id === id ? found : null);
      this.#tell();
    } catch (error) {
      console.warn("A message was not loaded:", error);
      if (round === this.#round) this.#failed.add(id);
    }
  }

  /** What was told meanwhile is newer than an answer that was on its way. */
  #hold(id, message) {
    const known = this.#known.get(id);
    if (!known || known.changed_seq <= (message?.changed_seq ?? 0)) this.#known.set(id, message);
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
