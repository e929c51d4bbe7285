// What stands under the conversation: the composer, or what takes its place.

import { ref } from "./dom.js";

/** One of these is shown at a time. */
const PARTS = ["writing", "joining", "removed", "archived", "muted", "locked", "deserted", "gone"];

export class Writing {
  #strings;
  #localTime;

  /** @param {{strings: Strings, localTime: LocalTime}} parts */
  constructor({ strings, localTime }) {
    this.#strings = strings;
    this.#localTime = localTime;
  }

  /** @param {Membership} membership */
  show(membership) {
    const shown = partFor(membership);
    for (const name of PARTS) ref(name).hidden = name !== shown;
    ref("conversation").hidden = membership.isLost;
    ref("typing").hidden = shown !== "writing";
    ref("open-again").hidden = !membership.isBack;
    ref("reopen").hidden = !membership.rights.manage;
    if (shown === "muted") this.#explain(membership.mute);
  }

  #explain({ until, reason, contact }) {
    const words = { until: this.#localTime.long(until) };
    ref("muted-words").textContent = this.#strings.say("muted_until", words);
    ref("muted-reason").textContent = reason;
    ref("muted-contact").textContent = contact ? this.#strings.say("muted_contact", { contact }) : "";
  }
}

function partFor({ isLost, isMuted, isRemoved, isDeserted, role, rights, room }) {
  if (isLost) return "gone";
  if (rights.write) return "writing";
  if (room.archived) return "archived";
  if (role === null) return isRemoved ? "removed" : "joining";
  if (isMuted) return "muted";
  return isDeserted ? "deserted" : "locked";
}
