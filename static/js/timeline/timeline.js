// Draws the rows of the timeline, changing only what is different from the drawing before.

import { clone, place, ref } from "../lib/dom.js";

const HUSH_MS = 1_000;
/** Ends with a button that loads what lies there. */
const LOADABLE = new Set(["torn", "paused"]);
/** What may be done about an act that failed or is held. */
const REMEDIES = new Set(["retry", "revise", "copy", "discard", "dismiss"]);
/** What may be done with two texts of one message. */
const CHOICES = new Set(["overwrite", "rework", "give-way"]);

/**
 * Tells `retry`, `revise`, `copy`, `discard` and `dismiss` (their `detail` is a nonce), `choose` (`name`:
 * "overwrite", "rework" or "give-way", and `nonce`), `load` ("older" or "newer"), `react` (`element` and `emoji`) and `quote` (the seq of the original).
 */
export class Timeline extends EventTarget {
  #list;
  #view;
  #localTime;
  #strings;
  #elements = new Map();
  #stale = new Map();
  #signatures = new WeakMap();
  #hushed = null;

  /** @param {object} parts  list (the element), view (a MessageView), localTime, strings */
  constructor({ list, view, localTime, strings }) {
    super();
    this.#list = list;
    this.#view = view;
    this.#localTime = localTime;
    this.#strings = strings;
    list.addEventListener("click", (event) => this.#pressed(event));
  }

  /** Take over what the server has rendered. */
  adopt() {
    for (const element of this.#list.querySelectorAll("[data-ref='message']")) {
      this.#elements.set(`message:${element.dataset.id}`, element);
    }
  }

  /** What comes now may have the ids of what is shown, and be something else: draw all anew. */
  forget() {
    this.#elements = new Map();
  }

  /** History is not news: what is drawn within the next second is not read out. */
  hush() {
    const log = this.#list.parentElement;
    log.setAttribute("aria-live", "off");
    clearTimeout(this.#hushed);
    this.#hushed = setTimeout(() => log.setAttribute("aria-live", "polite"), HUSH_MS);
  }

  /** @param {Row[]} rows */
  draw(rows) {
    this.#stale = this.#elements;
    this.#elements = new Map();
    const children = rows.map((row) => this.#elementFor(row));
    for (const element of this.#stale.values()) element.remove();
    place(this.#list, children);
  }

  #elementFor(row) {
    const element = this.#stale.get(row.key) ?? this.#make(row);
    this.#stale.delete(row.key);
    this.#elements.set(row.key, element);
    this.#update(element, row);
    return element;
  }

  #make(row) {
    if (row.type === "message") return this.#view.make();
    if (row.type === "pending") return this.#view.makePending(row.item);
    const element = clone(`${row.type}-template`);
    if (row.type === "day") ref("day-name", element).textContent = this.#localTime.day(row.moment);
    if (LOADABLE.has(row.type)) ref("load", element).dataset.side = row.side;
    return element;
  }

  #update(element, row) {
    if (row.type === "message") this.#updateMessage(element, row);
    if (row.type === "pending") this.#view.updatePending(element, row.item);
    if (row.type === "fold") this.#updateFold(element, row);
    element.classList.toggle("message--follows", Boolean(row.follows));
  }

  #updateMessage(element, row) {
    const signature = this.#view.signature(row);
    if (this.#signatures.get(element) === signature) return;
    this.#signatures.set(element, signature);
    this.#view.update(element, row);
  }

  #updateFold(element, { rows }) {
    const words = this.#strings.say("happenings", { count: rows.length });
    if (ref("summary", element).textContent !== words) ref("summary", element).textContent = words;
    place(ref("inside", element), rows.map((row) => this.#elementFor(row)));
  }

  #pressed(event) {
    const { target } = event;
    const quote = target.closest("[data-ref='quote'][href]");
    const reaction = target.closest("[data-ref='reaction']");
    if (quote) return this.#follow(event, quote);
    if (reaction) return this.#react(reaction);
    const name = target.dataset.ref;
    if (name === "load") this.#tell("load", target.dataset.side);
    if (REMEDIES.has(name)) this.#tell(name, nonceOf(target));
    if (CHOICES.has(name)) this.#choose(name, target);
  }

  /** The button goes away when it has been pressed. */
  #choose(name, button) {
    const nonce = nonceOf(button);
    button.closest("[data-ref='message']").focus({ preventScroll: true });
    this.#tell("choose", { name, nonce });
  }

  /** Another window is opened as always. */
  #follow(event, { dataset }) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.#tell("quote", Number(dataset.seqOf));
  }

  #react(button) {
    const element = button.closest("[data-ref='message']");
    this.#tell("react", { element, emoji: button.dataset.emoji });
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

function nonceOf(button) {
  return button.closest("[data-nonce]").dataset.nonce;
}
