// Reporting, hiding, muting, blocking: told to the server by form, without leaving the page.

import { ref } from "../lib/dom.js";
import { makeClosable, openModal } from "../lib/floating.js";

const LIMIT_MS = 15_000;
const TOO_MUCH = 429;

export class Moderation {
  #urls;
  #people;
  #blocks;
  #muted;
  #toast;
  #strings;
  #address;
  #dialog;
  #url = null;
  #author = null;
  #isAsking = false;

  /**
   * @param {object} parts  people, blocks, muted, toast, strings, dialog, `address` (the link of a
   *   seq), and
   * @param {{person: string, mute: string, unmute: string}} parts.urls  with 0 for whom it is about
   */
  constructor({ urls, people, blocks, muted, toast, strings, dialog, address }) {
    this.#urls = urls;
    this.#people = people;
    this.#blocks = blocks;
    this.#muted = muted;
    this.#toast = toast;
    this.#strings = strings;
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
    const ofMessage = `${this.#address(message.seq)}${name}/`;
    this.#author = message.author;
    this.#url = name === "mute" ? this.#urlOf("mute", message.author) : ofMessage;
    ref("ask-form", this.#dialog).reset();
    this.#complain("");
    for (const part of this.#dialog.querySelectorAll("[data-ask]")) {
      part.hidden = part.dataset.ask !== name;
      for (const field of part.querySelectorAll("input, select, textarea")) {
        field.disabled = part.hidden;
      }
    }
    const title = this.#dialog.querySelector("[data-ask]:not([hidden]) h2");
    this.#dialog.setAttribute("aria-label", title.textContent);
    openModal(this.#dialog);
  }

  /** Do what needs no question: "hide" or "restore". */
  order(name, message) {
    return this.#doNow(`${this.#address(message.seq)}${name}/`);
  }

  /** Let somebody write here again. */
  async unmute(person) {
    if (await this.#doNow(this.#urlOf("unmute", person))) this.#muted.delete(person.id);
  }

  /** Hide somebody's messages from oneself, or show them again. */
  async block(person, isBlocked) {
    const { username } = this.#people.of(person);
    const page = this.#urls.person.replace(/0\/$/, `${encodeURIComponent(username)}/`);
    const isDone = await this.#doNow(`${page}${isBlocked ? "block" : "unblock"}/`);
    if (isDone) this.#blocks.set(person.id, isBlocked);
  }

  /** What was refused stays open with all that was written. */
  async #answered(event) {
    event.preventDefault();
    if (this.#isAsking) return;
    this.#isAsking = true;
    const url = this.#url;
    const author = this.#author;
    const given = new URLSearchParams(new FormData(event.target));
    const { isDone, said } = await this.#send(url, given);
    this.#isAsking = false;
    if (isDone && url === this.#urlOf("mute", author)) {
      this.#muted.add(author.id, Number(given.get("seconds")));
    }
    const isStillAsked = this.#dialog.open && this.#url === url;
    if (isDone && isStillAsked) this.#dialog.close();
    if (isDone || !isStillAsked) this.#toast.tell(said);
    else this.#complain(said);
  }

  #urlOf(name, { id }) {
    return this.#urls[name].replace("/0/", `/${id}/`);
  }

  #complain(words) {
    const place = ref("ask-wrong", this.#dialog);
    place.hidden = words === "";
    place.textContent = words;
  }

  /** @returns {Promise<boolean>} whether it was done */
  async #doNow(url) {
    const { isDone, said } = await this.#send(url, new URLSearchParams());
    this.#toast.tell(said);
    return isDone;
  }

  /** @returns {Promise<{isDone: boolean, said: string}>} what came of it, in words */
  async #send(url, body) {
    const token = ref("ask-form", this.#dialog).elements.namedItem("csrfmiddlewaretoken").value;
    const headers = { "X-Requested-With": "fetch", "X-CSRFToken": token };
    const signal = AbortSignal.timeout(LIMIT_MS);
    try {
      const answer = await fetch(url, { method: "POST", body, headers, signal });
      if (answer.status === TOO_MUCH) return { isDone: false, said: this.#strings.say("too_much") };
      return { isDone: answer.ok, said: (await answer.json()).said };
    } catch {
      return { isDone: false, said: this.#strings.say("not_answered") };
    }
  }
}
