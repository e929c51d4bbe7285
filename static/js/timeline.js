// Draws the rows of the timeline, changing only what is different from the drawing before.

import { clone, ref } from "./dom.js";

const HUSH_MS = 1_000;

/** Tells `retry` and `discard` (their `detail` is a nonce) and `load` ("older" or "newer"). */
export class Timeline extends EventTarget {
  #list;
  #view;
  #localTime;
  #sentences;
  #elements = new Map();
  #stale = new Map();
  #hushed = null;

  /** @param {object} parts  list (the element), view (a MessageView), localTime, sentences */
  constructor({ list, view, localTime, sentences }) {
    super();
    this.#list = list;
    this.#view = view;
    this.#localTime = localTime;
    this.#sentences = sentences;
    list.addEventListener("click", (event) => this.#pressed(event.target));
  }

  /** Take over what the server has rendered; returns its messages. */
  adopt() {
    const elements = [...this.#list.querySelectorAll("[data-ref='message']")];
    const messages = elements.map((element) => this.#view.read(element));
    messages.forEach(({ id }, place) => this.#elements.set(`message:${id}`, elements[place]));
    return messages;
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
    this.#place(this.#list, children);
  }

  /** Make the list's children these, moving as few as can be: a moved element is read out again. */
  #place(list, children) {
    const wanted = new Set(children);
    for (const child of [...list.children]) if (!wanted.has(child)) child.remove();
    let next = list.firstElementChild;
    for (const child of children) {
      if (child === next) next = next.nextElementSibling;
      else list.insertBefore(child, next);
    }
  }

  #elementFor(row) {
    const element = this.#stale.get(row.key) ?? this.#make(row);
    this.#stale.delete(row.key);
    this.#elements.set(row.key, element);
    this.#update(element, row);
    return element;
  }

  #make(row) {
    if (row.type === "message") return this.#view.make(row.message);
    if (row.type === "pending") return this.#view.makePending(row.item);
    const element = clone(`${row.type}-template`);
    if (row.type === "day") ref("day-name", element).textContent = this.#localTime.day(row.moment);
    if (row.type === "torn") ref("load", element).dataset.side = row.side;
    return element;
  }

  #update(element, row) {
    if (row.type === "message") this.#updateMessage(element, row);
    if (row.type === "pending") this.#view.updatePending(element, row.item);
    if (row.type === "fold") this.#updateFold(element, row);
    element.classList.toggle("message--follows", row.follows);
  }

  #updateMessage(element, { message }) {
    const isNews = message.changed_seq > Number(element.dataset.changedSeq);
    if (isNews) this.#view.update(element, message);
  }

  #updateFold(element, { rows }) {
    const words = this.#sentences.say("happenings", { count: rows.length });
    if (ref("summary", element).textContent !== words) ref("summary", element).textContent = words;
    this.#place(ref("inside", element), rows.map((row) => this.#elementFor(row)));
  }

  #pressed(target) {
    const name = target.dataset.ref;
    if (name === "load") this.#tell("load", target.dataset.side);
    if (name !== "retry" && name !== "discard") return;
    this.#tell(name, target.closest("[data-pending]").dataset.pending);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
