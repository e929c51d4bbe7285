// Makes what one writes with and does to messages: composer, acts, menus, pins.

import { ActionBar } from "../acts/action_bar.js";
import { Composer } from "../composer/composer.js";
import { ComposerContext } from "../composer/composer_context.js";
import { ComposerField } from "../composer/composer_field.js";
import { ref } from "../lib/dom.js";
import { RecentEmoji } from "../composer/emoji_index.js";
import { EmojiPicker } from "../composer/emoji_picker.js";
import { MentionList } from "../composer/mention_list.js";
import { MessageActs } from "../acts/message_acts.js";
import { MessageMenu } from "../acts/message_menu.js";
import { Moderation } from "../moderation/moderation.js";
import { PinList } from "../sidebar/pin_list.js";
import { Pins } from "../sidebar/pins.js";
import { SharedDraft } from "../composer/shared_draft.js";
import { Toast } from "../lib/toast.js";

/**
 * Make what one writes with.
 *
 * @param {object} parts  facts, timers, strings, people, blocks, journal, drafts (a LocalStore), and
 * @param {function(Place): Message|null|undefined} parts.now  what a message says now
 * @returns {Composer}
 */
export function makeComposer({ facts, timers, strings, people, blocks, journal, drafts, now }) {
  const form = ref("composer");
  const [body, list] = [ref("body", form), ref("completion", form)];
  new MentionList({ body, list, url: facts.people_url, people, strings });
  const field = new ComposerField({ form, limit: facts.limits.body_chars, strings });
  const epoch = () => journal.epoch;
  const shared = new SharedDraft({ localStore: drafts, room: facts.room.id, timers, epoch });
  const composer = new Composer({ form, field, shared, now });
  new ComposerContext({ composer, bar: ref("context", form), people, blocks, strings });
  return composer;
}

/**
 * Make what offers acts and does them; `page` is whose page it is, as `allowedActs` takes it.
 *
 * @param {object} parts  facts, page, strings, people, localStore, address, shown, journal, outbox,
 *   composer, reading, room
 * @returns {{acts: MessageActs, bar: ActionBar, menu: MessageMenu, toast: Toast}}
 */
export function makeActs(parts) {
  const { facts, page, strings, people, localStore, address, shown } = parts;
  const { journal, outbox, composer, reading, room } = parts;
  const toast = new Toast(ref("said"), strings);
  const recent = new RecentEmoji(localStore("emoji"));
  const picker = new EmojiPicker({ dialog: ref("picker"), recent, language: facts.language });
  const messageOf = (id) => shown.byId(id);
  const menu = new MessageMenu({ dialog: ref("menu"), page, people, messageOf });
  const moderation = new Moderation({
    dialog: ref("ask"),
    urls: { person: facts.people_page, mute: facts.mute_url, unmute: facts.unmute_url },
    people,
    blocks: page.blocks,
    muted: page.muted,
    toast,
    strings,
    address,
  });
  const acts = new MessageActs({
    page,
    outbox,
    journal,
    composer,
    reading,
    room,
    menu,
    picker,
    said: toast,
    moderation,
    address,
  });
  const bar = new ActionBar({ list: ref("timeline"), page, messageOf: (row) => shown.at(row) });
  return { acts, bar, menu, toast };
}

/** @param {object} parts  facts, strings, localTime, people, blocks, membership, address */
export function makePins({ facts, strings, localTime, people, blocks, membership, address }) {
  return new PinList({
    section: ref("pins"),
    button: ref("pins-button"),
    url: facts.pins_url,
    pins: new Pins(),
    people,
    blocks,
    strings,
    localTime,
    address,
    mayUnpin: () => membership.may("pin"),
  });
}
