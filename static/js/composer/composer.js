// Where one writes: sends, keeps drafts. The connection's state never touches it.

import { ComposerKeys } from "./composer_keys.js";
import { ref } from "../lib/dom.js";
import { Draft } from "./draft.js";
import { fingerprint } from "./fingerprint.js";

const SAVE_MS = 250;

/**
 * Tells `write` (its `detail` is what Draft.take returns), `page` (-1 or 1: turn a page), `escape`,
 * `edit-last`, `draft` when what is written belongs elsewhere than before, `gone` when the message
 * that was to be edited is not there any more, and `copy` (a text).
 */
export class Composer extends EventTarget {
  #form;
  #field;
  #shared;
  #now;
  #draft;
  #timer = null;

  /**
   * @param {object} parts  form, field (a ComposerField), shared (a SharedDraft), and
   * @param {function(Place): Message|null|undefined} parts.now  what a message says now
   */
  constructor({ form, field, shared, now }) {
    super();
    this.#form = form;
    this.#field = field;
    this.#shared = shared;
    this.#now = now;
    this.#draft = this.#kept();
    this.#listen();
    this.#begin();
  }

  /** What the text answers or changes. @returns {Draft} */
  get draft() {
    return this.#draft;
  }

  /** The message that it answers or changes, as it is now; null when it is gone. */
  get subject() {
    const { subject } = this.#draft;
    const message = subject && this.#now(subject);
    return message?.deleted_at ? null : message;
  }

  /** Whether the message that it answers or changes is there no more. */
  get isAlone() {
    return this.#draft.subject !== null && this.subject === null;
  }

  /** Whether the text that is edited has become another one since. */
  get isOvertaken() {
    const { editing } = this.#draft;
    const { subject } = this;
    return Boolean(editing && subject) && fingerprint(subject.body) !== editing.from;
  }

  /** The next message answers this one. @param {Place} message */
  replyTo(message) {
    this.#redirect((draft) => draft.replyTo(message));
  }

  /**
   * The next text replaces this message's.
   *
   * @param {Message} message
   * @param {string} [text]  with which one begins
   */
  edit(message, text) {
    this.#redirect((draft) => draft.edit(message, text));
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
    if (this.#draft.subject === null) return false;
    if (this.isAlone) this.#redirect((draft) => draft.letGo());
    else this.#redirect((draft) => draft.cancel());
    return true;
  }

  focus() {
    this.#field.focus();
  }

  /** Messages may say something else now. What nobody has changed here follows them. */
  refresh() {
    this.#draft.body = this.#field.text;
    const { subject } = this;
    const isFree = !this.#draft.isTouched && !this.#field.isComposing;
    if (isFree && this.isAlone) this.#leaveGone();
    else if (isFree && this.isOvertaken) this.#become((draft) => draft.follow(subject));
    else this.#tell("draft");
  }

  /** Ids mean other messages in another database, so there only the words are gone on with. */
  #kept() {
    const draft = new Draft(this.#shared.kept);
    if (this.#shared.isOfOtherEpoch) draft.detach();
    return draft;
  }

  /** Look what the person's other windows have made of the draft. */
  look() {
    if (this.#field.isComposing || !this.#shared.look()) return;
    this.#draft = this.#kept();
    this.#field.text = this.#draft.body;
    this.#tell("draft");
  }

  /** Store what is written. Returns whether it would not be lost with this page. */
  keep() {
    this.#save();
    return this.#draft.kept === null || !this.#shared.isChanged;
  }

  /** The person has signed out: nothing more is kept. */
  end() {
    this.#shared.end();
  }

  #listen() {
    this.#form.addEventListener("submit", (event) => this.#submitted(event));
    this.#field.addEventListener("change", () => this.#changed());
    this.#field.addEventListener("composed", () => this.#composed());
    this.#field.addEventListener("copy", ({ detail: text }) => this.#tell("copy", text));
    this.#listenForKeys();
    // The button must not take the focus: on a phone the keyboard would close.
    ref("send", this.#form).addEventListener("mousedown", (event) => event.preventDefault());
    addEventListener("pagehide", () => this.#save());
    addEventListener("pageshow", () => this.look());
    document.addEventListener("visibilitychange", () => this.look());
  }

  #listenForKeys() {
    const keys = new ComposerKeys(this.#field);
    keys.addEventListener("send", () => this.#form.requestSubmit());
    keys.addEventListener("escape", () => this.cancel() || this.#tell("escape"));
    keys.addEventListener("edit-last", () => this.#tell("edit-last"));
    keys.addEventListener("page", ({ detail: direction }) => this.#tell("page", direction));
  }

  /** What others did meanwhile had to wait. */
  #composed() {
    this.look();
    this.refresh();
  }

  /** What was typed before this ran is newer than the draft, and both are the person's. */
  #begin() {
    const { body } = this.#draft;
    this.#draft.begin(this.#field.text);
    this.#field.text = this.#draft.body;
    if (this.#draft.body !== body) this.#changed();
    if (matchMedia("(pointer: fine)").matches) this.focus();
  }

  /** Let the draft become about something else, and show its text. */
  #redirect(change) {
    this.#become(change);
    this.#field.focusEnd();
  }

  #become(change) {
    this.#draft.body = this.#field.text;
    change(this.#draft);
    this.#field.text = this.#draft.body;
    this.#shared.change();
    this.#save();
    this.#tell("draft");
  }

  /** The words of a deleted message go from the composer, too, unless they have become others. */
  #leaveGone() {
    this.#become((draft) => draft.cancel());
    this.#tell("gone");
  }

  #submitted(event) {
    event.preventDefault();
    const text = this.#field.text.trimEnd();
    if (!text.trim() || this.#field.excess > 0) return;
    const written = this.#taken(text);
    this.#tell("write", written);
  }

  #taken(text) {
    const { isAlone, isOvertaken, subject } = this;
    let written;
    this.#become((draft) => {
      written = isAlone ? draft.takeAlone(text) : draft.take(text);
    });
    const isKnown = written.type === "edit" && subject && !isOvertaken;
    return isKnown ? { ...written, base: subject.changed_seq } : written;
  }

  #changed() {
    this.#shared.change();
    this.#timer ??= setTimeout(() => this.#save(), SAVE_MS);
  }

  #save() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#draft.body = this.#field.text;
    this.#shared.save(this.#draft.kept);
    this.look();
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
