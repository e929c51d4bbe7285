// How much is unread in the person's rooms, on this page and, by `read`, on all their devices.

import { Cursor } from "../log/cursor.js";
import { Tally } from "./tally.js";

const ROOMS_MAX = 100;

/**
 * Counts come with `welcome`, `rooms` and `read`; they follow the `changes` of rooms that are
 * watched. The room on the page is watched by its own feed. Pure.
 */
export class Unread {
  #person;
  #isNews;
  #open;
  #send;
  #rooms = new Map();

  /**
   * @param {object} parts  person (their id), isNews, send, and
   * @param {{id: number, standing: object, upTo: function, held: function}} parts.open  the room on
   *   the page: how the person stood there (a guest, too, of whom no list tells), how far they have
   *   read it now, and its messages as far as they are held
   */
  constructor({ person, isNews, open, send }) {
    this.#person = person;
    this.#isNews = isNews;
    this.#open = open;
    this.#send = send;
    this.#rooms.set(open.id, this.#newest(open.standing));
  }

  /** @returns {Map<number, {unread: number, mentions: number}>} by room */
  get counts() {
    return new Map([...this.#rooms.keys()].map((room) => [room, this.#countOf(room)]));
  }

  /** How much is unread in the room on the page. */
  get here() {
    return this.#countOf(this.#open.id).unread;
  }

  /** Take a frame; returns whether a count may have changed. */
  receive(frame) {
    if (frame.type === "welcome") return this.#welcomed(frame.rooms);
    if (frame.type === "rooms") return this.#told(frame.rooms);
    if (frame.type === "heartbeat") this.#checkHeads(frame.heads);
    if (frame.type === "resync") this.#restart(frame);
    if (frame.type === "read") return this.#read(frame);
    return frame.type === "changes" && this.#count(frame);
  }

  #countOf(room) {
    const { tally } = this.#rooms.get(room);
    if (room !== this.#open.id) return tally.count();
    return tally.count(this.#open.upTo(), this.#open.held());
  }

  /** A new connection watches nothing yet. */
  #welcomed(rooms) {
    const open = this.#rooms.get(this.#open.id);
    this.#rooms = new Map();
    return this.#told(rooms, open);
  }

  /** The room on the page may be in no list: it is archived, or the person is a guest. */
  #told(rooms, open = this.#rooms.get(this.#open.id)) {
    const before = this.#rooms;
    this.#rooms = new Map(rooms.map((room) => [room.id, this.#newest(room)]));
    if (!this.#rooms.has(this.#open.id)) this.#rooms.set(this.#open.id, open);
    const ids = [...this.#rooms.keys()].filter((room) => room !== this.#open.id);
    for (const room of ids.slice(0, ROOMS_MAX)) if (!before.has(room)) this.#watch(room);
    for (const room of before.keys()) if (!this.#rooms.has(room)) this.#leave(room);
    return true;
  }

  #newest(room) {
    const known = this.#rooms.get(room.id);
    if (!known) return this.#begun(room);
    known.tally.restart(room);
    return known;
  }

  #begun(standing) {
    const tally = new Tally({ person: this.#person, isNews: this.#isNews, standing });
    return { cursor: new Cursor(standing.head), tally };
  }

  #read(frame) {
    const known = this.#rooms.get(frame.room);
    known?.tally.restart(frame);
    return known !== undefined;
  }

  #count({ room, after, upto, messages }) {
    const known = this.#rooms.get(room);
    const answer = known?.cursor.accept({ after, upto });
    if (answer === "gap") this.#askAgain(room, known);
    if (answer !== "next") return false;
    for (const message of messages) known.tally.take(message);
    return messages.length > 0;
  }

  #checkHeads(heads) {
    for (const [room, known] of this.#rooms) {
      known.askedAfter = null;
      if (known.cursor.isBehind(heads[room] ?? 0)) this.#watch(room);
    }
  }

  /** Too far behind to be told one by one: the count is right again at the next `welcome`. */
  #restart({ room, head }) {
    const known = this.#rooms.get(room);
    if (!known) return;
    known.cursor = new Cursor(head);
    this.#watch(room);
  }

  /** Once between two heartbeats: what comes beside an answer is no reason to ask once more. */
  #askAgain(room, known) {
    if (known.askedAfter === known.cursor.at) return;
    known.askedAfter = known.cursor.at;
    this.#watch(room);
  }

  #watch(room) {
    if (room === this.#open.id) return;
    this.#send({ type: "join", room, after: this.#rooms.get(room).cursor.at });
  }

  #leave(room) {
    if (room !== this.#open.id) this.#send({ type: "leave", room });
  }
}
