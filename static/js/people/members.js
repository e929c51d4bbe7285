// Who is in the open room: asked once, and kept by what the room's log tells from then on.

import { MEMBER, MODERATOR, OWNER, ROLES } from "../moderation/roles.js";

const LIMIT_MS = 15_000;
/** All pages of a room are told at once to begin anew; they do not ask at once. */
const SPREAD_MS = 5_000;
const HAPPENED_MAX = 500;

/** What each kind of message means for the list. */
const EFFECTS = {
  joined: (list, { author }) => list.enter(author),
  added: (list, { subject }) => list.enter(subject),
  left: (list, { author }) => list.leave(author),
  removed: (list, { subject }) => list.leave(subject),
  role_changed: (list, { subject, body }) => list.rank(subject, body),
  transferred: (list, { subject }) => list.crown(subject),
};

/**
 * Tells `change` when they are known anew. Pure: `ask` fetches.
 *
 * Nobody asks when somebody comes or goes: in a room of a thousand open pages, that would be a
 * thousand questions at one moment.
 */
export class Members extends EventTarget {
  /** @type {(Profile & {role: string})[]} the first of them, when there are very many */
  people = [];
  /** How many there are altogether. */
  total = 0;

  #ask;
  #timers;
  #random;
  /** The list is true up to this number of the room; null while it is not known. */
  #head = null;
  #happened = [];
  #hasEnded = false;

  /**
   * @param {object} parts  timers, and
   * @param {function(): Promise<{people: object[], total: number, head: number}>} parts.ask
   * @param {function(): number} [parts.random]
   */
  constructor({ ask, timers, random = Math.random }) {
    super();
    this.#ask = ask;
    this.#timers = timers;
    this.#random = random;
  }

  /** Whether `people` is everybody. */
  get isComplete() {
    return this.people.length === this.total;
  }

  /** Take a frame; only the first welcome matters here. */
  receive({ type }) {
    if (type === "welcome" && this.#head === null) this.#load();
  }

  /** Take the messages that are new in the room: each once, in order, none left out. */
  follow(messages) {
    const happened = messages.filter(({ kind }) => Object.hasOwn(EFFECTS, kind));
    if (happened.length === 0) return;
    this.#happened = [...this.#happened, ...happened].slice(-HAPPENED_MAX);
    if (this.#head === null || this.#hasEnded) return;
    this.#apply(happened);
    this.#tell();
  }

  /** Some of the room's messages were passed over, or are not there after an older backup. */
  restart() {
    this.#head = null;
    this.#happened = [];
    this.#timers.set(() => this.#load(), this.#random() * SPREAD_MS);
  }

  /** Forget everybody for good: the room cannot be read any more. */
  end() {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    Object.assign(this, { people: [], total: 0 });
    this.#tell();
  }

  async #load() {
    if (this.#hasEnded) return;
    try {
      this.#take(await this.#ask());
    } catch (error) {
      console.warn("The members were not loaded:", error);
    }
  }

  #take({ people, total, head }) {
    if (this.#hasEnded) return;
    Object.assign(this, { people, total });
    this.#head = head;
    this.#apply(this.#happened);
    this.#tell();
  }

  /** What the list shows already is passed over. */
  #apply(happened) {
    const list = new Listed(this.people, this.total);
    for (const message of happened.filter(({ seq }) => seq > this.#head)) {
      EFFECTS[message.kind](list, message);
      this.#head = message.seq;
    }
    Object.assign(this, { people: list.sorted(), total: list.total });
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}

/** A list that is being changed. Whoever comes is a plain member. */
class Listed {
  #byId;

  constructor(people, total) {
    this.#byId = new Map(people.map((person) => [person.id, person]));
    this.total = total;
  }

  enter(person) {
    if (!this.#byId.has(person.id)) this.total += 1;
    this.#byId.set(person.id, { status_emoji: "", status_text: "", ...person, role: MEMBER });
  }

  leave({ id }) {
    this.#byId.delete(id);
    this.total -= 1;
  }

  rank({ id }, role) {
    const known = this.#byId.get(id);
    if (known) this.#byId.set(id, { ...known, role });
  }

  /** There is one owner; whoever was it before stays as a moderator. */
  crown(person) {
    for (const { id, role } of this.#byId.values()) {
      if (role === OWNER) this.rank({ id }, MODERATOR);
    }
    this.rank(person, OWNER);
  }

  /** The order of every list of members. */
  sorted() {
    return [...this.#byId.values()].sort(byRankAndName);
  }
}

function byRankAndName(one, other) {
  const ranks = ROLES.indexOf(one.role) - ROLES.indexOf(other.role);
  return ranks || compare(nameOf(one), nameOf(other)) || one.id - other.id;
}

function nameOf({ name, username }) {
  return (name || username).toLowerCase();
}

function compare(one, other) {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** Return a function that fetches JSON from this address. It raises Error for any other answer. */
export function asking(url) {
  return async () => {
    const answer = await fetch(url, { signal: AbortSignal.timeout(LIMIT_MS) });
    // Who is signed out is redirected to a page.
    if (!answer.ok || answer.redirected) throw new Error(`HTTP ${answer.status}`);
    return answer.json();
  };
}
