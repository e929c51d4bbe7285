// Copies the highlighter and the grammars that static/js/prose/code_languages.js names, from the package
// @highlightjs/cdn-assets, unpacked in a folder, and tells their hashes in the README beside them:
//   npm pack @highlightjs/cdn-assets@11.12.0 && tar xzf highlightjs-cdn-assets-11.12.0.tgz
//   node scripts/vendor_highlight.mjs package

import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { LANGUAGES } from "../static/js/prose/code_languages.js";

const TARGET = new URL("../static/vendor/highlight/", import.meta.url).pathname;
const README = join(TARGET, "README.md");

const [folder] = process.argv.slice(2);
const grammars = Object.keys(LANGUAGES).map((name) => join("languages", `${name}.min.js`));
const files = ["core.min.js", ...grammars];

rmSync(join(TARGET, "languages"), { recursive: true, force: true });
mkdirSync(join(TARGET, "languages"), { recursive: true });
for (const file of files) copyFileSync(join(folder, "es", file), join(TARGET, file));
copyFileSync(join(folder, "LICENSE"), join(TARGET, "LICENSE"));

const hash = (file) => createHash("sha384").update(readFileSync(join(TARGET, file))).digest("base64");
const lines = files.map((file) => `- \`${file}\` sha384-${hash(file)}`);
const [words] = readFileSync(README, "utf8").split("\n- `");
writeFileSync(README, `${words.trimEnd()}\n\n${lines.join("\n")}\n`);
