// The field in which one writes: grows with its text, counts its characters.

import { find, ref, setText } from "../lib/dom.js";

const COUNT_FROM = 0.9;
/** So many times the limit is laid out at most: with ten times as much the page stands still. */
const LAID_OUT = 1.25;
const PAIRS = /[\ud800-\udbff][\udc00-\udfff]/g;

/**
 * What is far above the limit is not laid out: it is not let in, or, when it is there already, kept
 * behind what is shown. Tells `change` when the person has changed the text, `key` (its `detail` is
 * the keydown event), `composed` when an input method has ended, and `copy` (all of the text).
 */
export class ComposerField extends EventTarget {
  isComposing = false;

  #body;
  #count;
  #limit;
  #max;
  #strings;
  #notice;
  #rest = "";

  /**
   * @param {object} parts  form, strings, and
   * @param {number} parts.limit  how many characters a message may have
   */
  constructor({ form, limit, strings }) {
    super();
    this.#body = ref("body", form);
    this.#count = find("count", form);
    this.#notice = ref("notice", form);
    this.#limit = limit;
    this.#max = Math.round(LAID_OUT * limit);
    this.#strings = strings;
    this.#listen();
    this.text = this.#body.value;
  }

  get text() {
    return this.#body.value + this.#rest;
  }

  set text(text) {
    const shown = beginning(text, this.#max);
    this.#rest = text.slice(shown.length);
    if (this.#body.value !== shown) this.#body.value = shown;
    this.#fit();
    this.#showRest();
  }

  /** Characters above the limit, counted as the server does; negative below it. */
  get excess() {
    return charCount(this.text.trimEnd()) - this.#limit;
  }

  get isScrolling() {
    return this.#body.scrollHeight > this.#body.clientHeight + 1;
  }

  focus() {
    this.#body.focus({ preventScroll: true });
  }

  /** Have the caret behind the text. */
  focusEnd() {
    this.focus();
    const { length } = this.#body.value;
    this.#body.setSelectionRange(length, length);
  }

  #listen() {
    this.#body.addEventListener("keydown", (event) => this.#tell("key", event));
    this.#body.addEventListener("beforeinput", (event) => this.#guard(event));
    this.#body.addEventListener("input", () => this.#changed());
    this.#body.addEventListener("compositionstart", () => (this.isComposing = true));
    this.#body.addEventListener("compositionend", () => this.#composed());
    ref("copy-all", this.#notice).addEventListener("click", () => this.#tell("copy", this.text));
    ref("drop-rest", this.#notice).addEventListener("click", () => this.#dropRest());
  }

  /** What is pasted or dropped is still where it came from. */
  #guard(event) {
    const added = event.data ?? event.dataTransfer?.getData("text/plain") ?? "";
    const { value, selectionStart, selectionEnd } = this.#body;
    const length = value.length - (selectionEnd - selectionStart) + added.length;
    if (!event.cancelable || !added || length <= this.#max) return;
    event.preventDefault();
    this.#say("not_inserted", { count: charCount(added), limit: this.#limit });
  }

  #dropRest() {
    this.text = this.#body.value;
    this.focus();
    this.#tell("change");
  }

  /** Some browsers tell the text that was composed only after this. */
  #composed() {
    this.isComposing = false;
    setTimeout(() => this.#tell("composed"));
  }

  #changed() {
    const isHuge = this.#body.value.length > this.#max && !this.isComposing;
    if (isHuge) this.text = this.text;
    this.#showRest();
    this.#fit();
    this.#tell("change");
  }

  #showRest() {
    if (this.#rest) this.#say("rest_not_shown", { count: charCount(this.#rest) });
    else this.#notice.hidden = true;
  }

  #say(name, values) {
    this.#notice.hidden = false;
    for (const offer of ["copy-all", "drop-rest"]) ref(offer, this.#notice).hidden = !this.#rest;
    setText(ref("notice-words", this.#notice), this.#strings.say(name, values));
  }

  #fit() {
    this.#grow();
    this.#showCount();
  }

  /** Browsers without `field-sizing` need to be told the height. */
  #grow() {
    if (CSS.supports("field-sizing", "content")) return;
    this.#body.style.blockSize = "auto";
    this.#body.style.blockSize = `${this.#body.scrollHeight}px`;
  }

  #showCount() {
    const excess = charCount(this.text) - this.#limit;
    this.#count.hidden = excess < (COUNT_FROM - 1) * this.#limit;
    this.#count.classList.toggle("composer__count--over", excess > 0);
    const [name, count] = excess > 0 ? ["too_long_by", excess] : ["left_to_write", -excess];
    this.#count.textContent = this.#count.hidden ? "" : this.#strings.say(name, { count });
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** The first so many code units, without half a pair at the end. */
function beginning(text, length) {
  const isPair = text.length > length && /[\ud800-\udbff]/.test(text[length - 1]);
  return text.slice(0, isPair ? length - 1 : length);
}

/** How many characters the server counts: pairs of surrogates are one. */
function charCount(text) {
  return text.length - (text.match(PAIRS)?.length ?? 0);
}
