// The few things that every part of the page does with elements.

const HIDDEN_FRAME_MS = 250;

/** Return the element that scripts know by this name. Raises Error when there is none. */
export function ref(name, root = document) {
  const found = find(name, root);
  if (!found) throw new Error(`There is no element “${name}”.`);
  return found;
}

/** Return the element that scripts know by this name, or null. */
export function find(name, root = document) {
  return root.querySelector(`[data-ref="${name}"]`);
}

/** Return a copy of what stands in the named template. */
export function clone(name) {
  return ref(name).content.firstElementChild.cloneNode(true);
}

/** Make the list's children these, moving as few as can be: a moved element loses its focus. */
export function place(list, children) {
  const wanted = new Set(children);
  for (const child of [...list.children]) if (!wanted.has(child)) child.remove();
  let next = list.firstElementChild;
  for (const child of children) {
    if (child === next) next = next.nextElementSibling;
    else list.insertBefore(child, next);
  }
}

/** Set the element's text unless it says that already: what is set is read out again. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Return a function that runs the task once per drawn frame however often it is called; in a page
 * that nobody sees and that draws no frames, four times a second.
 */
export function oncePerFrame(task) {
  let timer = null;
  const run = () => {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    task();
  };
  return () => {
    if (timer !== null) return;
    timer = setTimeout(run, HIDDEN_FRAME_MS);
    requestAnimationFrame(run);
  };
}
