// What stands around the conversation: rooms, header, details, who is here, who is writing.

import { onTouch } from "../reading/attendance.js";
import { ref } from "../lib/dom.js";

const TIMER_MAX_MS = 2 ** 31 - 1;

export class Sidebar {
  #parts;
  #muted = null;

  /**
   * @param {object} parts  person (whose page it is), room (the id of the open one), timers, people,
   *   membership, blocks, outbox, unread; what it knows: standings, members, presence, typing, titles;
   *   what it shows: rooms, header, name, title, writing, typingLine, memberList, details, switcher
   */
  constructor(parts) {
    this.#parts = parts;
    this.#listen();
    this.#listenToPerson();
    this.#showMembership();
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
    const { outbox, room, rooms } = this.#parts;
    const failed = new Set(outbox.failedIn);
    failed.delete(room);
    rooms.showFailed(failed);
  }

  /** Show what is unread, beside the rooms' names and in the page's title. */
  showCounts() {
    const { standings, unread, rooms, title } = this.#parts;
    if (!standings.isKnown) return;
    const counts = unread.counts;
    const total = [...counts.values()].reduce((sum, { unread: count }) => sum + count, 0);
    rooms.showCounts(counts);
    rooms.showElsewhere(total - unread.here);
    title.show(total);
  }

  #listen() {
    const { people, blocks, membership, standings, members, presence, typing, details } = this.#parts;
    for (const part of [standings, members]) part.addEventListener("change", () => this.#listed());
    for (const part of [people, blocks]) part.addEventListener("change", () => this.#showAll());
    presence.addEventListener("change", () => this.#showPeople());
    membership.addEventListener("change", () => this.#showMembership());
    typing.addEventListener("change", () => this.#showWriters());
    details.addEventListener("open", ({ detail: section }) => ref(section).focus());
  }

  #listenToPerson() {
    const { presence, typing, switcher } = this.#parts;
    onTouch(() => presence.touched());
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) presence.hidden();
      else presence.touched();
    });
    ref("body").addEventListener("input", ({ target }) => typing.wrote(target.value));
    ref("jump").hidden = false;
    ref("jump").addEventListener("click", () => switcher.open());
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
    const { person, people, rooms } = this.#parts;
    rooms.showReader(people.of(person));
    this.#showMembership();
    this.#showPeople();
    this.#showWriters();
  }

  #showMembership() {
    const { membership, header, writing, title, titles, name, members } = this.#parts;
    const { room } = membership;
    if (membership.isLost) members.end();
    header.show(membership);
    writing.show(membership);
    title.rename(titles.of(room));
    name.show(titles.of(room), room);
    this.#awaitVoice();
  }

  /** A mute ends by itself. */
  #awaitVoice() {
    const { membership, timers } = this.#parts;
    timers.clear(this.#muted);
    if (membership.muteRest === 0) return;
    const rest = Math.min(membership.muteRest + 500, TIMER_MAX_MS);
    this.#muted = timers.set(() => this.#showMembership(), rest);
  }

  /** Show everybody again, with their marks: in the list, the header and the details. */
  #showPeople() {
    const { standings, members, memberList, presence, header, rooms } = this.#parts;
    const { room, membership, switcher } = this.#parts;
    const here = members.people.filter((person) => presence.of(person) === "here").length;
    if (standings.isKnown) rooms.show(standings.all, room);
    this.showFailed();
    header.show(membership);
    header.showCount({ total: members.total, here: members.isComplete ? here : 0 });
    memberList.show(members.people);
    switcher.refresh();
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
