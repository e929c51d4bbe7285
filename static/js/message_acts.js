// Does what one has chosen to do with a message.

import { actionIn } from "./action_text.js";
import { copy } from "./clipboard.js";
import { firstChars } from "./well_formed.js";

const EXCERPT_CHARS = 140;

export class MessageActs {
  #parts;

  /**
   * @param {object} parts  page ({person, seat}), outbox, journal, composer, reading, room, menu,
   *   picker, said, moderation, and `address`: the permanent link of a seq
   */
  constructor(parts) {
    this.#parts = parts;
  }

  /** @param {{name: string, message: Message, anchor?: DOMRect, emoji?: string}} act */
  do({ name, message, anchor, emoji }) {
    const { composer, menu, address, moderation } = this.#parts;
    const deeds = {
      more: () => menu.open(message, anchor),
      react: () => (emoji ? this.#toggle(message, emoji) : this.#pick(message, anchor)),
      reply: () => composer.replyTo(quoteOf(message)),
      edit: () => composer.edit(message),
      copy_text: () => this.#copy(message.body, "copied_text"),
      copy_link: () => this.#copy(new URL(address(message.seq), location.href).href, "copied_link"),
      unread: () => this.#markUnread(message),
      report: () => moderation.ask("report", message),
      mute: () => moderation.ask("mute", message),
      unmute: () => moderation.unmute(message.author),
      purge: () => moderation.ask("purge", message),
      hide: () => moderation.order("hide", message),
      restore: () => moderation.order("restore", message),
      block: () => moderation.block(message.author, true),
      unblock: () => moderation.block(message.author, false),
      versions: () => location.assign(`${address(message.seq)}versions/`),
    };
    const change = () => this.#add({ type: name, id: message.id });
    (deeds[name] ?? change)();
  }

  /** What was written in the composer. */
  write({ type, id, body, reply, isChanged }) {
    if (type === "message") return this.#add({ type, body, reply_to: reply?.id, quoted: reply });
    if (isChanged) this.#add({ type, id, body });
  }

  /** Take a message that was not sent back to where it was written. */
  revise(nonce) {
    const { outbox, composer } = this.#parts;
    const item = outbox.discard(nonce);
    if (item) composer.resume(item);
  }

  /** Copy the text of an act that failed. */
  copyFailed(nonce) {
    const { body } = this.#parts.outbox.get(nonce) ?? {};
    if (body) this.#copy(body, "copied_text");
  }

  /** Say what failed where its message is not held, and so cannot show it. */
  tellUnseen() {
    const { outbox, journal, page, said } = this.#parts;
    const changes = [...outbox.changesOf(page.seat.room.id).values()].flat();
    const isUnseen = ({ id, state, body }) => state === "failed" && !body && !journal.has(id);
    for (const { nonce, type } of changes.filter(isUnseen)) {
      said.say(`not_${type}`);
      outbox.discard(nonce);
    }
  }

  /** Go to the original that a reply quotes, or to any other message. */
  async goTo(seq) {
    const { room, said } = this.#parts;
    if (!(await room.goTo(seq))) said.say("message_not_loaded");
  }

  #toggle(message, emoji) {
    const { person } = this.#parts.page;
    const reaction = message.reactions.find((one) => one.emoji === emoji);
    const isOwn = reaction?.people.some(({ id }) => id === person.id);
    this.#add({ type: isOwn ? "unreact" : "react", id: message.id, emoji });
  }

  /** Whoever chooses from all of them wants to have it there. */
  async #pick(message, anchor) {
    const emoji = await this.#parts.picker.pick(anchor);
    if (emoji) this.#add({ type: "react", id: message.id, emoji });
  }

  async #copy(text, name) {
    this.#parts.said.say((await copy(text)) ? name : "not_copied");
  }

  #markUnread({ seq }) {
    const { reading, room, said } = this.#parts;
    if (!reading.markUnread(seq)) return said.say("not_marked_unread");
    room.redraw();
  }

  #add(act) {
    const { outbox, page, journal } = this.#parts;
    outbox.add(page.seat.room.id, { ...act, epoch: journal.epoch });
  }
}

function quoteOf({ id, seq, author, body }) {
  const excerpt = (actionIn(body) ?? body).split(/\s+/).filter(Boolean).join(" ");
  return { id, seq, author, excerpt: firstChars(excerpt, EXCERPT_CHARS), state: "shown" };
}
