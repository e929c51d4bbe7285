// Wires what tells whether somebody is at this window, and what happens when they leave it.

import { onTouch } from "./attendance.js";

/** @param {{attendance: Attendance, reading: Reading, room: Room}} parts */
export function wireAttendance({ attendance, reading, room }) {
  onTouch(() => attendance.touch());
  attendance.addEventListener("return", room.look);
  for (const name of ["focus", "blur"]) addEventListener(name, room.look);
  addEventListener("blur", () => reading.leave());
  for (const name of ["pagehide", "freeze"]) {
    addEventListener(name, () => room.leave(), { capture: true });
  }
  // On a phone this may be the last that is heard of the page.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) return;
    reading.leave();
    room.leave();
  });
}
