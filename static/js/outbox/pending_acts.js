// The acts of a person that are not yet known to be stored, the same in all their windows.

/**
 * @typedef {object} Item  an act: a message, or a change of one
 * @property {string} nonce
 * @property {number} room
 * @property {string} type  message, or an act of the server's table
 * @property {number} [id]  the message that is changed
 * @property {string} [body]
 * @property {number} [reply_to]
 * @property {Place} [quoted]  of the message that is answered; not told to the server
 * @property {number} [base]  of an edit: the last change of the text that it was made from
 * @property {string} [from]  that text's fingerprint; not told to the server
 * @property {string} [emoji]
 * @property {number} at  when it was done, in ms; also its place in the order of doing
 * @property {"waiting"|"stored"|"failed"|"held"} state  stored: acknowledged and not yet visible;
 *   held: a moderator looks at it first
 * @property {string} [epoch]  the database whose messages it names, and to which `seq` belongs
 * @property {number} [seq]  the change that makes it visible, once it is acknowledged
 * @property {string|null} code  why it failed
 */

/**
 * The store keeps them; each window tells the `others` what became of one. Tells `change`; `waits`
 * (its `detail` is an item) when another window has brought something; and `over` (an item) when
 * nothing is left to be sent of it. Pure.
 */
export class PendingActs extends EventTarget {
  #room;
  #store;
  #others;
  #items = new Map();
  #kept = new Set();
  #atRisk = new Set();
  #done = new Set();

  /**
   * @param {object} parts
   * @param {number} parts.room  the open one: elsewhere nobody waits until a stored act is visible
   * @param {OutboxStore} parts.store
   * @param {BroadcastChannel} parts.others
   */
  constructor({ room, store, others }) {
    super();
    this.#room = room;
    this.#store = store;
    this.#others = others;
    others.addEventListener("message", ({ data }) => this.#heard(data));
  }

  /** Everything, in the order of doing. @returns {Item[]} */
  get all() {
    const earlier = (one, other) => one.at - other.at || (one.nonce < other.nonce ? -1 : 1);
    return [...this.#items.values()].sort(earlier);
  }

  /** Whether something would be lost with this page: the browser would not keep it. */
  get isAtRisk() {
    return this.#atRisk.size > 0;
  }

  /** @returns {Item|undefined} */
  get(nonce) {
    return this.#items.get(nonce);
  }

  /** Return what was done in this room, in order. @returns {Item[]} */
  of(room) {
    return this.all.filter((item) => item.room === room);
  }

  /** The store is the truth: take what it has, and let go of what it has not any more. */
  async load() {
    const before = [...this.#kept];
    const items = await this.#store.all();
    const nonces = new Set(items.map(({ nonce }) => nonce));
    for (const nonce of before) if (!nonces.has(nonce)) this.#gone(nonce);
    for (const item of items) this.#take(item);
    this.#tell("change");
  }

  /** Hold an act that is new, or new in this state. */
  put(item) {
    this.#items.set(item.nonce, item);
    this.#keep({ ...item });
    this.#tell("change");
  }

  /** The server has it; `seq` is the change of that epoch that makes it visible, if it is known. */
  stored(item, { seq, epoch }) {
    this.#unkeep(item, { type: "stored", nonce: item.nonce, seq, epoch });
    this.#becomeStored(item, { seq, epoch });
  }

  /** It shall not be done. */
  drop(item) {
    this.#unkeep(item, { type: "dropped", nonce: item.nonce });
    this.finish(item);
  }

  /** In this window nothing is left to do for it. */
  finish(item) {
    this.#items.delete(item.nonce);
    this.#atRisk.delete(item.nonce);
    this.#done.add(item.nonce);
    this.#tell("change");
    this.#tell("over", item);
  }

  #heard({ type, item, nonce, seq, epoch }) {
    if (type === "kept") {
      this.#take(item);
      return this.#tell("change");
    }
    const held = this.#items.get(nonce);
    this.#kept.delete(nonce);
    if (!held) this.#done.add(nonce);
    else if (type === "stored") this.#becomeStored(held, { seq, epoch });
    else this.finish(held);
  }

  #becomeStored(item, visible) {
    if (item.room !== this.#room) return this.finish(item);
    Object.assign(item, { state: "stored", ...visible });
    this.#atRisk.delete(item.nonce);
    this.#tell("change");
    this.#tell("over", item);
  }

  #take(item) {
    const { nonce } = item;
    if (this.#done.has(nonce)) return;
    this.#kept.add(nonce);
    if (this.#items.get(nonce)?.state === "stored") return;
    this.#items.set(nonce, item);
    this.#tell("waits", item);
  }

  #gone(nonce) {
    const item = this.#items.get(nonce);
    if (this.#kept.delete(nonce) && item && item.state !== "stored") this.finish(item);
  }

  /** Others hear of it when the store has it: that is where they look for what there is. */
  async #keep(item) {
    const isKept = await this.#store.put(item);
    if (this.#done.has(item.nonce)) return;
    if (!isKept) return this.#atRisk.add(item.nonce);
    this.#atRisk.delete(item.nonce);
    this.#kept.add(item.nonce);
    this.#others.postMessage({ type: "kept", item });
  }

  #unkeep({ nonce }, told) {
    this.#kept.delete(nonce);
    this.#store.remove(nonce);
    this.#others.postMessage(told);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
