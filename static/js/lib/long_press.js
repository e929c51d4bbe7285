// A finger that rests on something, where others press the right button.

const REST_MS = 450;
const SLIP_PX = 10;

/**
 * Call `task` with what a finger rests on. What the browser would do then does not happen.
 *
 * @param {HTMLElement} area
 * @param {string} selector  what can be rested on; links in texts keep the browser's own menu
 * @param {function(HTMLElement): void} task
 */
export function onLongPress(area, selector, task) {
  let timer = null;
  let from = null;
  let isDone = false;
  const stop = () => clearTimeout(timer);
  const rest = (element) => {
    isDone = true;
    task(element);
  };
  area.addEventListener("pointerdown", (event) => {
    const element = event.target.closest(selector);
    if (event.pointerType !== "touch" || !element || event.target.closest(".prose a")) return;
    from = event;
    timer = setTimeout(() => rest(element), REST_MS);
  });
  area.addEventListener("pointermove", ({ clientX, clientY }) => {
    if (from && Math.hypot(clientX - from.clientX, clientY - from.clientY) > SLIP_PX) stop();
  });
  for (const name of ["pointerup", "pointercancel"]) area.addEventListener(name, stop);
  // What has appeared under the finger must not be pressed by lifting it.
  const prevent = (event) => {
    if (!isDone) return;
    event.preventDefault();
    event.stopPropagation();
  };
  for (const name of ["contextmenu", "click"]) document.addEventListener(name, prevent, true);
  document.addEventListener("pointerdown", () => (isDone = false), true);
}
