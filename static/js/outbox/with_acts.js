// A message as its reader is to see it: what the server knows and what is on its way there.

/** Acts that are seen at once; any other is seen when the server tells it. */
const CHANGES = {
  edit: (message, { body }) => ({ ...message, draft: body }),
  react: (message, { emoji }, person) => reacted(message, emoji, person),
  unreact: (message, { emoji }, person) => unreacted(message, emoji, person),
  pin: (message, { at }) => ({ ...message, pinned_at: new Date(at).toISOString() }),
  bookmark: (message) => ({ ...message, is_bookmarked: true }),
  unbookmark: (message) => ({ ...message, is_bookmarked: false }),
  unpin: (message) => ({ ...message, pinned_at: null }),
};
const SHOWN_WAITING = new Set(["edit", "delete"]);

/**
 * Return the message with this person's acts applied that the server has not yet told. `draft` is
 * its new text, not yet rendered. Pure.
 *
 * @param {Message} message
 * @param {Item[]} acts  what the outbox has about this message, in order
 * @param {{id: number}} person
 * @returns {Message & {draft?: string}}
 */
export function withActs(message, acts, person) {
  const changed = (shown, act) => CHANGES[act.type]?.(shown, act, person) ?? shown;
  return acts.filter(isShown).reduce(changed, message);
}

/** Return the act whose state is to be told below the message, or undefined. */
export function toldAct(acts) {
  const failed = acts.find(({ state }) => state === "failed");
  return failed ?? acts.find(({ type }) => SHOWN_WAITING.has(type));
}

/** A refused act is taken back, but for a text: what one wrote stays to be seen. */
function isShown({ type, state }) {
  return state !== "failed" || type === "edit";
}

function reacted(message, emoji, person) {
  const others = message.reactions.map((reaction) =>
    reaction.emoji === emoji ? joinedBy(reaction, person) : reaction,
  );
  const isNew = !others.some((reaction) => reaction.emoji === emoji);
  return { ...message, reactions: isNew ? [...others, { emoji, people: [person] }] : others };
}

function joinedBy(reaction, person) {
  const others = reaction.people.filter(({ id }) => id !== person.id);
  return { ...reaction, people: [...others, person] };
}

function unreacted(message, emoji, person) {
  const reactions = message.reactions
    .map((reaction) => (reaction.emoji === emoji ? leftBy(reaction, person) : reaction))
    .filter(({ people }) => people.length > 0);
  return { ...message, reactions };
}

function leftBy(reaction, person) {
  return { ...reaction, people: reaction.people.filter(({ id }) => id !== person.id) };
}
