// The list of the room's pinned messages, in the details.

import { clone, ref } from "../lib/dom.js";
import { firstChars } from "../outbox/well_formed.js";

const TEXT_CHARS = 200;

/** Tells `go` (its `detail` is a seq) and `unpin` (a message). */
export class PinList extends EventTarget {
  #parts;

  /**
   * @param {object} parts  section (where it stands), button (in the bar), url, pins,
   *   people, blocks, strings, localTime, `address` (the permanent link of a seq), `mayUnpin` (asked each time)
   */
  constructor(parts) {
    super();
    this.#parts = parts;
    parts.section.append(clone("pins-template"));
  }

  /** Ask the server which messages are pinned: at the beginning, and after something was missed. */
  async load() {
    try {
      const answer = await fetch(this.#parts.url);
      if (!answer.ok || answer.redirected) return;
      this.#parts.pins.replace((await answer.json()).messages);
      this.show();
    } catch (error) {
      console.warn("The pins were not loaded:", error);
    }
  }

  /** The room cannot be read any more. */
  end() {
    this.#parts.pins.replace([]);
    this.show();
  }

  /** What is known of pins up to now is of a database that is gone. */
  forget() {
    this.#parts.pins.forget();
  }

  /** Take messages of the room that have changed. */
  take(messages) {
    if (this.#parts.pins.take(messages)) this.show();
  }

  show() {
    const { section, button, pins } = this.#parts;
    const { all } = pins;
    section.hidden = all.length === 0;
    button.hidden = all.length === 0;
    ref("pins-count", button).textContent = all.length;
    ref("pin-list", section).replaceChildren(...all.map((message) => this.#item(message)));
  }

  #item(message) {
    const { people, localTime, address, mayUnpin } = this.#parts;
    const item = clone("pin-template");
    ref("author", item).textContent = people.shownName(message.author);
    ref("time", item).textContent = localTime.short(message.created_at);
    ref("time", item).title = localTime.full(message.created_at);
    ref("time", item).dateTime = message.created_at;
    ref("text", item).textContent = this.#textOf(message);
    ref("pin-link", item).href = address(message.seq);
    ref("pin-link", item).addEventListener("click", (event) => this.#go(event, message));
    ref("unpin", item).hidden = !mayUnpin();
    ref("unpin", item).addEventListener("click", () => this.#tell("unpin", message));
    return item;
  }

  #textOf({ author, html }) {
    const { blocks, strings } = this.#parts;
    if (blocks.has(author.id)) return strings.say("blocked_message");
    return firstChars(textOf(html), TEXT_CHARS);
  }

  #go(event, { seq }) {
    event.preventDefault();
    this.#tell("go", seq);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** What is parsed apart from the page loads and runs nothing. */
function textOf(html) {
  return new DOMParser().parseFromString(html, "text/html").body.textContent.trim();
}
