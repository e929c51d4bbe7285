// The vendored highlighter itself: the files are those that were chosen, and they do their work.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { LANGUAGES, languageNamed } from "../../static/js/prose/code_languages.js";
import { KINDS, marksOf } from "../../static/js/prose/code_marks.js";
import { GRAMMARS, INSIDE } from "../../static/js/prose/grammars.js";
import highlighter from "../../static/vendor/highlight/core.min.js";

const VENDOR = new URL("../../static/vendor/highlight/", import.meta.url);
const README = readFileSync(new URL("README.md", VENDOR), "utf8");
const PINNED = new Map([...README.matchAll(/^- `([^`]+)` (sha384-\S+)$/gm)].map(([, ...pin]) => pin));

for (const [name, load] of Object.entries(GRAMMARS)) {
  highlighter.registerLanguage(name, (await load()).default);
}

function marked(text, language) {
  const { value } = highlighter.highlight(text, { language, ignoreIllegals: true });
  return marksOf(value).map(([start, end, kind]) => [text.slice(start, end), KINDS[kind]]);
}

test("every file is the one that is pinned, and there is no other", () => {
  const grammars = readdirSync(new URL("languages/", VENDOR)).map((name) => `languages/${name}`);
  assert.deepEqual([...PINNED.keys()].sort(), ["core.min.js", ...grammars].sort());
  for (const [file, hash] of PINNED) {
    const content = readFileSync(new URL(file, VENDOR));
    assert.equal(`sha384-${createHash("sha384").update(content).digest("base64")}`, hash, file);
  }
});

test("every language has its grammar, and what stands inside it too", () => {
  assert.deepEqual(Object.keys(GRAMMARS), Object.keys(LANGUAGES));
  for (const name of Object.values(INSIDE).flat()) assert.ok(GRAMMARS[name], name);
});

test("no name means two languages", () => {
  const names = Object.entries(LANGUAGES).flatMap(([name, others]) => [name, ...others]);
  assert.equal(new Set(names).size, names.length);
});

for (const [name, language] of [
  ...[["py", "python"], ["JS", "javascript"], ["TSX", "typescript"], ["html", "xml"]],
  ...[["yml", "yaml"], ["c++", "cpp"], ["C#", "csharp"], ["sh", "bash"], ["toml", "ini"]],
]) {
  test(`${name} is ${language}`, () => assert.equal(languageNamed(name), language));
}

test("what nobody knows is no language", () => {
  for (const name of ["", "mcschema", "text", "constructor", "__proto__"]) {
    assert.equal(languageNamed(name), undefined);
  }
});

test("the pieces of code are told apart", () => {
  assert.deepEqual(marked('def f(x):  # it\'s <b> & "so"\n    return "a&b" + 1', "python"), [
    ["def", "word"],
    ["f", "name"],
    ['# it\'s <b> & "so"', "note"],
    ["return", "word"],
    ['"a&b"', "text"],
    ["1", "number"],
  ]);
  assert.deepEqual(marked("+new\n-old\n", "diff"), [["+new", "added"], ["-old", "removed"]]);
});

test("what stands inside something else is what it is itself", () => {
  const told = marked("`a ${1} b`", "javascript");
  assert.deepEqual(told, [["`a ${", "text"], ["1", "number"], ["} b`", "text"]]);
});

test("in every language, ranges are in order, apart, and within the text", () => {
  const text = "<!-- & \"it's\" --> `x` $y ${z} {1.5: [\"&lt;\"]} # // /* */ 広場 😀 \n\tif def end;";
  for (const language of Object.keys(GRAMMARS)) {
    const { value } = highlighter.highlight(text, { language, ignoreIllegals: true });
    let before = 0;
    for (const [start, end, kind] of marksOf(value)) {
      assert.ok(before <= start && start < end && end <= text.length, language);
      assert.ok(KINDS[kind], language);
      before = end;
    }
  }
});

test("a class that nobody knows marks nothing", () => {
  assert.deepEqual(marksOf('a<span class="hljs-evil x&quot;">b</span>c'), []);
});
