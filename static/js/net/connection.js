// The thin bar that says how it stands with the connection and what still works.

import { ref } from "../lib/dom.js";

const CALM_MS = 1_500;
const FINAL = new Set(["not_signed_in", "banned", "other_person"]);

const WAYS_ON = ["sign-in", "open-anew", "connect"];

/** Tells `connect` when the person asks for it. A short interruption is not worth a word. */
export class Connection extends EventTarget {
  #bar;
  #strings;
  #timer = null;

  constructor(bar, strings) {
    super();
    this.#bar = bar;
    this.#strings = strings;
    ref("connect", bar).addEventListener("click", () => this.dispatchEvent(new Event("connect")));
  }

  /** @param {Socket} socket */
  show({ state, reason }) {
    if (state === "ready") return this.#hide();
    if (state === "ended") return this.#sayEnd(reason);
    this.#timer ??= setTimeout(() => this.#sayTrouble(), CALM_MS);
  }

  /** The network went or came back: say which of the two it is, if anything is said. */
  reconsider() {
    if (this.#timer) this.#sayTrouble();
  }

  #sayTrouble() {
    const timer = this.#timer;
    this.#hide();
    this.#timer = timer;
    this.#say([navigator.onLine ? "connecting" : "offline"]);
  }

  #sayEnd(reason) {
    this.#hide();
    this.#say([reason, "stopped"], "connection--ended");
    ref("sign-in", this.#bar).hidden = reason !== "not_signed_in";
    ref("open-anew", this.#bar).hidden = reason !== "other_person";
    ref("connect", this.#bar).hidden = FINAL.has(reason);
  }

  #say(names, ...looks) {
    this.#bar.classList.add("connection--shown", ...looks);
    ref("connection-words", this.#bar).textContent = this.#strings.sayFirst(names);
  }

  #hide() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#bar.classList.remove("connection--shown", "connection--ended");
    ref("connection-words", this.#bar).textContent = "";
    for (const name of WAYS_ON) ref(name, this.#bar).hidden = true;
  }
}
