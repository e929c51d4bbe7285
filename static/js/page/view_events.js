// What changes in one part of the page, and which others show it.

/** Whatever is drawn in the timeline asks for a drawing when it changes. */
export function redrawOnChange(room, parts) {
  for (const part of parts) part.addEventListener("change", () => room.redraw());
}

/** Another page of history was loaded, is being loaded or was let go of. */
export function showHistory({ history, settling, timeline }) {
  history.addEventListener("change", () => {
    settling.settle();
    timeline.hush();
  });
}

/** Something was done, stored or refused. */
export function showOutbox({ outbox, acts, composer, sidebar, maintenance }) {
  outbox.addEventListener("change", () => {
    acts.tellUnseen();
    acts.tellChoices();
    composer.refresh();
    sidebar.showFailed();
  });
  maintenance.addEventListener("over", () => outbox.resume());
}

/** Messages say something else, their authors are called otherwise, or somebody is blocked. */
export function showMessages({ people, blocks, originals, pinList, composer }) {
  for (const part of [people, blocks]) part.addEventListener("change", () => pinList.show());
  originals.addEventListener("change", () => composer.refresh());
}

/** Something else is in view, or drawn. */
export function showPlace({ room, sidebar, keys, bar, menu }) {
  room.addEventListener("looked", () => {
    sidebar.showCounts();
    for (const part of [keys, bar, menu]) part.refresh();
  });
}
