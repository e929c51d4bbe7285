// The ways out: one for each room, with one act on its way at a time.

import { SendQueue } from "./send_queue.js";

/** What a new message tells the server besides its room and nonce. */
const MESSAGE = ["body", "reply_to"];

/**
 * If one act must wait, those done after it in the room wait behind it, and the order holds
 * whatever the server answers. Pure.
 */
export class SendQueues {
  #send;
  #next;
  #timers;
  #random;
  #ignored;
  #fields;
  #queues = new Map();
  #isOpen = false;

  /**
   * @param {object} parts  send, timers, random, and
   * @param {object} parts.acts  the server's table of acts, by name
   * @param {function(number): Item|undefined} parts.next  gives the first act of a room
   * @param {function(string): void} parts.ignored  called with the nonce of what got no answer
   */
  constructor({ send, acts, next, ignored, timers, random }) {
    this.#send = send;
    this.#fields = (type) => (type === "message" ? MESSAGE : acts[type].fields);
    this.#next = next;
    this.#ignored = ignored;
    this.#timers = timers;
    this.#random = random;
  }

  /** The nonces of what is on its way. @returns {string[]} */
  get underway() {
    return [...this.#queues.values()].map(({ nonce }) => nonce).filter(Boolean);
  }

  /** Acts may leave: begin with what waits in these rooms. */
  open(rooms) {
    this.close();
    this.#isOpen = true;
    for (const room of rooms) this.advance(room);
  }

  /** Nothing leaves any more, and no answer is waited for. */
  close() {
    this.#isOpen = false;
    for (const queue of this.#queues.values()) queue.reset();
  }

  /** Send what comes next in the room, unless something is on its way. */
  advance(room) {
    const queue = this.#queue(room);
    const item = this.#next(room);
    if (!this.#isOpen || !queue.isFree || !item) return;
    if (this.#send(this.#frameOf(item))) queue.occupy(item.nonce);
  }

  /** Send it once more beside all else, only to hear what became of it. */
  ask(item) {
    this.#send(this.#frameOf(item));
  }

  /** It is done: the next may go. */
  succeed(item) {
    this.#queue(item.room).succeed();
    this.leave(item);
  }

  /** It is over: the next may go. */
  leave({ room, nonce }) {
    const queue = this.#queue(room);
    if (queue.nonce !== nonce) return;
    queue.clear();
    this.advance(room);
  }

  /** The server asks for patience with this act: for so many seconds, or longer each time. */
  pause({ room, nonce }, retryAfter) {
    const queue = this.#queue(room);
    if (queue.nonce === nonce) queue.pause(retryAfter);
  }

  /** The server did not read something; nobody knows what. */
  hold(retryAfter) {
    for (const queue of this.#queues.values()) if (!queue.isFree) queue.pause(retryAfter);
  }

  #queue(room) {
    if (!this.#queues.has(room)) {
      const [timers, random, ignored] = [this.#timers, this.#random, this.#ignored];
      const proceed = () => this.advance(room);
      this.#queues.set(room, new SendQueue({ timers, random, proceed, ignored }));
    }
    return this.#queues.get(room);
  }

  #frameOf(item) {
    const told = this.#fields(item.type).filter((name) => item[name] !== undefined);
    const fields = Object.fromEntries(told.map((name) => [name, item[name]]));
    return { type: item.type, room: item.room, nonce: item.nonce, ...fields };
  }
}
