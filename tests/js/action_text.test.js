import assert from "node:assert/strict";
import { test } from "node:test";

import { actionIn, isActionDraft } from "../../static/js/timeline/message_text.js";

for (const [body, deed] of [
  ["/me waves", "waves"],
  ["/me  waves\nand leaves", "waves\nand leaves"],
  ["/me\nwaves", "waves"],
  ["/me　手を振る", "手を振る"],
  ["/me /me", "/me"],
  ["/Me waves", "waves"],
  ["/me\x1fwaves", "waves"],
  ["/me\x85waves", "waves"],
]) {
  test(`${JSON.stringify(body)} is an action`, () => assert.equal(actionIn(body), deed));
}

for (const body of [
  ...["/me", "/me ", "/me \n", "/me \u3164", "/me \u200b", "/mean it", " /me waves"],
  ...["/me \u034f", "/me \ufe0f", "/me \u17b4", "/me \ufffc", "/me \u{1d159}", "/me\ufeffwaves"],
  ...["say /me waves", "/me: waves", "\\/me waves", "//me waves", ""],
]) {
  test(`${JSON.stringify(body)} is said`, () => assert.equal(actionIn(body), null));
}

test("a new text is an action if it says so, or if the old one was one without saying so", () => {
  const said = { kind: "text", body: "hello" };
  const done = { kind: "action", body: "/me waves" };
  const imported = { kind: "action", body: "waves" };
  assert.equal(isActionDraft(said, "/me waves"), true);
  assert.equal(isActionDraft(done, "/me jumps"), true);
  assert.equal(isActionDraft(done, "jumps"), false);
  assert.equal(isActionDraft(imported, "jumps"), true);
  assert.equal(isActionDraft(said, "jumps"), false);
});
