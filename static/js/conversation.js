// Wires what one does with messages: acts, the composer's context, mentions, pins.

import { ActionBar } from "./action_bar.js";
import { copy } from "./clipboard.js";
import { Composer } from "./composer.js";
import { ComposerContext } from "./composer_context.js";
import { ComposerField } from "./composer_field.js";
import { ref } from "./dom.js";
import { RecentEmoji } from "./emoji_index.js";
import { EmojiPicker } from "./emoji_picker.js";
import { onLongPress } from "./long_press.js";
import { MentionList } from "./mention_list.js";
import { MessageActs } from "./message_acts.js";
import { MessageKeys } from "./message_keys.js";
import { MessageMenu } from "./message_menu.js";
import { Moderation } from "./moderation.js";
import { PinList } from "./pin_list.js";
import { Pins } from "./pins.js";
import { SharedDraft } from "./shared_draft.js";
import { ShownMessages } from "./shown_messages.js";
import { Toast } from "./toast.js";

/**
 * The person's side of the open room.
 *
 * @param {object} parts  facts, blocks, muted, seat, people, strings, localTime, localStore, timers, journal,
 *   originals, outbox, timeline, scroll, reading, room, and `address`: the permanent link of a seq
 * @returns {{composer: Composer, pinList: PinList, keys: MessageKeys, acts: MessageActs}}
 */
export function wireConversation(parts) {
  const { facts, seat, blocks, muted } = parts;
  const page = { person: facts.user, acts: facts.acts, seat, blocks, muted };
  const shown = new ShownMessages({ ...parts, page });
  const composer = makeComposer({ ...parts, shown });
  const byId = (id) => shown.byId(id);
  const menu = new MessageMenu({ dialog: ref("menu"), page, people: parts.people, messageOf: byId });
  const acts = makeActs({ ...parts, page, composer, menu });
  const keys = new MessageKeys(ref("timeline"));
  const whole = { ...parts, page, composer, menu, acts, keys, shown };
  for (const wire of [wireComposer, wireActs, wirePresses]) wire(whole);
  return { composer, pinList: makePinList(whole), keys, acts };
}

function makeComposer({ facts, strings, people, blocks, localStore, timers, journal, originals, shown }) {
  const form = ref("composer");
  const limit = facts.limits.body_chars;
  const room = facts.room.id;
  const [body, list] = [ref("body", form), ref("completion", form)];
  new MentionList({ body, list, url: facts.people_url, people, strings });
  const drafts = localStore("draft");
  const field = new ComposerField({ form, limit, strings });
  const shared = new SharedDraft({ localStore: drafts, room, timers, epoch: () => journal.epoch });
  const composer = new Composer({ form, field, shared, now: (place) => shown.now(place) });
  new ComposerContext({ composer, bar: ref("context", form), people, blocks, strings });
  originals.addEventListener("change", () => composer.refresh());
  addEventListener("storage", ({ key }) => drafts.isKeyOf(room, key) && composer.look());
  return composer;
}

function makeActs(parts) {
  const recent = new RecentEmoji(parts.localStore("emoji"));
  const { language } = parts.facts;
  const picker = new EmojiPicker({ dialog: ref("picker"), recent, language });
  const toast = new Toast(ref("said"), parts.strings);
  parts.composer.addEventListener("gone", () => toast.say("edited_is_gone"));
  parts.composer.addEventListener("copy", async ({ detail: text }) => {
    toast.say((await copy(text)) ? "copied_text" : "not_copied");
  });
  const moderation = new Moderation({ ...parts, toast, dialog: ref("ask") });
  return new MessageActs({ ...parts, picker, said: toast, moderation });
}

function makePinList({ facts, seat, people, blocks, strings, localTime, address, acts }) {
  const pins = new Pins();
  const list = new PinList({
    section: ref("pins"),
    button: ref("pins-button"),
    url: facts.pins_url,
    pins,
    people,
    blocks,
    strings,
    localTime,
    address,
    mayUnpin: () => seat.rights.pin,
  });
  seat.addEventListener("change", () => {
    if (seat.isLost) pins.replace([]);
    list.show();
  });
  blocks.addEventListener("change", () => list.show());
  list.addEventListener("go", ({ detail: seq }) => {
    const panel = ref("details");
    if (panel.matches(":popover-open")) panel.hidePopover();
    acts.goTo(seq);
  });
  list.addEventListener("unpin", ({ detail: message }) => acts.do({ name: "unpin", message }));
  return list;
}

function wireComposer({ composer, acts, reading, room, scroll, shown }) {
  composer.addEventListener("write", ({ detail: written }) => {
    acts.write(written);
    if (written.type !== "message") return;
    reading.wrote();
    room.goToEnd();
  });
  composer.addEventListener("page", ({ detail: direction }) => scroll.turnPage(direction));
  composer.addEventListener("escape", () => room.goToEnd());
  composer.addEventListener("edit-last", () => {
    const message = shown.lastEditable();
    if (message) composer.edit(message);
  });
}

function wireActs({ page, shown, menu, acts, keys, composer, room }) {
  const bar = new ActionBar({ list: ref("timeline"), page, messageOf: messageOf(shown) });
  for (const place of [bar, menu]) {
    place.addEventListener("act", ({ detail: act }) => acts.do(act));
  }
  for (const place of [bar, menu]) room.addEventListener("looked", () => place.refresh());
  keys.addEventListener("leave", () => composer.focus());
}

function wirePresses({ shown, menu, acts, timeline }) {
  const find = messageOf(shown);
  onLongPress(ref("timeline"), "[data-ref='message'][data-id]", (element) => {
    menu.open(find(element), element.getBoundingClientRect());
  });
  timeline.addEventListener("react", ({ detail: { element, emoji } }) => {
    acts.do({ name: "react", message: find(element), emoji });
  });
  timeline.addEventListener("quote", ({ detail: seq }) => acts.goTo(seq));
}

function messageOf(shown) {
  return (element) => shown.byId(Number(element.dataset.id));
}
