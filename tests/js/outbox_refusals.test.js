// What is refused for good, or never answered, must not hold up what waits behind it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Outbox } from "../../static/js/outbox/outbox.js";
import { LeaderLock } from "../../static/js/outbox/leader_lock.js";
import { ACTS, FakeChannel, FakeLocks, FakeStore, FakeTimers, settle } from "./fakes.js";
import { dice } from "./storm.js";

const ROOM = 5;
const ELSEWHERE = 6;
const TEMPORARY = ["rate_limited", "flooding", "busy", "unavailable"];
const PATIENT = ["slow_mode", "new_too_fast", "maintenance"];
const FINAL = [
  ...["bad_frame", "bad_field", "unknown_type", "too_large", "hello_first", "empty", "too_long"],
  ...["bad_text", "not_found", "not_member", "archived", "forbidden", "not_editable", "bad_emoji"],
  ...["too_many_reactions", "too_many_pins", "nonce_reused", "muted", "locked", "new_no_links"],
  ...["blocked", "held", "too_many_rooms", "a_code_of_tomorrow"],
];
const UNREAD = ["bad_frame", "bad_field", "unknown_type", "too_large", "hello_first"];

/** A page with a server behind it: `answer` says what becomes of a frame, null for nothing. */
async function page(answer = () => null, store = new FakeStore()) {
  const timers = new FakeTimers();
  const sent = [];
  const send = (frame) => {
    sent.push(frame);
    const told = answer(frame);
    if (told) timers.set(() => tell(told), 10);
    return true;
  };
  const leaderLock = new LeaderLock({ locks: new FakeLocks(), name: "outbox" });
  const others = new FakeChannel();
  const given = { store, others, leaderLock, send, timers, clock: timers, random: () => 0 };
  const outbox = new Outbox({ room: ROOM, epoch: "one", acts: ACTS, ...given });
  const tell = ({ type, ...told }) =>
    type === "ack" ? outbox.acknowledged(told) : outbox.refused(told);
  const connect = () => {
    outbox.connected();
    return settle();
  };
  await connect();
  const write = (body, room = ROOM) => outbox.add(room, { type: "message", body });
  const shown = () => outbox.messagesOf(ROOM).map(({ body, state }) => `${body}: ${state}`);
  return { outbox, write, sent, timers, store, shown, connect };
}

const ack = ({ nonce }) => ({ type: "ack", nonce, seq: 1 });

for (const code of FINAL) {
  test(`${code} fails the act that it names, and the next one goes`, async () => {
    const refuse = ({ nonce, body }) => body === "one" && { nonce, code };
    const { write, sent, timers } = await page((frame) => refuse(frame) || ack(frame));
    write("one");
    write("two");
    timers.pass(100);
    assert.deepEqual(sent.map(({ body }) => body), ["one", "two"]);
  });
}

for (const code of [...TEMPORARY, ...PATIENT]) {
  test(`${code} is waited out, however often it comes`, async () => {
    let refusals = 12;
    const answer = (frame) =>
      refusals-- > 0 ? { nonce: frame.nonce, code, retry_after: 1 } : ack(frame);
    const { write, sent, timers, shown } = await page(answer);
    write("one");
    write("two");
    timers.pass(60_000);
    assert.deepEqual(shown(), ["one: stored", "two: stored"]);
    assert.deepEqual([...new Set(sent.map(({ body }) => body))], ["one", "two"]);
  });
}

for (const code of UNREAD) {
  test(`${code} without a nonce fails what was sent after some tries, and the next goes`, async () => {
    const answer = (frame) => (frame.body === "poison" ? { code } : ack(frame));
    const { outbox, write, timers, shown } = await page(answer);
    write("poison");
    write("next");
    timers.pass(10_000);
    assert.deepEqual(shown(), ["poison: failed", "next: stored"]);
    assert.equal(outbox.messagesOf(ROOM)[0].code, code);
  });
}

test("what goes in another room at the same time is not taken for what was not read", async () => {
  const answer = (frame) => (frame.body === "poison" ? { code: "bad_frame" } : ack(frame));
  const { outbox, write, timers, shown } = await page(answer);
  write("poison");
  for (const body of ["one", "two", "three"]) write(body, ELSEWHERE);
  timers.pass(20_000);
  assert.deepEqual(shown(), ["poison: failed"]);
  assert.deepEqual(outbox.messagesOf(ELSEWHERE), []);
});

test("what is never answered fails after some tries with words for it, and the next goes", async () => {
  const { outbox, write, timers, shown } = await page((frame) => frame.body !== "lost" && ack(frame));
  write("lost");
  write("next");
  timers.pass(74_000);
  assert.deepEqual(shown(), ["lost: waiting", "next: waiting"]);
  timers.pass(2_000);
  assert.deepEqual(shown(), ["lost: failed", "next: stored"]);
  assert.equal(outbox.messagesOf(ROOM)[0].code, "not_answered");
});

for (const code of [1002, 1007, 1009, 1011]) {
  test(`what ends the connection with ${code} each time fails, and the next goes`, async () => {
    const { outbox, write, timers, shown, connect } = await page(
      (frame) => frame.body !== "poison" && ack(frame),
    );
    write("poison");
    write("next");
    for (let time = 0; time < 5; time += 1) {
      outbox.disconnected(code);
      await connect();
    }
    timers.pass(100);
    assert.deepEqual(shown(), ["poison: failed", "next: stored"]);
  });
}

test("a network that breaks again and again fails nothing", async () => {
  const { outbox, write, shown, connect } = await page();
  write("patient");
  for (let time = 0; time < 50; time += 1) {
    outbox.disconnected([1006, 4001, 4053, 1000, undefined][time % 5]);
    await connect();
  }
  assert.deepEqual(shown(), ["patient: waiting"]);
});

test("whoever tries again by hand begins anew", async () => {
  const { outbox, write, sent, timers, shown } = await page();
  write("lost");
  timers.pass(76_000);
  assert.deepEqual(shown(), ["lost: failed"]);
  outbox.retry(sent[0].nonce);
  timers.pass(70_000);
  assert.deepEqual(shown(), ["lost: waiting"]);
});

test("whatever a server answers, everything comes to its end, in order", async () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const roll = dice(seed);
    const one = (list) => list[Math.floor(roll() * list.length)];
    const fates = new Map();
    const answers = {
      good: ack,
      refused: ({ nonce }) => ({ nonce, code: one(FINAL) }),
      faulty: ({ nonce }) => ({ nonce, code: "internal", retry_after: 1 }),
      unread: () => ({ code: one(UNREAD) }),
      lost: () => null,
    };
    const answer = (frame) => {
      if (roll() < 0.3) return { nonce: frame.nonce, code: one(TEMPORARY), retry_after: 1 };
      return answers[fates.get(frame.body)](frame);
    };
    const { outbox, write, sent, timers } = await page(answer);
    const bodies = Array.from({ length: 12 }, (_, place) => `${seed}/${place}`);
    for (const body of bodies) fates.set(body, one(Object.keys(answers)));
    for (const body of bodies) write(body, ROOM);
    timers.pass(3_600_000);
    const kept = outbox.messagesOf(ROOM);
    assert.deepEqual(kept.map(({ body }) => body), bodies);
    for (const { body, state } of kept) {
      const good = fates.get(body) === "good";
      assert.ok(good ? state === "stored" : ["failed", "held"].includes(state), `${body} ${state}`);
    }
    assert.deepEqual([...new Set(sent.map(({ body }) => body))], bodies);
  }
});

test("what no text has is repaired before it is kept", async () => {
  const { outbox, write, sent, store } = await page();
  write("a\ud83d b\0");
  outbox.add(ELSEWHERE, { type: "edit", id: 7, body: "\ude00" });
  outbox.add(8, { type: "react", id: 7, emoji: "\ud83d" });
  await settle();
  assert.deepEqual(sent.map(({ body, emoji }) => body ?? emoji), ["a\ufffd b\ufffd", "\ufffd", "\ufffd"]);
  assert.deepEqual([...store.items.values()].map(({ body, emoji }) => body ?? emoji), [
    ...["a\ufffd b\ufffd", "\ufffd", "\ufffd"],
  ]);
});

test("a held message waits for a moderator: it has not failed, and the next one goes", async () => {
  const answer = (frame) =>
    frame.body === "hm" ? { nonce: frame.nonce, code: "held" } : ack(frame);
  const { outbox, write, timers, shown } = await page(answer);
  write("hm");
  write("next");
  timers.pass(100);
  assert.deepEqual(shown(), ["hm: held", "next: stored"]);
  assert.deepEqual([...outbox.failedIn], []);
});

test("a held message outlives the page, is asked for once, and goes when it is posted", async () => {
  const hold = ({ nonce }) => ({ nonce, code: "held" });
  const before = await page(hold);
  before.write("hm");
  before.timers.pass(100);
  await settle();
  const { outbox, sent, shown, timers } = await page(hold, before.store);
  timers.pass(60_000);
  assert.deepEqual([shown(), sent], [["hm: held"], before.sent]);
  outbox.seen(before.sent[0].nonce);
  await settle();
  assert.deepEqual([shown(), before.store.items.size], [[], 0]);
});

test("a held message can be put away and cannot be sent again", async () => {
  const { outbox, write, sent, timers, shown } = await page(({ nonce }) => ({ nonce, code: "held" }));
  write("hm");
  timers.pass(100);
  outbox.retry(sent[0].nonce);
  assert.equal(sent.length, 1);
  assert.equal(outbox.discard(sent[0].nonce).body, "hm");
  assert.deepEqual(shown(), []);
});

for (const when of ["at once", "when the page is opened again"]) {
  test(`that a held message is not posted is told ${when}, and is no failure`, async () => {
    const store = new FakeStore();
    const before = await page(({ nonce }) => ({ nonce, code: "held" }), store);
    before.write("hm");
    before.timers.pass(100);
    await settle();
    const [{ nonce }] = before.sent;
    const reject = () => ({ nonce, code: "blocked" });
    const after = when === "at once" ? before : await page(reject, store);
    if (when === "at once") after.outbox.refused(reject());
    else after.timers.pass(100);
    assert.deepEqual(after.shown(), ["hm: held"]);
    assert.equal(after.outbox.get(nonce).code, "blocked");
    assert.deepEqual([...after.outbox.failedIn], []);
    await settle();
    const last = await page(reject, store);
    assert.deepEqual([last.shown(), last.sent], [["hm: held"], []]);
  });
}

test("a held message that was posted while nobody was here is acknowledged", async () => {
  const store = new FakeStore();
  const before = await page(({ nonce }) => ({ nonce, code: "held" }), store);
  before.write("hm");
  before.timers.pass(100);
  await settle();
  const { timers, shown, outbox } = await page(ack, store);
  timers.pass(100);
  assert.deepEqual(shown(), ["hm: stored"]);
  outbox.reached(ROOM, { cursor: 1, epoch: "one" });
  assert.deepEqual(shown(), []);
});

test("no other answer changes what is held", async () => {
  const { write, timers, shown, outbox, sent } = await page(({ nonce }) => ({ nonce, code: "held" }));
  write("hm");
  timers.pass(100);
  for (const code of ["rate_limited", "internal", "unavailable", "not_member", "held"]) {
    outbox.refused({ nonce: sent[0].nonce, code });
  }
  assert.deepEqual(shown(), ["hm: held"]);
});

test("when the maintenance is over, what waits goes at once and in order", async () => {
  let isClosed = true;
  const refusal = ({ nonce }) => ({ nonce, code: "maintenance", retry_after: 15 });
  const answer = (frame) => (isClosed ? refusal(frame) : ack(frame));
  const { outbox, write, timers, shown } = await page(answer);
  write("one");
  write("two");
  timers.pass(100);
  assert.deepEqual(shown(), ["one: waiting", "two: waiting"]);
  assert.equal(outbox.messagesOf(ROOM)[0].code, "maintenance");
  isClosed = false;
  outbox.resume();
  timers.pass(100);
  assert.deepEqual(shown(), ["one: stored", "two: stored"]);
});

test("without a connection nothing goes, whatever is over", async () => {
  const { outbox, write, sent } = await page();
  outbox.disconnected();
  write("one");
  outbox.resume();
  assert.deepEqual(sent, []);
});
