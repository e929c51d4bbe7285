// What stands in the composer: a message, a reply, or the new text of an older message.

import { fingerprint } from "./fingerprint.js";

/**
 * @typedef {{id: number, seq: number}} Place  of a message; what it says is asked for when it is shown
 * @typedef {Place & {base: number|undefined, from: string, aside: {body: string, reply: Place|null}}} Editing
 *   `base`: the message's last change as it was known, `from`: the fingerprint of its text then
 */

/** Beginning to edit puts what one was writing aside; it is back when that is over. Pure. */
export class Draft {
  body = "";
  /** @type {Place|null} */
  reply = null;
  /** @type {Editing|null} */
  editing = null;

  /** @param {unknown} kept  what `kept` gave before */
  constructor(kept) {
    if (kept !== null && typeof kept === "object") Object.assign(this, checked(kept));
  }

  /** What is to be kept in the browser, or null when there is nothing. No words of other messages. */
  get kept() {
    const { body, reply, editing } = this;
    return body || reply || editing ? { body, reply, editing } : null;
  }

  /** The message that it answers or changes. @returns {Place|null} */
  get subject() {
    return this.editing ?? this.reply;
  }

  /** Whether the text is another one than that which is edited. */
  get isTouched() {
    return this.editing === null || fingerprint(this.body) !== this.editing.from;
  }

  /** The next message answers this one. @param {Place} message */
  replyTo(message) {
    this.cancelEdit();
    this.reply = placeOf(message);
  }

  /**
   * The next text replaces this message's.
   *
   * @param {Message} message
   * @param {string} [text]  with which one begins
   */
  edit(message, text = message.body) {
    this.cancelEdit();
    const { body, reply } = this;
    const from = fingerprint(message.body);
    const editing = { ...placeOf(message), base: message.changed_seq, from, aside: { body, reply } };
    Object.assign(this, { body: text, reply: null, editing });
  }

  /** The message that is edited says something else now; nothing was changed here. */
  follow({ body, changed_seq: base }) {
    this.body = body;
    Object.assign(this.editing, { base, from: fingerprint(body) });
  }

  /** Go on with a message that was not sent, before whatever else one has begun to write. */
  resume({ body, quoted }) {
    this.cancelEdit();
    this.body = joined(body, this.body);
    this.reply ??= placeOf(quoted);
  }

  /** Back to what was being written before. Returns whether there was something to leave. */
  cancel() {
    if (this.editing) return this.cancelEdit();
    const hadReply = this.reply !== null;
    this.reply = null;
    return hadReply;
  }

  /** What it is about is there no more, or is another message: the words stay. */
  detach() {
    const { body, isTouched } = this;
    if (this.cancelEdit() && isTouched) this.resume({ body });
    this.reply = null;
  }

  cancelEdit() {
    if (!this.editing) return false;
    Object.assign(this, { ...this.editing.aside, editing: null });
    return true;
  }

  /** The message that it answers or changes is gone: the text stays, and is one's own message. */
  letGo() {
    const { aside } = this.editing ?? { aside: { body: "", reply: null } };
    const body = joined(this.body, aside.body);
    Object.assign(this, { body, reply: aside.reply, editing: null });
  }

  /** Add what was typed before the draft was there. The browser may have kept a part of the same. */
  begin(typed) {
    const message = this.editing?.aside ?? this;
    message.body = overlaid(message.body, typed);
  }

  /**
   * Take out what was written; the composer is as it was before.
   *
   * @returns {{type: "message", body: string, reply: Place|null}|
   *   {type: "edit", id: number, base: number|undefined, from: string, body: string, isChanged: boolean}}
   */
  take(body) {
    if (this.editing) return this.#takeEdit(body);
    const { reply } = this;
    Object.assign(this, { body: "", reply: null });
    return { type: "message", body, reply };
  }

  /** Take it out as a message that answers and changes nothing. */
  takeAlone(body) {
    this.take(body);
    return { type: "message", body, reply: null };
  }

  #takeEdit(body) {
    const { id, base, from } = this.editing;
    this.cancelEdit();
    return { type: "edit", id, base, from, body, isChanged: fingerprint(body) !== from };
  }
}

/** Return the message's place, or null for what has none. Pure. */
export function placeOf(message) {
  const isPlace = Number.isInteger(message?.id) && Number.isInteger(message.seq);
  return isPlace ? { id: message.id, seq: message.seq } : null;
}

/** Anybody may have written there. */
function checked({ body, reply, editing }) {
  return { body: textOf(body), reply: placeOf(reply), editing: editingOf(editing) };
}

function editingOf(editing) {
  const place = placeOf(editing);
  if (place === null) return null;
  const { base, from, aside } = editing;
  return { ...place, base, from, aside: { body: textOf(aside?.body), reply: placeOf(aside?.reply) } };
}

function textOf(value) {
  return typeof value === "string" ? value : "";
}

function joined(...texts) {
  return texts.filter(Boolean).join("\n\n");
}

function overlaid(kept, typed) {
  if (kept.startsWith(typed)) return kept;
  return typed.startsWith(kept) ? typed : joined(kept, typed);
}
