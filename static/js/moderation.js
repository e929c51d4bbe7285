// Reporting, hiding, muting, blocking: told to the server by form, without leaving the page.

import { ref } from "./dom.js";
import { makeClosable } from "./floating.js";

const LIMIT_MS = 15_000;

export class Moderation {
  #facts;
  #blocks;
  #said;
  #address;
  #dialog;
  #url = null;

  /** @param {object} parts  facts, blocks, said, dialog, and `address`: the link of a seq */
  constructor({ facts, blocks, said, dialog, address }) {
    this.#facts = facts;
    this.#blocks = blocks;
    this.#said = said;
    this.#address = address;
    this.#dialog = dialog;
    makeClosable(dialog);
    ref("ask-form", dialog).addEventListener("submit", (event) => this.#answered(event));
    for (const button of dialog.querySelectorAll("[data-ref='ask-cancel']")) {
      button.addEventListener("click", () => dialog.close());
    }
  }

  /** Ask what has to be known first: "report", "mute" or "purge". */
  ask(name, message) {
    const { mute_url: muteUrl } = this.#facts;
    const ofMessage = `${this.#address(message.seq)}${name}/`;
    this.#url = name === "mute" ? muteUrl.replace("/0/", `/${message.author.id}/`) : ofMessage;
    ref("ask-form", this.#dialog).reset();
    for (const part of this.#dialog.querySelectorAll("[data-ask]")) {
      part.hidden = part.dataset.ask !== name;
      for (const field of part.querySelectorAll("input, select, textarea")) {
        field.disabled = part.hidden;
      }
    }
    const title = this.#dialog.querySelector("[data-ask]:not([hidden]) h2");
    this.#dialog.setAttribute("aria-label", title.textContent);
    this.#dialog.showModal();
  }

  /** Do what needs no question: "hide" or "restore". */
  order(name, message) {
    return this.#send(`${this.#address(message.seq)}${name}/`, new URLSearchParams());
  }

  /** Hide somebody's messages from oneself, or show them again. */
  async block(person, isBlocked) {
    const page = this.#facts.people_page.replace(/0\/$/, `${encodeURIComponent(person.username)}/`);
    const isDone = await this.#send(`${page}${isBlocked ? "block" : "unblock"}/`, new URLSearchParams());
    if (isDone) this.#blocks.set(person.id, isBlocked);
  }

  #answered(event) {
    event.preventDefault();
    const given = new URLSearchParams(new FormData(event.target));
    this.#dialog.close();
    this.#send(this.#url, given);
  }

  /** @returns {Promise<boolean>} whether it was done */
  async #send(url, body) {
    const token = ref("ask-form", this.#dialog).elements.namedItem("csrfmiddlewaretoken").value;
    const headers = { "X-Requested-With": "fetch", "X-CSRFToken": token };
    const signal = AbortSignal.timeout(LIMIT_MS);
    try {
      const answer = await fetch(url, { method: "POST", body, headers, signal });
      this.#said.tell((await answer.json()).said);
      return answer.ok;
    } catch {
      this.#said.say("not_answered");
      return false;
    }
  }
}
