import assert from "node:assert/strict";
import { test } from "node:test";

import { Draft } from "../../static/js/draft.js";

const QUOTED = { id: 7, seq: 3, author: { id: 2 }, excerpt: "before" };
const OLDER = { id: 9, seq: 4, body: "as it was" };

function draft(body = "") {
  return new Draft(body);
}

test("an answer is taken with what it answers, once", () => {
  const writing = draft("yes");
  writing.replyTo(QUOTED);
  assert.deepEqual(writing.take("yes"), { type: "message", body: "yes", reply: QUOTED });
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
    body: "as it is",
    isChanged: true,
  });
  assert.deepEqual([writing.body, writing.reply], ["half a thou", QUOTED]);
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
  assert.deepEqual([again.body, again.reply], ["half a thou", QUOTED]);
});

test("nothing is kept of nothing, and there is nothing to leave", () => {
  assert.equal(new Draft(null).kept, null);
  assert.equal(new Draft(null).cancel(), false);
});

test("a message that was not sent is gone on with, before what was begun since", () => {
  const draft = new Draft("begun");
  draft.resume({ body: "not sent", quoted: QUOTED });
  assert.equal(draft.body, "not sent\n\nbegun");
  assert.equal(draft.reply, QUOTED);
});

test("a message that was not sent is no edit", () => {
  const draft = new Draft("begun");
  draft.edit({ id: 7, seq: 3, body: "older" });
  draft.resume({ body: "not sent" });
  assert.equal(draft.body, "not sent\n\nbegun");
  assert.equal(draft.editing, null);
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
