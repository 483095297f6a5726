import { test } from "vitest";
import { changedScalars } from "./changed-scalars.ts";
import { setEntry } from "./edit-entry.ts";
import type { Place } from "./place.ts";
import { applySplices } from "./splice.ts";

const after = { command: "/new/node", args: ["/b.mjs", "http://localhost:2/mcp"], env: { A: "1" } };

const at = (format: Place["format"], list?: true): Place => ({
  file: "/f",
  format,
  container: ["servers"],
  ...(list && { list }),
});

const layouts: [name: string, place: Place, text: (command: string, url: string) => string][] = [
  [
    "JSON with comments",
    at("jsonc"),
    (command, url) => `{ "servers": { // all
  "ours": { // pinned
    "command": ${command}, // mine
    "args": ["/b.mjs", /* the URL */ ${url}],
    "env": { "A": "1" } // nothing
  } } }`,
  ],
  [
    "TOML",
    at("toml"),
    (command, url) => `[servers.ours] # pinned
command = ${command} # mine
args = [
  "/b.mjs",
  ${url}, # the URL
] # of two
[servers.ours.env]
A = "1" # nothing
`,
  ],
  [
    "a mapping in YAML",
    at("yaml"),
    (command, url) => `servers:
  ours: # pinned
    command: ${command} # mine
    args:
      - /b.mjs
      - ${url} # the URL
    env: { A: "1" } # nothing
`,
  ],
  [
    "a list in YAML",
    at("yaml", true),
    (command, url) => `servers:
  # pinned
  - name: ours
    command: ${command} # mine
    args: [/b.mjs, ${url}]
    env:
      A: "1" # nothing
`,
  ],
];

test.for(layouts)(
  "changes no more of an entry in %s than the values that differ, comments within it included",
  async ([, place, layout], { expect }) => {
    const quote = place.format === "yaml" ? (text: string) => text : JSON.stringify;
    const before = layout(quote("/old/node"), quote("http://localhost:1/mcp"));
    const changed = applySplices(before, await setEntry(place, before, "ours", after));
    expect(changed).toBe(layout(quote("/new/node"), quote("http://localhost:2/mcp")));
  },
);

test.for([
  [{ a: 1 }, { a: 2 }, [{ way: ["a"], value: 2 }]],
  [{ a: [1, { b: null }] }, { a: [1, { b: true }] }, [{ way: ["a", 1, "b"], value: true }]],
  [{ a: 1 }, { a: 1 }, []],
  [{ a: 1 }, { a: 1, b: 2 }, undefined],
  [{ a: [1] }, { a: [1, 2] }, undefined],
  [{ a: 1 }, { a: [1] }, undefined],
  [{ a: 1 }, 7, undefined],
] as const)("of %j and %j these differ: %j", ([before, wanted, changes], { expect }) => {
  expect(changedScalars(before, wanted)).toEqual(changes);
});
