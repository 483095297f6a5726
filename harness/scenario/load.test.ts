import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, test } from "vitest";
import { loadScenario } from "./load.ts";

const folder = await mkdtemp(join(tmpdir(), "mcp-kit-load-"));
afterAll(() => rm(folder, { recursive: true }));

async function load(text: string) {
  const file = join(folder, "case.yaml");
  await writeFile(file, text);
  return loadScenario(file);
}

const sound = `name: Adds
as: octocat
steps:
  - tool: add
    arguments: { a: 1, b: 2 }
    expect: { text: "3" }
    capture: { sum: $.structuredContent.sum }
  - tool: add
    arguments: { a: "\${sum}", b: 1 }
    expect: { matches: "^\${sum}?4$" }
`;

test("reads a sound scenario and fills in what it leaves out", async ({ expect }) => {
  const { scenario, positionOf } = await load(sound);
  expect(scenario).toMatchObject({ name: "Adds", endpoint: "/mcp", lanes: ["http", "mcp-remote"] });
  expect(positionOf(["steps", 0, "expect", "text"])).toEqual({ line: 6, column: 21 });
});

describe("refuses, with line, column and what was expected there,", () => {
  const step = "name: x\nsteps:\n  - tool: add\n";
  const cases: [what: string, text: string, message: string][] = [
    [
      "an unknown key",
      `bogus: 1\n${sound}`,
      `:1:1  unknown key "bogus", expected one of name, as, approve, fill, endpoint, lanes, steps`,
    ],
    [
      "a name of two lines",
      sound.replace("Adds", '"a\\nb"'),
      ":1:7  name: expected one line of text",
    ],
    [
      "an unknown key in a step",
      `${step}    expekt: {}\n    expect: { text: a }`,
      `:4:5  unknown key "expekt", expected one of tool, arguments, expect, capture`,
    ],
    [
      "an unknown expectation",
      `${step}    expect: { txt: a }`,
      `:4:15  unknown key "txt", expected one of text, matches, error, withinMs, structured`,
    ],
    [
      "a bad type",
      `${step}    arguments: 3\n    expect: { text: a }`,
      ":4:16  steps[0].arguments: expected mapping, received number",
    ],
    [
      "a key that is missing",
      `steps:\n  - tool: add\n    expect: { text: a }`,
      ":1:1  name: expected string, but it is missing",
    ],
    ["an unknown lane", `${sound}lanes: [htp]`, `lanes[0]: expected one of "http"|"mcp-remote"`],
    [
      "a step of no kind",
      "name: x\nsteps:\n  - call: add",
      ":3:5  steps[0]: expected exactly one of the keys tool, list, read, prompt, signIn, github, found none of them",
    ],
    ["a step of two kinds", "name: x\nsteps:\n  - { tool: a, list: tools }", "found tool and list"],
    ["no expectation at all", step, ":3:3  steps: expected an expectation in at least one step"],
    [
      "an empty expectation",
      `${step}    expect: {}`,
      ":4:13  steps[0].expect: expected at least one expectation",
    ],
    [
      "a bad regular expression",
      `${step}    expect: { matches: "(" }`,
      ":4:24  steps[0].expect.matches: expected a regular expression",
    ],
    [
      "a regular expression that matches everything",
      `${step}    expect: { matches: "" }`,
      ":4:24  steps[0].expect.matches: expected a regular expression; an empty one matches everything",
    ],
    [
      "a key that would get lost",
      `${step}    expect: { structured: { __proto__: { x: 1 } } }`,
      ":4:29  YAML: the key __proto__ cannot be had",
    ],
    [
      "a bad JSONPath",
      `${step}    expect: { text: a }\n    capture: { x: "a[" }`,
      ":5:19  steps[0].capture.x: expected a JSONPath",
    ],
    [
      "a name that nothing captured",
      `${step}    expect: { text: "\${nope}" }`,
      ":4:21  expected a name that an earlier step captures, found ${nope}",
    ],
    ["broken YAML", "name: [", ":1:8  YAML: "],
    ["a key that is there twice", "name: a\nname: b", ":2:1  YAML: Map keys must be unique"],
    ["an alias to nowhere", "name: *nowhere", ":1:1  YAML: "],
    ["a second document", `${sound}---\n${sound}`, "YAML: "],
    ["an empty file", "", ":1:1  expected mapping, received null"],
    ["a list", "- a", ":1:1  expected mapping, received list"],
  ];
  test.for(cases)("%s", async ([, text, message], { expect }) => {
    await expect(load(text)).rejects.toMatchObject({
      code: "SCENARIO_INVALID",
      message: expect.stringContaining(message),
    });
  });
});

test("tells all mistakes of a file at once", async ({ expect }) => {
  const refused = load("name: 3\nendpoint: mcp\nsteps: hello");
  await expect(refused).rejects.toThrow(/:1:7 .*\n.*:2:11 .*\n.*:3:8 /);
});
