// How the person stands in the open room: what it is, their role, whether it can be read.

import { rightsOf } from "./rights.js";

const FACTS = [
  "id",
  "slug",
  "name",
  "description",
  "kind",
  "archived",
  "history",
  "locked",
  "slow_seconds",
  "people",
];

/** What the room's own facts say of people. */
const AS_TOLD = { isClosed: ({ closed = false }) => closed };

/**
 * Tells `change`, and `doubt` when the server's list cannot say whether the person is still a
 * member: the page has to be asked. Pure.
 */
export class Membership extends EventTarget {
  /** @type {Facts} */
  room;
  /** "owner", "moderator" or "member"; null for whoever is no member. */
  role;
  /** Until when the person may only read, and why: {until, reason, contact}, or null. */
  mute;
  /** Whether the person was removed, and does not come back alone. */
  isRemoved;
  /** Whether the room cannot be read any more. */
  isLost = false;
  /** Whether a room that was lost can be opened again. */
  isBack = false;

  #reader;
  #people;
  #clock;

  /**
   * @param {{room: Facts, role: string|null}} facts  what the page says
   * @param {object} parts
   * @param {People} [parts.people]
   * @param {ServerClock} parts.clock
   */
  constructor(facts, { people = AS_TOLD, clock }) {
    super();
    const { user, room, role, mute = null, is_removed: isRemoved = false } = facts;
    this.#reader = user?.id;
    this.#people = people;
    this.#clock = clock;
    this.room = room;
    this.role = role;
    this.mute = mute;
    this.isRemoved = isRemoved;
  }

  /** What the person may do here now. */
  get rights() {
    const { kind, archived, locked } = this.room;
    const { isMuted, isRemoved, isDeserted } = this;
    const role = this.isLost ? null : this.role;
    return rightsOf({ role, kind, archived, locked, isMuted, isRemoved, isDeserted });
  }

  /** Whether the person has this one of the rights. */
  may(right) {
    return this.rights[right];
  }

  get isMuted() {
    return this.muteRest > 0;
  }

  /** Milliseconds until the person may write again; 0 for whoever is not muted. */
  get muteRest() {
    return this.mute === null ? 0 : Math.max(0, this.#clock.until(this.mute.until));
  }

  /** Whether nobody else in a direct conversation has an account that is open. */
  get isDeserted() {
    const { kind, people } = this.room;
    if (kind !== "direct" || people.length === 0) return false;
    const others = people.filter(({ id }) => id !== this.#reader);
    return others.every((person) => this.#people.isClosed(person));
  }

  /** Take a frame; those of other rooms and other matters are left alone. */
  receive(frame) {
    if (frame.type === "rooms") this.#listed(frame.rooms);
    if (frame.type === "welcome") this.#welcomed(frame.rooms);
    if (frame.room !== this.room.id) return;
    if (frame.type === "room") this.become({ ...this.#held, room: frame.facts });
    if (frame.type === "removed") this.#removed(frame.readable);
  }

  /** The server says what the room is and how the person stands in it. */
  become({ room, role, mute = null, is_removed: isRemoved = false }) {
    this.room = { ...this.room, ...room };
    this.role = role;
    this.mute = mute;
    this.isRemoved = isRemoved;
    this.#tell("change");
  }

  /** The room is not there any more, or not for this person. */
  lose() {
    this.isLost = true;
    this.role = null;
    this.#tell("change");
  }

  get #held() {
    return { role: this.role, mute: this.mute, is_removed: this.isRemoved };
  }

  #listed(rooms) {
    const standing = rooms.find(({ id }) => id === this.room.id);
    if (!standing) return this.#askWhetherLetIn();
    if (this.isLost) this.isBack = true;
    this.become({ room: factsOf(standing), role: standing.role, mute: standing.mute });
  }

  /** Whoever may join again is in no list yet. */
  #askWhetherLetIn() {
    if (this.isRemoved) this.#tell("doubt");
  }

  /** Archived rooms are not in the list, and neither are those that the person has left. */
  #welcomed(rooms) {
    this.#listed(rooms);
    const isListed = rooms.some(({ id }) => id === this.room.id);
    if (!isListed && this.role !== null) this.#tell("doubt");
  }

  /** A guest asks whether they may join again: whoever left may. */
  #removed(readable) {
    this.role = null;
    if (!readable) return this.lose();
    this.#tell("change");
    this.#tell("doubt");
  }

  #tell(name) {
    this.dispatchEvent(new Event(name));
  }
}

function factsOf(standing) {
  return Object.fromEntries(FACTS.map((name) => [name, standing[name]]));
}
