// Colours the code in messages, when it comes into view.

import { languageNamed } from "./code_languages.js";
import { KINDS } from "./code_marks.js";

const CODE = "pre > code[class^='language-']";
const MARGIN = "200px";

export class CodeBlocks {
  #highlighter;
  #inView;

  /** @param {{highlighter: Highlighter, scroller: HTMLElement}} parts */
  constructor({ highlighter, scroller }) {
    this.#highlighter = highlighter;
    const seen = (entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) this.#seen(target);
    };
    this.#inView = new IntersectionObserver(seen, { root: scroller, rootMargin: MARGIN });
  }

  /** Look after the code in this element, which has just been filled. */
  watch(element) {
    for (const code of element.querySelectorAll(CODE)) {
      const language = languageOf(code);
      const marks = language ? this.#highlighter.known(language, code.textContent) : null;
      if (marks) colour(code, marks);
      if (marks === undefined) this.#inView.observe(code);
    }
  }

  async #seen(code) {
    this.#inView.unobserve(code);
    const text = code.textContent;
    const marks = await this.#highlighter.ask(languageOf(code), text);
    if (marks && code.isConnected && code.textContent === text) colour(code, marks);
  }
}

function languageOf({ className }) {
  return languageNamed(className.split(" ", 1)[0].slice("language-".length));
}

/** Everything in it stays the text that it was. */
function colour(code, marks) {
  const text = code.textContent;
  const pieces = [];
  let end = 0;
  for (const [start, stop, kind] of marks) {
    pieces.push(text.slice(end, start), piece(text.slice(start, stop), KINDS[kind]));
    end = stop;
  }
  code.replaceChildren(...pieces, text.slice(end));
}

function piece(text, kind) {
  const span = document.createElement("span");
  span.className = `code__${kind}`;
  span.textContent = text;
  return span;
}
