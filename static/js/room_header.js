// What the bar and the details say of the open room, and what they offer.

import { ref, setText } from "./dom.js";

/** Which right each of these needs to be shown. */
const NEEDS = {
  "to-invite": "invite",
  "to-settings": "moderate",
  "to-add": "invite",
};

export class RoomHeader {
  #titles;
  #faces;
  #sentences;

  /** @param {{titles: Titles, faces: RoomFace, sentences: Sentences}} parts */
  constructor({ titles, faces, sentences }) {
    this.#titles = titles;
    this.#faces = faces;
    this.#sentences = sentences;
  }

  /** @param {Seat} seat */
  show({ room, rights, isLost }) {
    ref("bar").dataset.kind = room.kind;
    document.body.classList.toggle("shell--lost", isLost);
    setText(ref("room-title"), this.#titles.of(room));
    this.#faces.show(ref("room-face"), room);
    for (const slot of refs("description")) {
      setText(slot, isLost ? "" : room.description);
      slot.title = slot.textContent;
    }
    this.#offer(rights);
  }

  #offer(rights) {
    for (const [name, right] of Object.entries(NEEDS)) {
      for (const link of refs(name)) link.hidden = !rights[right];
    }
  }

  /** @param {{total: number, here: number}} count  0 while nobody knows */
  showCount({ total, here }) {
    if (total === 0) return;
    for (const slot of refs("member-count")) setText(slot, String(total));
    setText(ref("here-count"), here > 0 ? this.#sentences.count("here", here) : "");
  }
}

function refs(name) {
  return document.querySelectorAll(`[data-ref="${name}"]`);
}
