// One key for each act at the moderation desk, and keys to walk through a list.

/** What belongs to somebody's input is no command. */
function isWriting({ target, isComposing, keyCode }) {
  return isComposing || keyCode === 229 || target.closest("input, textarea, select") !== null;
}

function walk(step) {
  const items = [...document.querySelectorAll("[data-ref='list'] .desk-item")];
  const next = items.indexOf(document.activeElement) + step;
  items[Math.max(0, Math.min(items.length - 1, next))]?.focus();
}

function press(key) {
  const named = `[data-ref='acts'] [data-key='${CSS.escape(key)}']`;
  document.querySelector(named)?.click();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isWriting(event)) return;
  if (event.key === "j") return walk(1);
  if (event.key === "k") return walk(-1);
  press(event.key);
});
