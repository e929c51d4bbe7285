// Who is writing in the open room: says that this person is, hears of the others.

const SAY_EVERY_MS = 3_000;
const FORGET_MS = 6_000;

/** Tells `change` when somebody began or stopped. Pure. */
export class Typing extends EventTarget {
  #room;
  #reader;
  #send;
  #timers;
  #saidAt = -Infinity;
  #writers = new Map();

  /** @param {object} parts  room and reader (their ids), send, timers */
  constructor({ room, reader, send, timers }) {
    super();
    this.#room = room;
    this.#reader = reader;
    this.#send = send;
    this.#timers = timers;
  }

  /** @returns {Person[]} who is writing, in the order in which they began */
  get people() {
    return [...this.#writers.values()].map(({ person }) => person);
  }

  /** The text has changed under the person's hands; a composition of Japanese counts. */
  wrote(text) {
    const now = this.#timers.now();
    if (!text.trim() || now - this.#saidAt < SAY_EVERY_MS) return;
    if (this.#send({ type: "typing", room: this.#room })) this.#saidAt = now;
  }

  /** The message is sent: the next one is said anew. */
  sent() {
    this.#saidAt = -Infinity;
  }

  /** Take a frame; those of other rooms and other matters are left alone. */
  receive(frame) {
    if (frame.room !== this.#room) return;
    if (frame.type === "typing") this.#began(frame.person);
    if (frame.type === "changes") this.#arrived(frame.messages);
  }

  #began(person) {
    if (person.id === this.#reader) return;
    const known = this.#writers.get(person.id);
    if (known) this.#timers.clear(known.timer);
    const timer = this.#timers.set(() => this.#stopped(person.id), FORGET_MS);
    this.#writers.set(person.id, { person, timer });
    if (!known) this.#tell();
  }

  #arrived(messages) {
    for (const { author } of messages) if (this.#writers.has(author.id)) this.#stopped(author.id);
  }

  #stopped(id) {
    this.#timers.clear(this.#writers.get(id).timer);
    this.#writers.delete(id);
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
