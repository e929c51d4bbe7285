// The browser's storage; where it is forbidden, one that keeps nothing and says so.

const NOTHING = {
  getItem: () => null,
  setItem: () => {
    throw new Error("Storage is forbidden.");
  },
  removeItem: () => {},
};

/** @returns {Storage} */
export function browserStorage() {
  try {
    return localStorage;
  } catch {
    return Object.create(NOTHING);
  }
}
