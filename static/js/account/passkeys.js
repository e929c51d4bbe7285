// Forms that are sent with a passkey: `data-passkey` says whether one is made or shown.

import { create, get, isAvailable } from "./webauthn.js";

const CEREMONIES = {
  create: (options) => create(options.creation_options),
  get: (options) => get(options.request_options),
};

/** Show what works here, and let each such form ask for the passkey before it is sent. */
function begin() {
  for (const element of document.querySelectorAll("[data-if-passkeys]")) {
    element.hidden = (element.dataset.ifPasskeys === "yes") !== isAvailable();
  }
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });
  }
}

async function send(form) {
  const [complaint, button] = [form.querySelector("[role=alert]"), form.querySelector("button")];
  complaint.hidden = true;
  button.disabled = true;
  try {
    const credential = await CEREMONIES[form.dataset.passkey](await optionsOf(form));
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch {
    // Cancelled, timed out or unknown here: browsers do not tell which, on purpose.
    complaint.hidden = false;
    button.disabled = false;
  }
}

/** They stand in the page, or are asked for where the form goes. */
async function optionsOf(form) {
  const data = document.getElementById("passkey-options");
  if (data) return JSON.parse(data.textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`No options for a passkey: ${answer.status}`);
  return answer.json();
}

begin();
