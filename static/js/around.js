// Wires what stands around the conversation: rooms, header, details, who is here, who is writing.

import { aroundParts } from "./around_parts.js";
import { onTouch } from "./attendance.js";
import { destinations } from "./destinations.js";
import { ref } from "./dom.js";
import { roomUrl } from "./rooms.js";
import { Switcher } from "./switcher.js";

const TIMER_MAX_MS = 2 ** 31 - 1;

export class Around {
  #facts;
  #people;
  #blocks;
  #seat;
  #unread;
  #outbox;
  #timers;
  #muted = null;
  #switcher;
  #parts;

  /**
   * @param {object} given  facts, people, blocks, seat, unread, outbox, strings, localTime, send,
   *   timers
   */
  constructor(given) {
    this.#facts = given.facts;
    this.#people = given.people;
    this.#blocks = given.blocks;
    this.#seat = given.seat;
    this.#unread = given.unread;
    this.#outbox = given.outbox;
    this.#timers = given.timers;
    this.#parts = aroundParts(given);
    this.#listen();
    this.#listenToPerson();
    this.#offerToJump();
    this.#showSeat();
  }

  /** Take a frame from the server. */
  receive(frame) {
    const { standings, members, typing, presence } = this.#parts;
    for (const part of [standings, members, typing, presence]) part.receive(frame);
  }

  /** Take the messages that are new in the open room. */
  arrived(messages) {
    this.#parts.members.follow(messages);
  }

  /** The open room begins anew. */
  restarted() {
    this.#parts.members.restart();
  }

  /** The connection is away. */
  disconnected() {
    this.#parts.presence.disconnected();
  }

  /** The person's message is on its way. */
  wrote() {
    this.#parts.typing.sent();
  }

  /** Show beside the rooms' names what was not sent there; the open room shows it itself. */
  showFailed() {
    const failed = new Set(this.#outbox.failedIn);
    failed.delete(this.#facts.room.id);
    this.#parts.rooms.showFailed(failed);
  }

  /** Show what is unread, beside the rooms' names and in the page's title. */
  showCounts() {
    const { standings, rooms, title } = this.#parts;
    if (!standings.isKnown) return;
    const counts = this.#unread.counts;
    const total = [...counts.values()].reduce((sum, { unread }) => sum + unread, 0);
    rooms.showCounts(counts);
    rooms.showElsewhere(total - this.#unread.here);
    title.show(total);
  }

  #listen() {
    const { standings, members, presence, typing, details } = this.#parts;
    standings.addEventListener("change", () => this.#listed());
    members.addEventListener("change", () => this.#listed());
    presence.addEventListener("change", () => this.#showPeople());
    this.#people.addEventListener("change", () => this.#showAll());
    this.#blocks.addEventListener("change", () => this.#showAll());
    this.#seat.addEventListener("change", () => this.#showSeat());
    typing.addEventListener("change", () => this.#showWriters());
    details.addEventListener("open", ({ detail: section }) => ref(section).focus());
  }

  #listenToPerson() {
    const { presence, typing } = this.#parts;
    onTouch(() => presence.touched());
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) presence.hidden();
      else presence.touched();
    });
    ref("body").addEventListener("input", ({ target }) => typing.wrote(target.value));
  }

  #offerToJump() {
    const { standings, members, titles } = this.#parts;
    const dialog = ref("switcher");
    const reader = this.#facts.user.id;
    const directUrl = (name) => `${dialog.dataset.directUrl}?to=${encodeURIComponent(name)}`;
    const given = { reader, titles, roomUrl, directUrl };
    const known = () => members.people.map((person) => this.#people.of(person));
    const items = () => destinations({ rooms: standings.all, members: known(), ...given });
    this.#switcher = new Switcher({ dialog, items });
    ref("jump").hidden = false;
    ref("jump").addEventListener("click", () => this.#switcher.open());
  }

  #listed() {
    this.#follow();
    this.#showPeople();
  }

  /** Hear of whom the page shows with a mark: partners at the left, members of the open room. */
  #follow() {
    const { standings, members, presence, titles } = this.#parts;
    const direct = standings.all.filter(({ kind }) => kind === "direct");
    const partners = direct.map((room) => titles.othersIn(room)).filter(isOne).flat();
    presence.follow([...partners, ...members.people].map(({ id }) => id));
  }

  #showAll() {
    this.#parts.rooms.showReader(this.#people.of(this.#facts.user));
    this.#showSeat();
    this.#showPeople();
    this.#showWriters();
  }

  #showSeat() {
    const { header, writing, title, titles, name, members } = this.#parts;
    const { room } = this.#seat;
    if (this.#seat.isLost) members.end();
    header.show(this.#seat);
    writing.show(this.#seat);
    title.rename(titles.of(room));
    name.show(titles.of(room), room);
    this.#awaitVoice();
  }

  /** A mute ends by itself. */
  #awaitVoice() {
    this.#timers.clear(this.#muted);
    if (!this.#seat.isMuted) return;
    const rest = Math.min(this.#seat.muteRest + 500, TIMER_MAX_MS);
    this.#muted = this.#timers.set(() => this.#showSeat(), rest);
  }

  /** Show everybody again, with their marks: in the list, the header and the details. */
  #showPeople() {
    const { standings, members, memberList, presence, header, rooms } = this.#parts;
    const here = members.people.filter((person) => presence.of(person) === "here").length;
    if (standings.isKnown) rooms.show(standings.all, this.#facts.room.id);
    this.showFailed();
    header.show(this.#seat);
    header.showCount({ total: members.total, here: members.isComplete ? here : 0 });
    memberList.show(members.people);
    this.#switcher.refresh();
    this.showCounts();
  }

  #showWriters() {
    const { typing, typingLine } = this.#parts;
    typingLine.show(typing.people);
  }
}

function isOne(others) {
  return others.length === 1;
}
