// The line about maintenance follows what the server says.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Maintenance } from "../../static/js/net/maintenance.js";
import { FakeTimers } from "./fakes.js";

function page() {
  const words = { textContent: "" };
  const line = { hidden: true, querySelector: () => words };
  const timers = new FakeTimers();
  const maintenance = new Maintenance({ line, timers, random: () => 0.5 });
  let over = 0;
  maintenance.addEventListener("over", () => (over += 1));
  const shown = () => (line.hidden ? null : words.textContent);
  return { maintenance, timers, shown, over: () => over };
}

test("it is shown while it lasts", () => {
  const { maintenance, shown } = page();
  maintenance.receive({ type: "maintenance", text: "Back at 15:00" });
  assert.equal(shown(), "Back at 15:00");
  maintenance.receive({ type: "maintenance", text: "" });
  assert.equal(shown(), null);
});

test("whoever comes back learns how it stands", () => {
  const { maintenance, shown } = page();
  maintenance.receive({ type: "welcome", maintenance: "Back at 15:00" });
  assert.equal(shown(), "Back at 15:00");
  maintenance.receive({ type: "heartbeat", heads: {} });
  assert.equal(shown(), "Back at 15:00");
  maintenance.receive({ type: "welcome" });
  assert.equal(shown(), null);
});

test("when it is over that is told once, and not by all in one moment", () => {
  const { maintenance, timers, over } = page();
  maintenance.receive({ type: "welcome" });
  maintenance.receive({ type: "maintenance", text: "Back at 15:00" });
  maintenance.receive({ type: "maintenance", text: "" });
  assert.equal(over(), 0);
  timers.pass(1_000);
  assert.equal(over(), 1);
  maintenance.receive({ type: "welcome" });
  timers.pass(5_000);
  assert.equal(over(), 1);
});
