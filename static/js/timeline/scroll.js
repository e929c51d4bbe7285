// Where the timeline stands: at its end it stays there, anywhere else nothing moves under the eye.

const NEAR_END_PX = 32;
const ROUNDING_PX = 1;
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

  /** What is in view is where the page begins: it may be seen. */
  opened() {
    delete this.#scroller.dataset.opening;
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

  /** Places of the first message in view and of the last whose end is, or null for either. */
  get seqsInView() {
    const messages = this.#messagesInView();
    const { bottom } = this.#scroller.getBoundingClientRect();
    const isWhole = (element) => element.getBoundingClientRect().bottom <= bottom + ROUNDING_PX;
    return { first: seqOf(messages[0]), last: seqOf(messages.findLast(isWhole)) };
  }

  /**
   * The place that the view begins with, which outlives the page, or null.
   *
   * @returns {Place|null}
   */
  get place() {
    const [first] = this.#messagesInView();
    return first ? { seq: seqOf(first), offset: Math.round(top(first) - this.#top) } : null;
  }

  /** Where the unread line is: "above", "in" or "below" the view; null where none is drawn. */
  get lineSide() {
    const line = this.#line;
    if (!line) return null;
    if (line.getBoundingClientRect().bottom < this.#top) return "above";
    return top(line) > this.#scroller.getBoundingClientRect().bottom ? "below" : "in";
  }

  /** Bring back what stood there when this place was told, if it is held. */
  goTo({ seq, offset }) {
    const element = this.#list.querySelector(`[data-seq="${seq}"]`);
    if (!element) return;
    unfold(element);
    this.#scroller.scrollTop += top(element) - this.#top - offset;
  }

  /** Put the unread line near the top of the view, if it is drawn. */
  goToLine() {
    this.#line?.scrollIntoView({ block: "start" });
  }


  /**
   * How many messages of this side are further away than so many pixels.
   *
   * @param {"older"|"newer"} side
   * @param {number} px
   */
  countFar(side, px) {
    const { top: from, bottom: to } = this.#scroller.getBoundingClientRect();
    const isNear = (row) => {
      const box = row.getBoundingClientRect();
      return side === "older" ? box.bottom >= from - px : box.top <= to + px;
    };
    const rows = side === "older" ? [...this.#list.children] : [...this.#list.children].reverse();
    const far = rows.slice(0, Math.max(0, rows.findIndex(isNear)));
    return far.reduce((count, row) => count + messagesIn(row), 0);
  }

  /** Put this message in the middle of the view and let it stand out for a moment. */
  show(seq) {
    const element = this.#list.querySelector(`[data-seq="${seq}"]`);
    unfold(element);
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

  /** As `follow`, but no further than to the unread line: nobody is there to read what comes. */
  followToLine(change) {
    const wasAtEnd = this.isAtEnd;
    this.follow(change);
    if (wasAtEnd && this.lineSide === "above") this.goToLine();
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

  get #top() {
    return this.#scroller.getBoundingClientRect().top;
  }

  get #line() {
    return this.#list.querySelector("[data-ref='unread-line']");
  }

  #messagesInView() {
    return this.#inView().filter((element) => element.dataset.seq);
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

function seqOf(element) {
  return element ? Number(element.dataset.seq) : null;
}

function messagesIn(row) {
  return row.dataset.seq ? 1 : row.querySelectorAll("[data-seq]").length;
}

function unfold(element) {
  const fold = element?.closest("details");
  if (fold) fold.open = true;
}

function top(element) {
  return element.getBoundingClientRect().top;
}
