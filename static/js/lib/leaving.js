// Signing out: this browser keeps nothing of the conversations, and no window goes on showing them.

const OURS = "hiroba:";
const NOTE = "hiroba:left";

/** Say in every window that whoever was here has signed out. */
export function tellOthers(storage) {
  try {
    storage.setItem(NOTE, String(Date.now()));
  } catch {
    // Where storage is forbidden there is nothing to forget.
  }
}

/** Whether somebody has signed out, and nobody has been here since. */
export function hasLeft(storage) {
  return storage.getItem(NOTE) !== null;
}

/** Somebody is here. */
export function arrive(storage) {
  storage.removeItem(NOTE);
}

/**
 * Have this window leave when another one has signed out.
 *
 * @param {EventTarget} browser  the window, which hears of what others store
 * @param {function(): void} leave
 */
export function leaveWithOthers(browser, leave) {
  browser.addEventListener("storage", ({ key, newValue }) => {
    if (key === NOTE && newValue !== null) leave();
  });
}

/**
 * Drop drafts, unsent messages and whatever else is ours, but for the note that somebody has left:
 * a window that is about to close may write a draft once more.
 *
 * @param {Storage} storage
 * @param {IDBFactory} databases
 */
export async function forget(storage, databases) {
  const keys = Object.keys(storage).filter((key) => key.startsWith(OURS) && key !== NOTE);
  keys.forEach((key) => storage.removeItem(key));
  const kept = (await databases?.databases?.()) ?? [];
  const ours = kept.map(({ name }) => name).filter((name) => name.startsWith(OURS));
  ours.forEach((name) => databases.deleteDatabase(name));
}
