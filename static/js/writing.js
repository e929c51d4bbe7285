// What stands under the conversation: the composer, or what takes its place.

import { ref } from "./dom.js";

/** One of these is shown at a time. */
const PARTS = ["writing", "joining", "archived", "gone"];

export class Writing {
  /** @param {Seat} seat */
  show(seat) {
    const shown = partFor(seat);
    for (const name of PARTS) ref(name).hidden = name !== shown;
    ref("conversation").hidden = seat.isLost;
    ref("typing").hidden = shown !== "writing";
    ref("open-again").hidden = !seat.isBack;
    ref("reopen").hidden = !seat.rights.manage;
  }
}

function partFor({ isLost, rights, room }) {
  if (isLost) return "gone";
  if (rights.write) return "writing";
  if (room.archived) return "archived";
  return "joining";
}
