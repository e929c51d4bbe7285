// What a room is called by this reader: a direct conversation is named after the others in it.

import { isolated } from "../lib/strings.js";

export class Titles {
  #people;
  #reader;
  #between;

  /**
   * @param {object} parts  people (a People), and
   * @param {number} parts.reader  the id of whose page it is
   * @param {string} parts.between  what stands between two names, such as ", "
   */
  constructor({ people, reader, between }) {
    this.#people = people;
    this.#reader = reader;
    this.#between = between;
  }

  /** Return whom the reader talks with in a direct conversation; the reader when alone in it. */
  othersIn({ people }) {
    const others = people.filter(({ id }) => id !== this.#reader);
    return (others.length > 0 ? others : people).map((person) => this.#people.of(person));
  }

  /** Return the room's name, or the names of those whom the reader talks with. */
  of(room) {
    if (room.kind !== "direct") return room.name;
    const names = this.othersIn(room).map((person) => this.nameOf(person));
    return names.length === 1 ? names[0] : names.map(isolated).join(this.#between);
  }

  /** Return the usernames of those whom the reader talks with, for titles that are shared. */
  handlesOf(room) {
    const handles = this.othersIn(room).map((person) => this.#people.handleOf(person));
    return handles.filter(Boolean).join(this.#between);
  }

  /** Return those of these rooms whose title another one has too, in whatever case and width. */
  sharing(rooms) {
    const byTitle = new Map();
    for (const room of rooms) {
      const title = this.of(room).normalize("NFKC").toLowerCase();
      byTitle.set(title, [...(byTitle.get(title) ?? []), room]);
    }
    return new Set([...byTitle.values()].filter(({ length }) => length > 1).flat());
  }

  /** Return the name of a person. */
  nameOf(person) {
    return this.#people.shownName(person);
  }

  /** Return the rooms of one section: named ones as they come, direct ones by their titles. */
  ordered(rooms) {
    const key = (room) => this.of(room).toLowerCase();
    const direct = rooms.filter(({ kind }) => kind === "direct");
    direct.sort((one, other) => (key(one) < key(other) ? -1 : 1));
    return { named: rooms.filter(({ kind }) => kind !== "direct"), direct };
  }
}
