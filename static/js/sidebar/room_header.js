// What the page calls the open room and says of it: bar, details, composer, start, title.

import { find, ref, setText } from "../lib/dom.js";
import { shownCount } from "../lib/strings.js";

/** Which right each of these needs to be shown. */
const NEEDS = {
  "to-invite": "invite",
  "to-settings": "moderate",
  "to-add": "invite",
};

/** What the bar and the details say of the open room, and what they offer. */
export class RoomHeader {
  #titles;
  #faces;
  #strings;

  /** @param {{titles: Titles, faces: RoomFace, strings: Strings}} parts */
  constructor({ titles, faces, strings }) {
    this.#titles = titles;
    this.#faces = faces;
    this.#strings = strings;
  }

  /** @param {Membership} membership */
  show(membership) {
    const { room, isLost } = membership;
    ref("bar").dataset.kind = room.kind;
    document.body.classList.toggle("shell--lost", isLost);
    setText(ref("room-title"), this.#titles.of(room));
    this.#faces.show(ref("room-face"), room);
    for (const slot of refs("description")) {
      setText(slot, isLost ? "" : room.description);
      slot.title = slot.textContent;
    }
    this.#offer(membership);
  }

  #offer(membership) {
    for (const [name, right] of Object.entries(NEEDS)) {
      for (const link of refs(name)) link.hidden = !membership.may(right);
    }
  }

  /** @param {{total: number, here: number}} count  0 while nobody knows */
  showCount({ total, here }) {
    if (total === 0) return;
    for (const slot of refs("member-count")) setText(slot, String(total));
    setText(ref("here-count"), here > 0 ? this.#strings.count("here", here) : "");
  }
}

function refs(name) {
  return document.querySelectorAll(`[data-ref="${name}"]`);
}

/** The open room's name within strings: at the composer and where the room begins. */
export class RoomName {
  #strings;

  /** @param {Strings} strings */
  constructor(strings) {
    this.#strings = strings;
  }

  /**
   * @param {string} title  what the reader calls the room
   * @param {{kind: string}} room
   */
  show(title, { kind }) {
    const words = this.#strings.say("message_to", { room: title });
    setText(ref("composer-label"), words);
    if (ref("body").placeholder !== words) ref("body").placeholder = words;
    const begins = kind === "direct" ? "begins_direct" : "begins";
    this.#begin(this.#strings.say(begins, { room: title }));
  }

  /** The line that stands there, and the one that later drawings are made from. */
  #begin(words) {
    const lines = [find("begins"), find("begins", ref("start-template").content)];
    for (const line of lines.filter(Boolean)) setText(line, words);
  }
}

/** The page's title: what is unread, the room, the site. */
export class PageTitle {
  #site;
  #room = "";
  #count = 0;

  constructor(site) {
    this.#site = site;
  }

  /** The room on the page is called this now. */
  rename(room) {
    this.#room = room;
    this.#show();
  }

  /** @param {number} count  what is unread altogether */
  show(count) {
    this.#count = count;
    this.#show();
  }

  #show() {
    const title = `${this.#room} – ${this.#site}`;
    const counted = this.#count > 0 ? `(${shownCount(this.#count)}) ${title}` : title;
    if (document.title !== counted) document.title = counted;
  }
}
