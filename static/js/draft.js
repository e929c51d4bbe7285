// What stands in the composer: a message, a reply, or the new text of an older message.

/**
 * @typedef {object} Quoted
 * @property {number} id
 * @property {number} seq
 * @property {object} author
 * @property {string} excerpt
 */

/** Beginning to edit puts what one was writing aside; it is back when that is over. Pure. */
export class Draft {
  body = "";
  /** @type {Quoted|null} */
  reply = null;
  /** @type {{id: number, seq: number, original: string, aside: object}|null} */
  editing = null;

  /** @param {object|string|null} kept  what `kept` gave before; a text alone is an older shape */
  constructor(kept) {
    Object.assign(this, typeof kept === "string" ? { body: kept } : kept);
  }

  /** What is to be kept in the browser, or null when there is nothing. */
  get kept() {
    const { body, reply, editing } = this;
    return body || reply || editing ? { body, reply, editing } : null;
  }

  /** The next message answers this one. */
  replyTo(quoted) {
    this.cancelEdit();
    this.reply = quoted;
  }

  /** The next text replaces this message's. */
  edit({ id, seq, body }) {
    this.cancelEdit();
    const aside = { body: this.body, reply: this.reply };
    Object.assign(this, { body, reply: null, editing: { id, seq, original: body, aside } });
  }

  /** Go on with a message that was not sent, before whatever else one has begun to write. */
  resume({ body, quoted }) {
    this.cancelEdit();
    this.body = [body, this.body].filter(Boolean).join("\n\n");
    this.reply ??= quoted ?? null;
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
    const { body, editing } = this;
    if (this.cancelEdit() && body !== editing.original) this.resume({ body });
    this.reply = null;
  }

  cancelEdit() {
    if (!this.editing) return false;
    Object.assign(this, { ...this.editing.aside, editing: null });
    return true;
  }

  /**
   * Take out what was written; the composer is as it was before.
   *
   * @returns {{type: "message", body: string, reply: Quoted|null}|
   *   {type: "edit", id: number, body: string, isChanged: boolean}}
   */
  take(body) {
    if (this.editing) return this.#takeEdit(body);
    const { reply } = this;
    Object.assign(this, { body: "", reply: null });
    return { type: "message", body, reply };
  }

  #takeEdit(body) {
    const { id, original } = this.editing;
    this.cancelEdit();
    return { type: "edit", id, body, isChanged: body !== original };
  }
}
