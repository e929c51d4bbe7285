// The newest that this page knows about people: names, colours, what they say of themselves.

import { Cursor } from "../log/cursor.js";

/**
 * @typedef {{id: number, username: string, name: string, hue: number, gone: boolean}} Person
 * @typedef {Person & {closed: boolean, status_emoji: string, status_text: string}} Profile
 */

/**
 * What a message or a list says of a person was true when it was written; what is told here
 * supersedes it. Tells `change` (its `detail` is the set of the ids that changed). Pure.
 */
export class People extends EventTarget {
  #cursor;
  #epoch;
  #strings;
  #known = new Map();

  /**
   * @param {object} parts  strings, and
   * @param {number} parts.head  up to where the page knows what changed about people
   * @param {string} parts.epoch  the database in which that is so
   */
  constructor({ head, epoch, strings }) {
    super();
    this.#epoch = epoch;
    this.#cursor = new Cursor(head);
    this.#strings = strings;
  }

  /** The number up to which this page knows what changed about people, for `hello`. */
  get cursor() {
    return this.#cursor.at;
  }

  /** Take a frame; those of other matters are left alone. */
  receive(frame) {
    if (frame.type === "welcome") this.#welcomed(frame);
    if (frame.type === "people") this.#changed(frame);
  }

  /**
   * Return the newest facts about the person, on top of those that are given.
   *
   * @template {Person} Given
   * @param {Given} person
   * @returns {Given}
   */
  of(person) {
    return { ...person, ...this.#known.get(person.id) };
  }

  /** Return the name that readers see now. */
  shownName(person) {
    const { gone, name, username } = this.of(person);
    return gone ? this.#strings.say("deleted_account") : name || username;
  }

  /** Return what tells the person apart from others of the same name; "" for an account that is gone. */
  handleOf(person) {
    const { gone, username } = this.of(person);
    return gone ? "" : `@${username}`;
  }

  /** Whether nobody uses the person's account now, as far as this page knows. */
  isClosed(person) {
    return this.of(person).closed ?? false;
  }

  /** A restored database counts anew, and knows nothing of what was told since the backup. */
  #welcomed({ epoch, people_head: head }) {
    if (epoch === this.#epoch) return;
    const ids = new Set(this.#known.keys());
    this.#epoch = epoch;
    this.#cursor = new Cursor(head);
    this.#known.clear();
    this.dispatchEvent(new CustomEvent("change", { detail: ids }));
  }

  /** After a gap these facts still hold; the cursor waits for what was missed. */
  #changed(frame) {
    if (this.#cursor.accept(frame) === "old") return;
    for (const profile of frame.people) this.#known.set(profile.id, profile);
    const ids = new Set(frame.people.map(({ id }) => id));
    this.dispatchEvent(new CustomEvent("change", { detail: ids }));
  }
}
