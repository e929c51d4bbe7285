// The page for signing in: after somebody has signed out, the browser forgets them.

import { forget, hasLeft, tellOthers } from "../lib/leaving.js";
import { browserStorage } from "../lib/local_store.js";

const storage = browserStorage();
if (document.querySelector("[data-left]")) tellOthers(storage);
// Not when a session has merely expired: what one has written waits for its author then.
if (hasLeft(storage)) {
  forget(storage, globalThis.indexedDB).catch((error) => console.warn("Not forgotten:", error));
}
