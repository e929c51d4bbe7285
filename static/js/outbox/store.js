// Where the outbox is kept: in the browser's database, or beside it when that cannot be had.

const OPEN_LIMIT_MS = 3_000;

/** Nothing here raises: what cannot be kept is still held by the page. Pure. */
export class OutboxStore {
  #localStore;
  #timers;
  #database = null;
  #opened;

  /**
   * @param {object} parts
   * @param {function(): Promise<Database>} parts.open
   * @param {LocalStore} parts.localStore  used until the database is open, or when it cannot be opened
   * @param {{set: function, clear: function}} parts.timers
   */
  constructor({ open, localStore, timers }) {
    this.#localStore = localStore;
    this.#timers = timers;
    this.#opened = this.#open(open);
  }

  /** @returns {Promise<Item[]>} what is kept, in no order */
  async all() {
    await this.#opened;
    const kept = await this.#try((database) => database.all());
    return [...this.#localStore.all(), ...(kept ?? [])];
  }

  /**
   * @param {Item} item
   * @returns {Promise<boolean>} whether it is kept
   */
  async put(item) {
    const isKept = await this.#try((database) => database.put(item).then(() => true));
    if (!isKept) return this.#localStore.put(item.nonce, item);
    this.#localStore.remove(item.nonce);
    return true;
  }

  async remove(nonce) {
    this.#localStore.remove(nonce);
    await this.#try((database) => database.remove(nonce));
  }

  async #open(open) {
    try {
      this.#database = await this.#inTime(open());
    } catch (error) {
      console.warn("The browser's database cannot be used:", error);
    }
  }

  async #try(work) {
    try {
      return this.#database && (await work(this.#database));
    } catch (error) {
      console.warn("Not kept in the browser's database:", error);
      return null;
    }
  }

  /** Some browsers never answer when they are asked for a database. */
  #inTime(opening) {
    return new Promise((resolve, reject) => {
      const late = () => reject(new Error("It takes too long."));
      const timer = this.#timers.set(late, OPEN_LIMIT_MS);
      const settled = (settle) => (result) => {
        this.#timers.clear(timer);
        settle(result);
      };
      opening.then(settled(resolve), settled(reject));
    });
  }
}
