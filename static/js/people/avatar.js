// The picture of a person or of a direct conversation, with the mark that says who is here.

import { find, ref } from "../lib/dom.js";

/**
 * Show the person's initial and colour on the element, as templates/chat/_avatar.html does.
 *
 * @param {HTMLElement} element
 * @param {{hue: number}} person
 * @param {string} name  the name that readers see
 */
export function fillAvatar(element, { hue }, name) {
  element.className = `avatar avatar--${hue}`;
  element.textContent = (Array.from(name)[0] ?? "").toUpperCase();
}

/** The small mark at a picture: filled for here, hollow for idle, none otherwise. */
export class PresenceDot {
  #presence;
  #strings;

  /** @param {{presence: Presence, strings: Strings}} parts */
  constructor({ presence, strings }) {
    this.#presence = presence;
    this.#strings = strings;
  }

  /**
   * Show on this picture how the person is, in words as well.
   *
   * @param {HTMLElement} face  what holds the avatar
   * @param {Person|null} person  null: of nobody
   */
  show(face, person) {
    const state = person === null ? null : this.#presence.of(person);
    const dot = find("presence", face) ?? face.appendChild(made());
    dot.hidden = state === null || state === "away";
    dot.className = `presence presence--${state}`;
    const words = state === null ? "" : this.#strings.say(`presence_${state}`);
    if (dot.firstChild.textContent !== words) dot.firstChild.textContent = words;
    face.title = words;
  }
}

function made() {
  const dot = document.createElement("span");
  dot.dataset.ref = "presence";
  const words = document.createElement("span");
  words.className = "visually-hidden";
  dot.append(words);
  return dot;
}

/** The other person of a direct conversation, or how many others there are. */
export class RoomFace {
  #titles;
  #dot;

  /** @param {{titles: Titles, dot: PresenceDot}} parts */
  constructor({ titles, dot }) {
    this.#titles = titles;
    this.#dot = dot;
  }

  /** Show it in this place; for a room with a name there is none. */
  show(face, room) {
    if (room.kind !== "direct") return;
    const others = this.#titles.othersIn(room);
    const avatar = ref("avatar", face);
    fillAvatar(avatar, others[0], this.#titles.nameOf(others[0]));
    if (others.length > 1) avatar.textContent = others.length;
    this.#dot.show(face, others.length === 1 ? others[0] : null);
  }
}
