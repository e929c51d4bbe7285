// The form for signing out: asks before messages are lost that could not be sent yet.

import { Database } from "../lib/database.js";
import { browserStorage, LocalStore } from "../lib/local_store.js";

for (const place of document.querySelectorAll("[data-sign-out]")) {
  place.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(place, event.target);
  });
}

/** A form that is sent by its own method asks nobody again. */
async function ask(place, form) {
  const count = await unsent(place.dataset.signOut);
  const question = place.dataset.question.replace("{count}", String(count));
  if (count === 0 || confirm(question)) form.submit();
}

async function unsent(person) {
  const beside = new LocalStore(browserStorage(), `hiroba:outbox:${person}:`).all();
  try {
    const database = await Database.open(`hiroba:outbox:${person}`, "nonce");
    return beside.length + (await database.all()).length;
  } catch {
    return beside.length;
  }
}
