// The panel at the right: beside the conversation where there is room, else over it.

import { ref } from "../lib/dom.js";

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** Tells `open` with the name of the section that was asked for. */
export class Details extends EventTarget {
  #panel;
  #button = ref("details-button");
  #beside = matchMedia("(min-width: 1100px)");

  constructor(panel) {
    super();
    this.#panel = panel;
    const listen = (name, answer) => ref(name).addEventListener("click", answer);
    listen("details-button", (event) => this.#stand(event, !this.#isOpen));
    listen("pins-button", (event) => this.#show(event, "pins"));
    listen("details-close", (event) => this.#close(event));
    panel.addEventListener("toggle", () => this.#showState());
    this.#beside.addEventListener("change", () => this.#showState());
    this.#showState();
  }

  get #isOpen() {
    if (!this.#beside.matches) return this.#panel.matches(":popover-open");
    return !document.body.classList.contains("shell--plain");
  }

  #show(event, section) {
    this.#stand(event, true);
    this.dispatchEvent(new CustomEvent("open", { detail: section }));
  }

  #close(event) {
    this.#stand(event, false);
    if (this.#beside.matches) this.#button.focus();
  }

  /**
   * Where the panel lies over the page, the browser itself opens and closes it. Beside the page it
   * is remembered in a cookie: the server draws the page as it was left, without a jump.
   */
  #stand(event, isOpen) {
    if (!this.#beside.matches) return;
    event.preventDefault();
    document.body.classList.toggle("shell--plain", !isOpen);
    const state = isOpen ? "open" : "closed";
    document.cookie = `details=${state}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
    this.#showState();
  }

  #showState() {
    this.#button.setAttribute("aria-expanded", String(this.#isOpen));
  }
}
