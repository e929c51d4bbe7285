import assert from "node:assert/strict";
import { test } from "node:test";

import { Draft } from "../../static/js/composer/draft.js";
import { fingerprint } from "../../static/js/composer/fingerprint.js";

const QUOTED = { id: 7, seq: 3, author: { id: 2 }, body: "before" };
const PLACE = { id: 7, seq: 3 };
const OLDER = { id: 9, seq: 4, changed_seq: 6, body: "as it was" };

function draft(body = "") {
  return new Draft({ body });
}

test("an answer is taken with what it answers, once", () => {
  const writing = draft("yes");
  writing.replyTo(QUOTED);
  assert.deepEqual(writing.take("yes"), { type: "message", body: "yes", reply: PLACE });
  assert.deepEqual([writing.body, writing.reply, writing.kept], ["", null, null]);
});

test("to answer leaves the text as it is, and so does leaving the answer", () => {
  const writing = draft("half a thou");
  writing.replyTo(QUOTED);
  assert.equal(writing.cancel(), true);
  assert.deepEqual([writing.body, writing.reply], ["half a thou", null]);
});

test("editing puts aside what was being written, and brings it back", () => {
  const writing = draft("half a thou");
  writing.replyTo(QUOTED);
  writing.edit(OLDER);
  assert.deepEqual([writing.body, writing.reply], ["as it was", null]);
  assert.deepEqual(writing.take("as it is"), {
    type: "edit",
    id: 9,
    base: 6,
    from: fingerprint("as it was"),
    body: "as it is",
    isChanged: true,
  });
  assert.deepEqual([writing.body, writing.reply], ["half a thou", PLACE]);
});

test("an edit that changes nothing says so", () => {
  const writing = draft();
  writing.edit(OLDER);
  assert.equal(writing.take("as it was").isChanged, false);
});

test("to edit another message does not lose what was put aside", () => {
  const writing = draft("half a thou");
  writing.edit(OLDER);
  writing.edit({ id: 11, seq: 5, body: "another" });
  writing.cancel();
  assert.equal(writing.body, "half a thou");
});

test("what is kept brings everything back", () => {
  const writing = draft("half a thou");
  writing.replyTo(QUOTED);
  writing.edit(OLDER);
  const again = new Draft(JSON.parse(JSON.stringify(writing.kept)));
  assert.equal(again.editing.id, 9);
  again.cancel();
  assert.deepEqual([again.body, again.reply], ["half a thou", PLACE]);
});

test("nothing is kept of nothing, and there is nothing to leave", () => {
  assert.equal(new Draft(null).kept, null);
  assert.equal(new Draft(null).cancel(), false);
});

test("a message that was not sent is gone on with, before what was begun since", () => {
  const writing = draft("begun");
  writing.resume({ body: "not sent", quoted: QUOTED });
  assert.equal(writing.body, "not sent\n\nbegun");
  assert.deepEqual(writing.reply, PLACE);
});

test("a message that was not sent is no edit", () => {
  const writing = draft("begun");
  writing.edit({ id: 7, seq: 3, body: "older" });
  writing.resume({ body: "not sent" });
  assert.equal(writing.body, "not sent\n\nbegun");
  assert.equal(writing.editing, null);
});

test("when what it is about is gone the words stay, before what was put aside", () => {
  const writing = draft("half a thou");
  writing.replyTo(QUOTED);
  writing.edit(OLDER);
  writing.body = "as it should be";
  writing.detach();
  assert.deepEqual([writing.body, writing.reply], ["as it should be\n\nhalf a thou", null]);
  assert.equal(writing.editing, null);
});

test("a text that was not changed is nothing that one wrote", () => {
  const writing = draft("half a thou");
  writing.edit(OLDER);
  writing.detach();
  assert.equal(writing.body, "half a thou");
});

test("an answer to what is gone is a message", () => {
  const writing = draft("yes");
  writing.replyTo(QUOTED);
  writing.detach();
  assert.deepEqual([writing.body, writing.reply], ["yes", null]);
});
test("no words of the message that is answered or changed are kept", () => {
  const writing = draft("yes");
  writing.replyTo(QUOTED);
  assert.doesNotMatch(JSON.stringify(writing.kept), /before/);
  writing.edit(OLDER);
  writing.body = "as it is";
  assert.doesNotMatch(JSON.stringify(writing.kept), /as it was/);
});

test("whatever stands in the storage is no reason to stop", () => {
  for (const kept of [7, [], true, { body: 1 }, { reply: "x" }, { editing: { id: "9" } }]) {
    assert.equal(new Draft(kept).kept, null);
  }
});

test("an edit is touched once its text is another one", () => {
  const writing = draft();
  writing.edit({ ...OLDER, body: "as\r\nit was" });
  writing.body = "as\nit was";
  assert.equal(writing.isTouched, false);
  writing.body = "as it is";
  assert.equal(writing.isTouched, true);
});

test("when the original is gone the text is a message of its own, and what was put aside comes back", () => {
  const writing = draft("half a thou");
  writing.edit(OLDER);
  assert.deepEqual(writing.takeAlone("as it is"), { type: "message", body: "as it is", reply: null });
  assert.deepEqual([writing.body, writing.editing], ["half a thou", null]);
});

test("to let go of a message that is gone loses neither text", () => {
  const writing = draft("half a thou");
  writing.edit(OLDER);
  writing.body = "as it is";
  writing.letGo();
  assert.deepEqual([writing.body, writing.editing], ["as it is\n\nhalf a thou", null]);
});

test("to let go of an original that is gone leaves the text", () => {
  const writing = draft("yes");
  writing.replyTo(QUOTED);
  writing.letGo();
  assert.deepEqual([writing.body, writing.reply], ["yes", null]);
});

test("what is typed before the draft is there is added to it, the same text once", () => {
  const bodies = [
    ["", "typed", "typed"],
    ["kept", "", "kept"],
    ["kept", "ke", "kept"],
    ["ke", "kept", "kept"],
    ["kept", "typed", "kept\n\ntyped"],
  ];
  for (const [kept, typed, body] of bodies) {
    const writing = draft(kept);
    writing.begin(typed);
    assert.equal(writing.body, body);
  }
});

test("what is typed before an edit is there does not come into the edit", () => {
  const writing = draft("");
  writing.edit(OLDER);
  writing.begin("typed");
  assert.equal(writing.body, "as it was");
  writing.cancel();
  assert.equal(writing.body, "typed");
});

test("an edit that changed nothing follows the message, and is made from the newer text", () => {
  const writing = draft("half a thou");
  writing.edit(OLDER);
  writing.follow({ ...OLDER, changed_seq: 8, body: "as it is now" });
  assert.equal(writing.isTouched, false);
  assert.deepEqual([writing.body, writing.take("better").base], ["as it is now", 8]);
  assert.equal(writing.body, "half a thou");
});
