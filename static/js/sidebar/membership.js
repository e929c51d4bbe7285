// How the person stands in the open room: what it is, what they may do, whether it can be read.

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

/** Of somebody who may do nothing until the server says more. */
const NOTHING = { role: null, may: [], silence: "not_member", then: null };

/**
 * @typedef {object} Rights  as the server decides them
 * @property {string|null} role  "owner", "moderator" or "member"; null for whoever is no member
 * @property {string[]} may  the names of what the person may do: those of chat/access/rights.py
 * @property {string|null} silence  why they may not write
 * @property {{at: string, may: string[], silence: string|null}|null} then  what holds from then on
 */

/**
 * Tells `change`, and `doubt` when somebody who was removed may have been let in again: the page has
 * to be asked. Pure.
 */
export class Membership extends EventTarget {
  /** @type {Facts} */
  room;
  /** Why the person was muted, and whom they may ask: {until, reason, contact}, or null. */
  mute;
  /** Whether the room cannot be read any more. */
  isLost = false;
  /** Whether a room that was lost can be opened again. */
  isBack = false;

  #rights;
  #clock;

  /**
   * @param {{room: Facts, mute: object|null} & Rights} facts  what the page says
   * @param {ServerClock} clock
   */
  constructor(facts, clock) {
    super();
    this.#clock = clock;
    this.#take(facts);
  }

  get role() {
    return this.#rights.role;
  }

  /** Whether the person has this one of the rights now. @param {string} right */
  may(right) {
    return !this.isLost && this.#now.may.includes(right);
  }

  /** Why the person may not write now; null when they may. */
  get silence() {
    return this.#now.silence;
  }

  /** Milliseconds until a mute ends; 0 when there is nothing to wait for. */
  get muteRest() {
    const { then } = this.#rights;
    return then === null ? 0 : Math.max(0, this.#clock.until(then.at));
  }

  /** Take a frame; those of other rooms and other matters are left alone. */
  receive(frame) {
    if (frame.type === "rooms" || frame.type === "welcome") this.#listed(frame.rooms);
    if (frame.room !== this.room.id) return;
    if (frame.type === "room") this.#follow({ room: { ...this.room, ...frame.facts } });
    if (frame.type === "rights") this.#follow(frame.rights);
    if (frame.type === "removed") this.#removed(frame.readable);
  }

  /** The server says what the room is and how the person stands in it. */
  become(facts) {
    this.#take(facts);
    this.#tell("change");
  }

  /** The room is not there any more, or not for this person. */
  lose() {
    this.isLost = true;
    this.#follow(NOTHING);
  }

  get #now() {
    const { then } = this.#rights;
    return then !== null && this.muteRest === 0 ? then : this.#rights;
  }

  #follow(facts) {
    this.become({ ...this.#rights, room: this.room, mute: this.mute, ...facts });
  }

  #take({ room, mute = null, role, may, silence, then }) {
    this.room = room;
    this.mute = mute;
    this.#rights = { role, may, silence, then };
  }

  /** Of archived rooms and of those that the person is a guest of, `rights` tells. */
  #listed(rooms) {
    const standing = rooms.find(({ id }) => id === this.room.id);
    if (!standing) return this.#askWhetherLetIn();
    if (this.isLost) this.isBack = true;
    this.become({ ...standing, room: factsOf(standing) });
  }

  /** Whoever may join again is in no list yet. */
  #askWhetherLetIn() {
    if (this.silence === "removed") this.#tell("doubt");
  }

  /** What a guest may do is told next. */
  #removed(readable) {
    if (readable) this.#follow(NOTHING);
    else this.lose();
  }

  #tell(name) {
    this.dispatchEvent(new Event(name));
  }
}

function factsOf(standing) {
  return Object.fromEntries(FACTS.map((name) => [name, standing[name]]));
}
