// One table of the browser's own database (IndexedDB), with promises.

const TABLE = "items";

export class Database {
  #connection;

  /** @param {IDBDatabase} connection */
  constructor(connection) {
    this.#connection = connection;
    // Another version of this page wants to change it, or somebody to clear it.
    connection.onversionchange = () => connection.close();
  }

  /**
   * Open the database, made anew if need be. It raises an error when the browser has none.
   *
   * @param {string} name
   * @param {string} key  the property by which values are told apart
   * @returns {Promise<Database>}
   */
  static async open(name, key) {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(TABLE, { keyPath: key });
    return new Database(await answer(request));
  }

  /** @returns {Promise<object[]>} */
  async all() {
    return answer(this.#connection.transaction(TABLE).objectStore(TABLE).getAll());
  }

  /** Resolves when it is on the disk. */
  async put(value) {
    return this.#change((table) => table.put(value));
  }

  /** Resolves when it is gone from the disk. */
  async remove(key) {
    return this.#change((table) => table.delete(key));
  }

  #change(change) {
    const transaction = this.#connection.transaction(TABLE, "readwrite", { durability: "strict" });
    change(transaction.objectStore(TABLE));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
      // A page that closes now must not take this with it.
      transaction.commit();
    });
  }
}

function answer(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
