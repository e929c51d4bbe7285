// The picture of a direct conversation: the other person, or how many others there are.

import { fillAvatar } from "./avatar.js";
import { ref } from "./dom.js";

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
