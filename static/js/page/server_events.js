// What the server says, and who hears it: each function names the parts between which it wires.

import { fetchFacts } from "./facts.js";
import { roomUrl } from "../sidebar/rooms.js";

/** Somebody else has signed in with this browser: nothing of the one before is sent as theirs. */
export function guardAgainstOthers({ person, socket }) {
  socket.addEventListener("frame", (event) => {
    const { type, user } = event.detail;
    if (type !== "welcome" || user.id === person.id) return;
    event.stopImmediatePropagation();
    socket.leave("other_person");
  });
}

/** Each of these takes every frame, in this order, and leaves alone what does not concern it. */
export function hearFrames({ socket, receivers }) {
  socket.addEventListener("frame", ({ detail: frame }) => {
    for (const receiver of receivers) receiver.receive(frame);
  });
}

/** A connection begins. */
export function hearWelcome({ openRoom, socket, journal, reading, outbox, history, originals }) {
  hear(socket, "welcome", (frame) => {
    const standing = frame.rooms.find(({ id }) => id === openRoom.id);
    if (frame.epoch !== journal.epoch) reading.forget();
    if (standing) reading.resume(standing);
    outbox.connected(frame.epoch);
    history.mend();
    originals.mend();
  });
}

/** Messages have come or changed, in this room or in another. */
export function hearChanges({ openRoom, socket, settling, originals, pinList }) {
  hear(socket, "changes", ({ room, messages }) => {
    if (room !== openRoom.id) return settling.saw(messages);
    originals.take(messages);
    pinList.take(messages);
  });
}

/** The journal has taken what came. */
export function hearReports({ feed, settling, reading, room, sidebar }) {
  feed.addEventListener("report", ({ detail: { inserted, beyond } }) => {
    settling.saw(beyond);
    settling.settle();
    reading.arrived([...inserted, ...beyond]);
    sidebar.arrived([...inserted, ...beyond]);
    room.redraw();
  });
}

/** The journal holds the newest page and nothing else. */
export function hearRestarts({ feed, settling, originals, room, timeline, pinList, composer, sidebar }) {
  feed.addEventListener("restart", ({ detail: { sameEpoch } }) => {
    if (!sameEpoch) forgetNumbered({ timeline, pinList, composer });
    settling.settle();
    originals.restart();
    room.restart(sameEpoch);
    pinList.load();
    sidebar.restarted();
  });
}

/** After an older backup, ids and numbers are given once more, to other messages. */
function forgetNumbered({ timeline, pinList, composer }) {
  timeline.forget();
  pinList.forget();
  composer.detach();
}

/** The person has read or written elsewhere: how much is unread. */
export function hearCounts({ openRoom, socket, reading, room, unread, sidebar }) {
  hear(socket, "read", (frame) => {
    if (frame.room !== openRoom.id) return;
    reading.told(frame);
    room.redraw();
  });
  socket.addEventListener("frame", ({ detail: frame }) => {
    if (unread.receive(frame)) sidebar.showCounts();
    sidebar.receive(frame);
  });
  hear(socket, "waiting", () => document.dispatchEvent(new Event("waiting")));
}

/** The person's place in the room, or the room itself, is another one. */
export function hearMembership({ openRoom, feed, membership, journal, room, pinList }) {
  feed.addEventListener("gone", () => membership.lose());
  membership.addEventListener("change", () => {
    if (membership.isLost) {
      journal.replace({ messages: [], older: false, newer: false, head: journal.cursor });
      pinList.end();
    }
    // Every address on this page begins with the room's own.
    const { slug } = membership.room;
    if (slug !== openRoom.slug) location.replace(roomUrl(slug));
    pinList.show();
    room.redraw();
  });
  membership.addEventListener("doubt", () => {
    ask(membership).catch((error) => console.warn("The page was not asked:", error));
  });
}

async function ask(membership) {
  const now = await fetchFacts(location.pathname);
  if (now) membership.become(now);
  else membership.lose();
}

/** The connection comes and goes. */
export function hearConnection({ socket, connection, outbox, sidebar }) {
  socket.addEventListener("state", () => {
    if (socket.state !== "ready") {
      outbox.disconnected(socket.closeCode);
      sidebar.disconnected();
    }
    connection.show(socket);
  });
}

function hear(socket, type, answer) {
  socket.addEventListener("frame", ({ detail: frame }) => frame.type === type && answer(frame));
}
