// How much others have written in the rooms that are not open.

import { Cursor } from "./cursor.js";

const ROOMS_MAX = 100;
const COUNTED = new Set(["text", "action"]);

/** Counts come with `welcome` and go up with the `changes` of rooms that are watched. Pure. */
export class Unread {
  #person;
  #open;
  #send;
  #counts = new Map();
  #cursors = new Map();

  /** @param {{person: number, open: number, send: function}} parts  `open`: the room on the page */
  constructor({ person, open, send }) {
    this.#person = person;
    this.#open = open;
    this.#send = send;
  }

  /** Counts by room. */
  get counts() {
    return new Map(this.#counts);
  }

  /** Take a frame; returns whether a count has changed. */
  receive(frame) {
    if (frame.type === "welcome") return this.#welcomed(frame);
    if (frame.type === "heartbeat") this.#checkHeads(frame.heads);
    if (frame.type === "resync") this.#restart(frame);
    return frame.type === "changes" && this.#count(frame);
  }

  #welcomed({ rooms }) {
    const others = rooms.filter((room) => room.id !== this.#open);
    const watched = others.slice(0, ROOMS_MAX);
    this.#counts = new Map(others.map((room) => [room.id, room.unread]));
    this.#cursors = new Map(watched.map((room) => [room.id, new Cursor(room.head)]));
    for (const room of this.#cursors.keys()) this.#watch(room);
    return true;
  }

  #count({ room, after, upto, messages }) {
    const cursor = this.#cursors.get(room);
    const before = cursor?.at;
    const answer = cursor?.accept({ after, upto });
    if (answer === "gap") this.#watch(room);
    if (answer !== "next") return false;
    const news = messages.filter((message) => this.#isNews(message, before));
    this.#counts.set(room, this.#counts.get(room) + news.length);
    return news.length > 0;
  }

  /** An edit of an old message is no news. */
  #isNews({ seq, kind, author }, before) {
    return seq > before && COUNTED.has(kind) && author.id !== this.#person;
  }

  #checkHeads(heads) {
    for (const [room, cursor] of this.#cursors) {
      if (cursor.isBehind(heads[room] ?? 0)) this.#watch(room);
    }
  }

  /** Too far behind to be told one by one: the count is right again at the next `welcome`. */
  #restart({ room, head }) {
    if (!this.#cursors.has(room)) return;
    this.#cursors.set(room, new Cursor(head));
    this.#watch(room);
  }

  #watch(room) {
    this.#send({ type: "join", room, after: this.#cursors.get(room).at });
  }
}
