// What the browser tells of the network, the window, other windows and the end of the page.

import { onTouch } from "../reading/attendance.js";
import { ref } from "../lib/dom.js";
import { leaveWithOthers } from "../lib/leaving.js";

/** The network comes and goes; a page that stood still goes on. */
export function hearNetwork({ socket, connection, outbox }) {
  /** A page that stood still lets others send; now it may again. */
  const resumed = () => {
    if (socket.state === "ready") outbox.connected();
    socket.wake();
  };
  addEventListener("online", () => socket.wake());
  addEventListener("offline", () => {
    socket.wake();
    connection.reconsider();
  });
  addEventListener("pageshow", (event) => event.persisted && resumed());
  document.addEventListener("resume", resumed);
  document.addEventListener("visibilitychange", () => document.hidden || socket.wake());
  connection.addEventListener("connect", () => socket.start());
  onEnd(() => outbox.disconnected());
}

/** Somebody is at this window, or leaves it. */
export function hearAttendance({ attendance, reading, room }) {
  onTouch(() => attendance.touch());
  attendance.addEventListener("return", room.look);
  for (const name of ["focus", "blur", "resize"]) addEventListener(name, room.look);
  addEventListener("blur", () => reading.leave());
  onEnd(() => room.leave());
  document.addEventListener("visibilitychange", () => {
    room.look();
    if (!document.hidden) return;
    // On a phone this may be the last that is heard of the page.
    reading.leave();
    room.leave();
  });
}

/** What is written is the same in all windows, and not lost with one. */
export function hearOtherWindows({ openRoom, composer, drafts, outbox }) {
  addEventListener("storage", ({ key }) => drafts.isKeyOf(openRoom.id, key) && composer.look());
  leaveWithOthers(window, () => {
    composer.end();
    location.replace(ref("sign-in").href);
  });
  addEventListener("beforeunload", (event) => {
    if (outbox.isAtRisk || !composer.keep()) event.preventDefault();
  });
}

/** Keep the composer above a keyboard that the browser lays over the page. */
export function followViewport(viewport = visualViewport) {
  viewport.addEventListener("resize", () => {
    // Who zooms in wants to see a part of the page, not another page.
    if (viewport.scale > 1) return;
    document.documentElement.style.setProperty("--viewport", `${viewport.height}px`);
    scrollTo(0, 0);
  });
}

function onEnd(answer) {
  for (const name of ["pagehide", "freeze"]) addEventListener(name, answer, { capture: true });
}
