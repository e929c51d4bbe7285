// The initial in a colour of one's own, as templates/chat/_avatar.html draws it.

/**
 * Show the person's initial and colour on the element.
 *
 * @param {HTMLElement} element
 * @param {{hue: number}} person
 * @param {string} name  the name that readers see
 */
export function fillAvatar(element, { hue }, name) {
  element.className = `avatar avatar--${hue}`;
  element.textContent = (Array.from(name)[0] ?? "").toUpperCase();
}
