// Who is writing in the open room: says that this person is, hears of the others.

import { setText } from "../lib/dom.js";
import { isWritten } from "../log/kinds.js";

const SAY_EVERY_MS = 3_000;
const FORGET_MS = 6_000;
const COMINGS = new Set(["joined", "added"]);
/** Who goes with each of these lines. */
const GOINGS = { left: ({ author }) => author, removed: ({ subject }) => subject };

/** Tells `change` when somebody began or stopped. Pure. */
export class Typing extends EventTarget {
  #room;
  #reader;
  #send;
  #timers;
  #isOut;
  #saidAt = -Infinity;
  #writers = new Map();
  #gone = new Set();
  #upto = 0;

  /**
   * @param {object} parts  room and reader (their ids), send, timers, and
   * @param {function({id: number}): boolean} parts.isOut  whether somebody is not to be shown: blocked,
   *   or without an account
   */
  constructor({ room, reader, send, timers, isOut }) {
    super();
    this.#isOut = isOut;
    this.#room = room;
    this.#reader = reader;
    this.#send = send;
    this.#timers = timers;
  }

  /** @returns {Person[]} who is writing, in the order in which they began */
  get people() {
    const writers = [...this.#writers.values()].map(({ person }) => person);
    return writers.filter((person) => !this.#isOut(person));
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
    if (frame.type === "not_typing") this.#stopped(frame.person);
    if (frame.type === "changes") this.#arrived(frame);
    if (frame.type === "resync") this.#restart();
  }

  #began(person) {
    if (person.id === this.#reader || this.#gone.has(person.id)) return;
    const known = this.#writers.get(person.id);
    if (known) this.#timers.clear(known.timer);
    const timer = this.#timers.set(() => this.#stopped(person.id), FORGET_MS);
    this.#writers.set(person.id, { person, timer });
    if (!known) this.#tell();
  }

  /** What stood there before and was only changed says nothing of who is writing now. */
  #arrived({ after, upto, messages }) {
    const known = Math.max(after, this.#upto);
    this.#upto = Math.max(upto, this.#upto);
    for (const message of messages) if (message.seq > known) this.#happened(message);
  }

  /** The room may count anew, and who came back meanwhile is not told one by one. */
  #restart() {
    this.#upto = 0;
    this.#gone.clear();
  }

  #happened(message) {
    const { kind, author, subject } = message;
    if (isWritten(kind)) this.#stopped(author.id);
    if (COMINGS.has(kind)) this.#gone.delete((subject ?? author).id);
    const leaver = GOINGS[kind]?.(message);
    if (leaver) this.#left(leaver.id);
  }

  /** A sign of theirs may come later than the line that they have gone. */
  #left(id) {
    this.#gone.add(id);
    this.#stopped(id);
  }

  #stopped(id) {
    const known = this.#writers.get(id);
    if (!known) return;
    this.#timers.clear(known.timer);
    this.#writers.delete(id);
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}

/** The line above the composer that says who is writing; it is always there, mostly empty. */
export class TypingLine {
  #line;
  #people;
  #strings;

  /** @param {{line: HTMLElement, people: People, strings: Strings}} parts */
  constructor({ line, people, strings }) {
    this.#line = line;
    this.#people = people;
    this.#strings = strings;
  }

  /** @param {Person[]} writers  in the order in which they began */
  show(writers) {
    setText(this.#line, this.#words(writers.map((person) => this.#people.shownName(person))));
  }

  #words([name, other, ...more]) {
    if (!name) return "";
    if (!other) return this.#strings.say("typing_one", { name });
    if (more.length === 0) return this.#strings.say("typing_two", { name, other });
    return this.#strings.say("typing_many", { name, count: more.length + 1 });
  }
}
