// What stands under the conversation: the composer, or what takes its place.

import { ref } from "../lib/dom.js";

/** What is shown for each reason why the person may not write. */
const PARTS = {
  not_member: "joining",
  removed: "removed",
  archived: "archived",
  muted: "muted",
  locked: "locked",
  nobody_left: "deserted",
};

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
    const parts = ["writing", "gone", ...Object.values(PARTS)];
    for (const name of parts) ref(name).hidden = name !== shown;
    ref("conversation").hidden = membership.isLost;
    ref("typing").hidden = shown !== "writing";
    ref("open-again").hidden = !membership.isBack;
    ref("reopen").hidden = !membership.may("manage");
    if (shown === "muted" && membership.mute) this.#explain(membership.mute);
  }

  #explain({ until, reason, contact }) {
    const words = { until: this.#localTime.long(until) };
    ref("muted-words").textContent = this.#strings.say("muted_until", words);
    ref("muted-reason").textContent = reason;
    ref("muted-contact").textContent = contact ? this.#strings.say("muted_contact", { contact }) : "";
  }
}

function partFor({ isLost, silence }) {
  if (isLost) return "gone";
  return silence === null ? "writing" : PARTS[silence];
}
