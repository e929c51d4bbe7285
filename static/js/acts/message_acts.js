// Does what one has chosen to do with a message.

import { copy } from "../lib/clipboard.js";
import { placeOf } from "../composer/draft.js";
import { fingerprint } from "../composer/fingerprint.js";

export class MessageActs {
  #parts;
  #told = new Set();

  /**
   * @param {object} parts  page ({person, membership}), outbox, journal, composer, reading, room, menu,
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
      reply: () => composer.replyTo(message),
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
  write({ type, isChanged, reply, ...written }) {
    if (type === "message") this.#add({ type, ...written, reply_to: reply?.id, quoted: placeOf(reply) });
    if (!isChanged) return;
    this.#takeOvertaken(written.id);
    this.#add({ type, ...written });
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

  /**
   * Choose between one's own text and what the message says now.
   *
   * @param {{name: "overwrite"|"rework"|"give-way", nonce: string}} choice
   */
  choose({ name, nonce }) {
    const { journal, outbox, composer } = this.#parts;
    const message = journal.byId(outbox.get(nonce)?.id);
    if (!message) return;
    const { body } = this.#takeOvertaken(message.id).at(-1);
    if (name === "rework") composer.edit(message, body);
    if (name === "overwrite") this.#overwrite(message, body);
  }

  /** Nothing more is to be chosen for this message. Returns the edits that waited for it. */
  #takeOvertaken(id) {
    const { outbox, page } = this.#parts;
    const edits = outbox.changesOf(page.membership.room.id).get(id)?.filter(isOvertaken) ?? [];
    for (const { nonce } of edits) outbox.discard(nonce);
    return edits;
  }

  #overwrite({ id, body: other, changed_seq: base }, body) {
    this.#add({ type: "edit", id, body, base, from: fingerprint(other) });
  }

  /** Say once what waits for a choice where it cannot be seen. */
  tellChoices() {
    const { outbox, journal, page, said } = this.#parts;
    const changes = [...outbox.changesOf(page.membership.room.id).values()].flat();
    for (const { nonce, id } of changes.filter(isOvertaken)) {
      const isInView = isOnScreen(journal.byId(id));
      if (!isInView && !this.#told.has(nonce)) said.say("choose_text");
      this.#told.add(nonce);
    }
  }

  /** Say what failed where its message is not held, and so cannot show it. */
  tellUnseen() {
    const { outbox, journal, page, said } = this.#parts;
    const changes = [...outbox.changesOf(page.membership.room.id).values()].flat();
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
    outbox.add(page.membership.room.id, { ...act, epoch: journal.epoch });
  }
}

function isOnScreen(message) {
  const element = message && document.getElementById(`m${message.seq}`);
  const { top, bottom } = element?.getBoundingClientRect() ?? { top: -1, bottom: -1 };
  return bottom > 0 && top < innerHeight;
}

function isOvertaken({ type, state, code }) {
  return type === "edit" && state === "failed" && code === "changed_meanwhile";
}
