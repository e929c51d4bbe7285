import assert from "node:assert/strict";
import { test } from "node:test";

import { Socket } from "../../static/js/net/socket.js";
import { FakeTimers, FakeWebSocket } from "./fakes.js";

function setUp({ isSeen } = {}) {
  const timers = new FakeTimers();
  const opened = [];
  const open = () => opened[opened.push(new FakeWebSocket()) - 1];
  const hello = () => ({ type: "hello" });
  const socket = new Socket({ open, hello, timers, random: () => 0.5, isSeen });
  const states = [];
  socket.addEventListener("state", () => states.push(socket.state));
  socket.start();
  return { timers, opened, socket, states, connection: () => opened.at(-1) };
}

function ready(parts) {
  parts.connection().onopen();
  parts.connection().says({ type: "welcome", heartbeat: 20 });
}

test("it says hello first and is ready when welcomed", () => {
  const parts = setUp();
  parts.connection().onopen();
  assert.deepEqual(parts.connection().sent, [{ type: "hello" }]);
  assert.equal(parts.socket.state, "connecting");
  parts.connection().says({ type: "welcome", heartbeat: 20 });
  assert.equal(parts.socket.state, "ready");
});

test("frames are refused until it is ready", () => {
  const parts = setUp();
  parts.connection().onopen();
  assert.equal(parts.socket.send({ type: "ping", n: 1 }), false);
  ready(parts);
  assert.equal(parts.socket.send({ type: "ping", n: 1 }), true);
});

test("every frame is told", () => {
  const parts = setUp();
  const told = [];
  parts.socket.addEventListener("frame", ({ detail }) => told.push(detail.type));
  ready(parts);
  parts.connection().says({ type: "pong", n: 1 });
  assert.deepEqual(told, ["welcome", "pong"]);
});

test("it comes back after half a second times two to the power of the attempts", () => {
  const parts = setUp();
  for (const [attempt, delay] of [250, 500, 1_000, 2_000].entries()) {
    parts.connection().onclose({ code: 1006 });
    parts.timers.pass(delay - 1);
    assert.equal(parts.opened.length, attempt + 1);
    parts.timers.pass(1);
    assert.equal(parts.opened.length, attempt + 2);
  }
});

/** Fail until the wait has grown to its limit, and be on the way again. */
function failOften(parts) {
  for (let attempt = 0; attempt < 9; attempt += 1) {
    parts.connection().onclose({ code: 1006 });
    parts.timers.pass(15_000);
  }
}

/** Fail once more and return how long it waits. */
function nextWait(parts) {
  const opened = parts.opened.length;
  parts.connection().onclose({ code: 1006 });
  let waited = 0;
  while (parts.opened.length === opened) {
    parts.timers.pass(250);
    waited += 250;
  }
  return waited;
}

test("somebody who looks at the page waits five seconds at most while the outage is short", () => {
  const parts = setUp();
  failOften(parts);
  assert.equal(nextWait(parts), 2_500);
});

test("a page that nobody sees may wait thirty seconds", () => {
  const parts = setUp({ isSeen: () => false });
  failOften(parts);
  assert.equal(nextWait(parts), 15_000);
});

test("after ten minutes everybody waits up to thirty seconds", () => {
  const parts = setUp();
  for (let minute = 0; minute < 41; minute += 1) {
    parts.connection().onclose({ code: 1006 });
    parts.timers.pass(15_000);
  }
  assert.equal(nextWait(parts), 15_000);
});

test("a steady connection begins again with short waits", () => {
  const parts = setUp();
  failOften(parts);
  ready(parts);
  parts.timers.pass(10_000);
  assert.equal(nextWait(parts), 250);
});

test("waking connects at once, and the old timer opens no second connection", () => {
  const parts = setUp();
  parts.connection().onclose({ code: 1006 });
  parts.socket.wake();
  assert.equal(parts.opened.length, 2);
  ready(parts);
  parts.timers.pass(1_000);
  assert.equal(parts.opened.length, 2);
});

test("waking a ready connection asks whether it lives, for five seconds", () => {
  const parts = setUp();
  ready(parts);
  parts.socket.wake();
  assert.equal(parts.connection().sent.at(-1).type, "ping");
  parts.timers.pass(5_000);
  assert.equal(parts.socket.state, "waiting");
  assert.ok(parts.opened[0].isClosed);
});

test("any frame answers for a living connection", () => {
  const parts = setUp();
  ready(parts);
  parts.socket.wake();
  parts.timers.pass(4_000);
  parts.connection().says({ type: "pong", n: 1 });
  parts.timers.pass(4_000);
  assert.equal(parts.socket.state, "ready");
});

test("silence of two and a half heartbeats ends the connection", () => {
  const parts = setUp();
  ready(parts);
  parts.timers.pass(49_999);
  assert.equal(parts.socket.state, "ready");
  parts.timers.pass(1);
  assert.equal(parts.socket.state, "waiting");
});

test("a computer that slept notices the silence within five seconds of waking", () => {
  const parts = setUp();
  ready(parts);
  parts.timers.sleep(3_600_000);
  parts.timers.pass(5_000);
  assert.equal(parts.socket.state, "waiting");
});

test("waking after a silence opens a new connection without asking the old one", () => {
  const parts = setUp();
  ready(parts);
  parts.timers.sleep(3_600_000);
  parts.socket.wake();
  assert.equal(parts.opened.length, 2);
  assert.equal(parts.socket.state, "connecting");
  assert.ok(parts.opened[0].isClosed);
});

test("a clock that is set back does not hide a silence", () => {
  const parts = setUp();
  ready(parts);
  parts.timers.sleep(-3_600_000);
  parts.timers.pass(5_000 + 50_000);
  assert.equal(parts.socket.state, "waiting");
});

test("waking begins anew what has hung for three seconds, and leaves alone what just began", () => {
  const parts = setUp();
  parts.socket.wake();
  assert.equal(parts.opened.length, 1);
  parts.timers.pass(3_001);
  parts.socket.wake();
  assert.equal(parts.opened.length, 2);
  assert.ok(parts.opened[0].isClosed);
});

test("an act that is not answered for five seconds makes it ask whether the connection lives", () => {
  const parts = setUp();
  ready(parts);
  parts.socket.send({ type: "message", nonce: "n" });
  parts.timers.pass(5_000);
  assert.equal(parts.connection().sent.at(-1).type, "ping");
  parts.timers.pass(5_000);
  assert.equal(parts.socket.state, "waiting");
});

test("an answer in time leaves no doubt", () => {
  const parts = setUp();
  ready(parts);
  parts.socket.send({ type: "message", nonce: "n" });
  parts.timers.pass(4_000);
  parts.connection().says({ type: "ack", nonce: "n" });
  parts.timers.pass(20_000);
  assert.equal(parts.connection().sent.at(-1).type, "message");
  assert.equal(parts.socket.state, "ready");
});

test("a server that never says welcome is left after ten seconds", () => {
  const parts = setUp();
  parts.connection().onopen();
  parts.timers.pass(10_000);
  assert.equal(parts.socket.state, "waiting");
});

test("a connection that was given up is not heard any more", () => {
  const parts = setUp();
  ready(parts);
  parts.timers.pass(50_000);
  parts.opened[0].says({ type: "welcome", heartbeat: 20 });
  parts.opened[0].onclose({ code: 1006 });
  assert.equal(parts.states.filter((state) => state === "waiting").length, 1);
});

/** Hear a farewell and return how long it is until the next connection. */
function waitAfter(parts, code, retryAfter) {
  parts.connection().says({ type: "bye", code, reason: "x", retry_after: retryAfter });
  parts.connection().onclose({ code: 1011 });
  let waited = 0;
  while (parts.opened.length === 1) {
    parts.timers.pass(50);
    waited += 50;
  }
  return waited;
}

for (const [code, retryAfter, waited] of [
  [4001, 4, 5_000],
  [4053, 0, 250],
  [4001, null, 1_000],
  [4004, null, 250],
]) {
  test(`after ${code} with ${retryAfter} it comes back in ${waited} ms, others at other times`, () => {
    const parts = setUp();
    ready(parts);
    assert.equal(waitAfter(parts, code, retryAfter), waited);
  });
}

test("after a farewell the close is not waited for longer than two seconds", () => {
  const parts = setUp();
  ready(parts);
  parts.connection().says({ type: "bye", code: 4503, reason: "banned", retry_after: null });
  parts.timers.pass(2_000);
  assert.equal(parts.socket.state, "ended");
});

test("codes from 4500 end it for good, with their reason", () => {
  const parts = setUp();
  parts.connection().onopen();
  parts.connection().says({ type: "bye", code: 4503, reason: "banned", retry_after: null });
  parts.connection().onclose({ code: 4503 });
  assert.deepEqual([parts.socket.state, parts.socket.reason], ["ended", "banned"]);
  parts.socket.wake();
  parts.timers.pass(60_000);
  assert.equal(parts.opened.length, 1);
});

test("a close code alone is reason enough when the farewell was lost", () => {
  const parts = setUp();
  parts.connection().onclose({ code: 4501 });
  assert.deepEqual([parts.socket.state, parts.socket.reason], ["ended", "not_signed_in"]);
});

test("who is signed out is believed at the second time: the browser may have a new session", () => {
  const parts = setUp();
  ready(parts);
  parts.connection().onclose({ code: 4501 });
  assert.equal(parts.socket.state, "waiting");
  parts.timers.pass(1_000);
  parts.connection().onclose({ code: 4501 });
  assert.deepEqual([parts.socket.state, parts.socket.reason], ["ended", "not_signed_in"]);
});

test("who asks for it is connected again after an end", () => {
  const parts = setUp();
  parts.connection().onclose({ code: 4504 });
  parts.socket.start();
  ready(parts);
  assert.equal(parts.socket.state, "ready");
});

test("who leaves stays away", () => {
  const parts = setUp();
  ready(parts);
  parts.socket.leave("other_person");
  parts.opened[0].says({ type: "heartbeat", heads: {} });
  parts.timers.pass(60_000);
  parts.socket.wake();
  assert.deepEqual([parts.socket.state, parts.socket.reason], ["ended", "other_person"]);
  assert.equal(parts.opened.length, 1);
  assert.ok(parts.opened[0].isClosed);
});

test("how the connection was closed is known until the next one begins", () => {
  const parts = setUp();
  ready(parts);
  assert.equal(parts.socket.closeCode, null);
  parts.connection().onclose({ code: 1009 });
  assert.equal(parts.socket.closeCode, 1009);
  parts.timers.pass(10_000);
  assert.equal(parts.socket.closeCode, null);
});
