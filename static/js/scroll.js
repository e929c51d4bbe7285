// Where the timeline stands: at its end it stays there, anywhere else nothing moves under the eye.

const NEAR_END_PX = 32;
const PAGE = 0.85;

/**
 * The scroller is a reversed column: its end is at 0 and positions above it are negative, so that
 * the end stays in view by itself when the composer grows or a keyboard opens.
 */
export class Scroll {
  #scroller;
  #list;
  #heldAt = null;
  #debt = 0;

  constructor(scroller, list) {
    this.#scroller = scroller;
    this.#list = list;
    list.addEventListener("click", (event) => this.#unfold(event));
  }

  get isAtEnd() {
    return this.#scroller.scrollTop > -NEAR_END_PX;
  }

  /** Pixels from what is in view to the end. */
  get toEnd() {
    return -this.#scroller.scrollTop;
  }

  /** Pixels from what is in view to the start. */
  get toStart() {
    const { scrollHeight, clientHeight } = this.#scroller;
    return scrollHeight - clientHeight - this.toEnd;
  }

  /** Pixels that are in view at once. */
  get height() {
    return this.#scroller.clientHeight;
  }

  /** Place of the first message in view, or null. */
  get firstSeqInView() {
    const message = this.#inView().find((element) => element.dataset.seq);
    return message ? Number(message.dataset.seq) : null;
  }

  /** Put this message at the top of the view, if it is there. */
  goTo(seq) {
    this.#list.querySelector(`[data-seq="${seq}"]`)?.scrollIntoView({ block: "start" });
  }

  /** Put this message in the middle of the view and let it stand out for a moment. */
  show(seq) {
    const element = this.#list.querySelector(`[data-seq="${seq}"]`);
    const fold = element?.closest("details");
    if (fold) fold.open = true;
    element?.scrollIntoView({ block: "center" });
    element?.classList.remove("message--found");
    // Asking for the height starts the animation anew.
    if (element?.offsetHeight) element.classList.add("message--found");
  }

  goToEnd() {
    this.#scroller.scrollTop = 0;
  }

  /** Go up (-1) or down (1) by a page. */
  turnPage(direction) {
    this.#scroller.scrollBy({ top: direction * PAGE * this.height });
  }

  /** Change the timeline; who is at its end stays at its end. */
  follow(change) {
    if (!this.isAtEnd) return this.hold(change);
    change();
    this.goToEnd();
  }

  /** Change the timeline; what is in view stays where it is. */
  hold(change) {
    const debt = this.#scroller.scrollTop === this.#heldAt ? this.#debt : 0;
    const anchors = this.#inView().map((element) => [element, top(element) - debt]);
    change();
    const kept = anchors.find(([element]) => element.isConnected && element.offsetHeight > 0);
    if (kept) this.#keep(...kept);
  }

  /** Positions are whole pixels and lines are not: what is left over is made good the next time. */
  #keep(element, wanted) {
    this.#scroller.scrollTop += top(element) - wanted;
    this.#heldAt = this.#scroller.scrollTop;
    this.#debt = top(element) - wanted;
  }

  #inView() {
    const { top: from, bottom: to } = this.#scroller.getBoundingClientRect();
    return [...this.#list.querySelectorAll("[data-ref='message'], summary")].filter((element) => {
      const box = element.getBoundingClientRect();
      return box.height > 0 && box.bottom > from && box.top < to;
    });
  }

  /** What unfolds grows downwards, also in a reversed column. */
  #unfold(event) {
    const summary = event.target.closest("summary");
    if (!summary) return;
    event.preventDefault();
    const before = top(summary);
    summary.parentElement.open = !summary.parentElement.open;
    this.#scroller.scrollTop += top(summary) - before;
  }
}

function top(element) {
  return element.getBoundingClientRect().top;
}
