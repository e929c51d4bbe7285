// The kinds of messages, told apart by how they are shown.

const WRITTEN = new Set(["text", "action"]);
const COMINGS = new Set(["joined", "left", "nick_changed", "added", "removed"]);
const HAPPENINGS = new Set([
  ...COMINGS,
  "renamed",
  "described",
  "made_public",
  "made_private",
  "history_changed",
  "archived",
  "reopened",
  "role_changed",
  "locked",
  "unlocked",
  "slowed",
  "transferred",
]);

/** Say whether somebody wrote a message of this kind. */
export function isWritten(kind) {
  return WRITTEN.has(kind);
}

/** Say whether this kind is about who comes and goes: many in a row are folded. */
export function isComing(kind) {
  return COMINGS.has(kind);
}

/** Say whether this kind is one soft line, not something said. */
export function isHappening(kind) {
  return HAPPENINGS.has(kind);
}

/** Return the name of the sentence that tells what happened. */
export function happeningName({ kind, body }) {
  if (kind === "role_changed" || kind === "history_changed") return `${kind}_${body}`;
  if (kind === "slowed" && body === "0") return "unslowed";
  if (kind === "described" && !body) return "undescribed";
  return kind;
}
