// Values by name in the browser's storage: drafts outlive the page.

const NOTHING = {
  getItem: () => null,
  setItem: () => {
    throw new Error("Storage is forbidden.");
  },
  removeItem: () => {},
};

/** The values of one person for one purpose. */
export class LocalStore {
  #storage;
  #prefix;

  /**
   * @param {Storage} storage
   * @param {string} prefix  keeps people and purposes apart; every value has a key of its own, so
   *   that two tabs never write over each other's
   */
  constructor(storage, prefix) {
    this.#storage = storage;
    this.#prefix = prefix;
  }

  /** Return every value of this person and purpose, in no order. */
  all() {
    return Object.keys(this.#storage)
      .filter((key) => key.startsWith(this.#prefix))
      .map((key) => parse(this.#storage.getItem(key)))
      .filter((value) => value !== null);
  }

  /** Whether this key of the storage, which has changed, is that of the value; null is all keys. */
  isKeyOf(name, key) {
    return key === null || key === this.#prefix + name;
  }

  /** Return the value, or null. */
  get(name) {
    return parse(this.#storage.getItem(this.#prefix + name));
  }

  /**
   * Keep the value. A full or forbidden storage is no reason to stop: the page still has it.
   *
   * @returns {boolean} whether it is kept
   */
  put(name, value) {
    try {
      this.#storage.setItem(this.#prefix + name, JSON.stringify(value));
      return true;
    } catch (error) {
      console.warn("Not kept in this browser:", error);
      return false;
    }
  }

  remove(name) {
    this.#storage.removeItem(this.#prefix + name);
  }
}

/** What another version or a person wrote there may be anything. */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Return the browser's storage; where it is forbidden, one that keeps nothing and says so. */
export function browserStorage() {
  try {
    return localStorage;
  } catch {
    return Object.create(NOTHING);
  }
}
