// What the person does, and which parts do it for them.

import { copy } from "../lib/clipboard.js";
import { ref } from "../lib/dom.js";
import { onLongPress } from "../lib/long_press.js";

/** In the composer. */
export function hearComposer({ composer, acts, reading, room, scroll, shown, sidebar, toast }) {
  composer.addEventListener("write", ({ detail: written }) => {
    acts.write(written);
    sidebar.wrote();
    if (written.type !== "message") return;
    reading.wrote();
    room.goToEnd();
  });
  composer.addEventListener("page", ({ detail: direction }) => scroll.turnPage(direction));
  composer.addEventListener("escape", () => room.goToEnd());
  composer.addEventListener("edit-last", () => {
    const message = shown.lastEditable();
    if (message) composer.edit(message);
  });
  composer.addEventListener("gone", () => toast.say("edited_is_gone"));
  composer.addEventListener("copy", async ({ detail: text }) => {
    toast.say((await copy(text)) ? "copied_text" : "not_copied");
  });
}

/** In the timeline, on what one has done oneself. */
export function hearOutcomes({ timeline, acts, outbox }) {
  timeline.addEventListener("revise", ({ detail: nonce }) => acts.revise(nonce));
  timeline.addEventListener("copy", ({ detail: nonce }) => acts.copyFailed(nonce));
  timeline.addEventListener("retry", ({ detail: nonce }) => outbox.retry(nonce));
  timeline.addEventListener("choose", ({ detail: choice }) => acts.choose(choice));
  for (const name of ["discard", "dismiss"]) {
    timeline.addEventListener(name, ({ detail: nonce }) => outbox.discard(nonce));
  }
}

/** On a message, in its menus and by a finger that rests on it. */
export function hearActs({ timeline, bar, menu, pinList, acts, shown }) {
  for (const place of [bar, menu]) {
    place.addEventListener("act", ({ detail: act }) => acts.do(act));
  }
  timeline.addEventListener("react", ({ detail: { element, emoji } }) => {
    acts.do({ name: "react", message: shown.at(element), emoji });
  });
  pinList.addEventListener("unpin", ({ detail: message }) => acts.do({ name: "unpin", message }));
  onLongPress(ref("timeline"), "[data-ref='message'][data-id]", (element) => {
    menu.open(shown.at(element), element.getBoundingClientRect());
  });
}

/** On the way through the room. */
export function hearWays({ timeline, history, room, acts, pinList, keys, composer }) {
  timeline.addEventListener("load", ({ detail: side }) => history.go(side));
  timeline.addEventListener("quote", ({ detail: seq }) => acts.goTo(seq));
  pinList.addEventListener("go", ({ detail: seq }) => {
    const panel = ref("details");
    if (panel.matches(":popover-open")) panel.hidePopover();
    acts.goTo(seq);
  });
  keys.addEventListener("leave", () => composer.focus());
  ref("pill").addEventListener("click", () => room.goOn());
  ref("back").addEventListener("click", () => room.goToUnread());
  ref("scroller").addEventListener("scroll", room.look, { passive: true });
}
