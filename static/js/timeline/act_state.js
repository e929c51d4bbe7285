// The line below a message that tells how it stands with what its reader has done to it.

import { clone, find, ref, setText } from "../lib/dom.js";

const CHOICES = ["overwrite", "rework", "give-way"];
const OFFERS = ["retry", "revise", "copy", "discard", "dismiss", ...CHOICES];
const SHOWN = ["waiting", "failed", "held"];

export class ActState {
  #strings;

  constructor(strings) {
    this.#strings = strings;
  }

  /**
   * @param {HTMLElement} element  of the message
   * @param {Item} [act]  none when there is nothing to tell
   * @param {Message} [message]  that it changes, as the server has it
   */
  show(element, act, message) {
    for (const state of SHOWN) {
      element.classList.toggle(`message--${state}`, act?.state === state);
    }
    if (!act || act.state === "stored") return find("act-state", element)?.remove();
    if (!find("act-state", element)) element.append(clone("state-template"));
    ref("act-state", element).dataset.nonce = act.nonce;
    ref("state", element).textContent = this.#words(act);
    const isChoice = act.code === "changed_meanwhile" && !message?.deleted_at;
    this.#showOther(ref("other", element), isChoice ? message.body : "");
    const offered = isChoice ? CHOICES : offers(act);
    for (const name of OFFERS) ref(name, element).hidden = !offered.includes(name);
  }

  /** What an edit would have gone over stands below it: one chooses with both in view. */
  #showOther(place, text) {
    place.hidden = text === "";
    setText(place, text);
  }

  #words(act) {
    const waits = [`waiting_${act.code}`, `waiting_${act.type}`, "waiting"];
    if (act.state === "waiting") return this.#strings.sayFirst(waits);
    if (act.state === "held") return this.#strings.sayFirst([`held_${act.code}`, "held"]);
    return act.type === "message" ? this.#notSent(act) : this.#notDone(act);
  }

  #notSent({ code, reply_to: original }) {
    const special = original ? [`failed_reply_${code}`] : [];
    return this.#strings.sayFirst([...special, `failed_${code}`, "failed"]);
  }

  #notDone({ type, code }) {
    if (code === "changed_meanwhile") return this.#strings.say("edit_or_other");
    const what = this.#strings.say(`not_${type}`);
    const why = this.#strings.sayFirst([`why_${code}`, "why_unknown"]);
    return this.#strings.say("because", { what, why });
  }
}

/**
 * What may be done about an act that failed, or that somebody else decides on. What one wrote is
 * one's own: it can be had back.
 */
function offers({ state, type, body }) {
  if (state === "held") return ["copy", "dismiss"];
  if (state !== "failed") return [];
  if (type === "message") return ["retry", "revise", "copy", "discard"];
  return body === undefined ? ["retry", "discard"] : ["retry", "copy", "discard"];
}
