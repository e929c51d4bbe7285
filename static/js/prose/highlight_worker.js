// A Worker of its own in which code is read: what never ends there can be ended from the page.

import highlighter from "../../vendor/highlight/core.min.js";
import { marksOf } from "./code_marks.js";
import { GRAMMARS, INSIDE } from "./grammars.js";

addEventListener("message", async ({ data: { language, text } }) => {
  await Promise.all([language, ...(INSIDE[language] ?? [])].map(load));
  // From here on the page counts the time.
  postMessage({ type: "begun" });
  const { value } = highlighter.highlight(text, { language, ignoreIllegals: true });
  postMessage({ type: "done", marks: marksOf(value) });
});

/** What cannot be loaded is an error of the Worker, of which the page hears. */
addEventListener("unhandledrejection", ({ reason }) => {
  throw reason;
});

async function load(language) {
  if (highlighter.getLanguage(language)) return;
  const { default: grammar } = await GRAMMARS[language]();
  highlighter.registerLanguage(language, grammar);
}
