import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const ROOT = new URL("../../static/js/", import.meta.url);
const IMPORTED = /^(?:import|\} from)[^"]*"(\.[^"]+)";$/gm;
const KNOWN_MAX = 6;

/** Every module with those that it imports, by their addresses. */
function modules() {
  const names = readdirSync(ROOT, { recursive: true }).filter((name) => name.endsWith(".js"));
  const urls = names.map((name) => new URL(name, ROOT));
  return new Map(urls.map((url) => [url.href, importsOf(url)]));
}

function importsOf(url) {
  const found = [...readFileSync(url, "utf8").matchAll(IMPORTED)];
  return found.map(([, path]) => new URL(path, url).href);
}

function nameOf(address) {
  return address.slice(ROOT.href.length);
}

test("only what makes the parts of the page knows many modules", () => {
  const many = [...modules()].filter(([, imported]) => imported.length > KNOWN_MAX);
  const others = many.map(([address]) => nameOf(address)).filter((name) => !/(main|_parts)\.js$/.test(name));
  assert.deepEqual(others, []);
});

test("no module imports itself by way of others", () => {
  const all = modules();
  const circles = [];
  const visit = (address, way) => {
    if (way.includes(address)) circles.push([...way, address].map(nameOf).join(" → "));
    else for (const next of all.get(address) ?? []) visit(next, [...way, address]);
  };
  for (const address of all.keys()) visit(address, []);
  assert.deepEqual(circles, []);
});
