// Where one writes: grows, sends, keeps drafts. The connection's state never touches it.

import { find, ref } from "./dom.js";
import { Draft } from "./draft.js";
import { isComposing } from "./ime.js";

const COUNT_FROM = 0.9;
const SAVE_MS = 250;

/**
 * Tells `write` (its `detail` is what Draft.take returns), `page` (-1 or 1: turn a page),
 * `escape`, `edit-last`, and `draft` when what is written belongs elsewhere than before.
 */
export class Composer extends EventTarget {
  #form;
  #body;
  #limit;
  #drafts;
  #room;
  #sentences;
  #draft;
  #timer = null;

  /**
   * @param {object} parts  form, drafts (a Shelf), room (its id), sentences, and
   * @param {number} parts.limit  how many characters a message may have
   */
  constructor({ form, limit, drafts, room, sentences }) {
    super();
    this.#form = form;
    this.#body = ref("body", form);
    this.#limit = limit;
    this.#drafts = drafts;
    this.#room = room;
    this.#sentences = sentences;
    this.#draft = new Draft(drafts.get(room));
    this.#listen();
    this.#restore();
  }

  /** What the text answers or changes. @returns {Draft} */
  get draft() {
    return this.#draft;
  }

  /** The next message answers this one. @param {Quoted} quoted */
  replyTo(quoted) {
    this.#redirect((draft) => draft.replyTo(quoted));
  }

  /** The next text replaces this message's. @param {Message} message */
  edit(message) {
    this.#redirect((draft) => draft.edit(message));
  }

  /** Go on with a message that was not sent. @param {Item} item */
  resume(item) {
    this.#redirect((draft) => draft.resume(item));
  }

  /** Keep the words, and leave what they were about. */
  detach() {
    if (this.#draft.reply || this.#draft.editing) this.#redirect((draft) => draft.detach());
  }

  /** Leave the reply or the edit. Returns whether there was one. */
  cancel() {
    const wasAny = this.#draft.reply !== null || this.#draft.editing !== null;
    if (wasAny) this.#redirect((draft) => draft.cancel());
    return wasAny;
  }

  focus() {
    this.#body.focus({ preventScroll: true });
  }

  #listen() {
    this.#form.addEventListener("submit", (event) => this.#submitted(event));
    this.#body.addEventListener("keydown", (event) => this.#pressed(event));
    this.#body.addEventListener("input", () => this.#changed());
    // The button must not take the focus: on a phone the keyboard would close.
    ref("send", this.#form).addEventListener("mousedown", (event) => event.preventDefault());
    addEventListener("pagehide", () => this.#save());
  }

  #restore() {
    // What the browser itself has restored is newer than the draft.
    if (!this.#body.value) this.#body.value = this.#draft.body;
    this.#changed();
    if (matchMedia("(pointer: fine)").matches) this.focus();
  }

  /** Let the draft become about something else, and show its text. */
  #redirect(change) {
    this.#draft.body = this.#body.value;
    change(this.#draft);
    this.#show();
    this.focus();
    this.#body.setSelectionRange(this.#body.value.length, this.#body.value.length);
  }

  #show() {
    this.#body.value = this.#draft.body;
    this.#changed();
    this.#save();
    this.dispatchEvent(new Event("draft"));
  }

  #submitted(event) {
    event.preventDefault();
    const text = this.#body.value.trimEnd();
    if (!text.trim() || this.#excess(text) > 0) return;
    const written = this.#draft.take(text);
    this.#show();
    this.dispatchEvent(new CustomEvent("write", { detail: written }));
  }

  #pressed(event) {
    if (isComposing(event) || event.defaultPrevented) return;
    if (event.key === "Enter" && this.#isSending(event)) this.#send(event);
    if (event.key === "Escape" && !this.cancel()) this.dispatchEvent(new Event("escape"));
    if (event.key === "ArrowUp" && !this.#body.value) this.#editLast(event);
    if (event.key === "PageUp") this.#turn(event, -1);
    if (event.key === "PageDown") this.#turn(event, 1);
  }

  /** A finger's Enter makes a new line, as everywhere on a phone; the button sends. */
  #isSending({ shiftKey, altKey, ctrlKey, metaKey }) {
    if (ctrlKey || metaKey) return true;
    return !shiftKey && !altKey && !matchMedia("(pointer: coarse)").matches;
  }

  #send(event) {
    event.preventDefault();
    if (!event.repeat) this.#form.requestSubmit();
  }

  #editLast(event) {
    event.preventDefault();
    this.dispatchEvent(new Event("edit-last"));
  }

  /** The pages of the conversation, unless the text itself needs to be paged. */
  #turn(event, direction) {
    if (this.#body.scrollHeight > this.#body.clientHeight + 1) return;
    event.preventDefault();
    this.dispatchEvent(new CustomEvent("page", { detail: direction }));
  }

  #changed() {
    this.#grow();
    this.#count();
    this.#timer ??= setTimeout(() => this.#save(), SAVE_MS);
  }

  /** Browsers without `field-sizing` need to be told the height. */
  #grow() {
    if (CSS.supports("field-sizing", "content")) return;
    this.#body.style.blockSize = "auto";
    this.#body.style.blockSize = `${this.#body.scrollHeight}px`;
  }

  #count() {
    const excess = this.#excess(this.#body.value);
    const output = find("count", this.#form);
    output.hidden = excess < (COUNT_FROM - 1) * this.#limit;
    output.classList.toggle("composer__count--over", excess > 0);
    const [name, count] = excess > 0 ? ["too_long_by", excess] : ["left_to_write", -excess];
    output.textContent = output.hidden ? "" : this.#sentences.say(name, { count });
  }

  /** Characters above the limit, counted as the server does; negative below it. */
  #excess(text) {
    return Array.from(text).length - this.#limit;
  }

  #save() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#draft.body = this.#body.value;
    if (this.#draft.kept) this.#drafts.put(this.#room, this.#draft.kept);
    else this.#drafts.remove(this.#room);
  }
}
