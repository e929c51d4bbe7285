// Keeps the composer above a phone's keyboard where the browser lays the keyboard over the page.

/** Tell the style sheet how high the visible part is, for as long as the page lives. */
export function followViewport(viewport = visualViewport) {
  const follow = () => {
    // Who zooms in wants to see a part of the page, not another page.
    if (viewport.scale > 1) return;
    document.documentElement.style.setProperty("--viewport", `${viewport.height}px`);
    scrollTo(0, 0);
  };
  viewport.addEventListener("resize", follow);
}
