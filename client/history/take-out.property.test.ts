import * as fc from "fast-check";
import { isDeepStrictEqual } from "node:util";
import { parse as parseToml, stringify as stringifyToml } from "smol-toml";
import { test } from "vitest";
import { parse as parseYaml, stringify as stringifyYaml } from "yaml";
import { readEntries } from "../documents/edit-entry.ts";
import type { Place } from "../documents/place.ts";
import { goBack, goOn } from "../history.ts";
import type { Past } from "./step.ts";

// Stored, so that a failure here is the same failure everywhere.
const run = { seed: 20_261_126, numRuns: 150 };

const [container, name] = ["servers", "ours"];
const ours = { command: "/bin/node", args: ["/b.mjs", "http://localhost:8788/mcp"] };

const isOurs = (value: unknown) => isDeepStrictEqual(value, ours);

const word = fc.constantFrom("x", "a b", 'q"', "http://localhost:1/mcp");
const member = fc.oneof(word, fc.integer({ min: -9, max: 9 }), fc.array(word, { maxLength: 2 }));
const key = fc.constantFrom("command", "args", "env", "K", "c.d");
const table = (inner: fc.Arbitrary<unknown>) =>
  fc.dictionary(key, inner, { maxKeys: 3, noNullPrototype: true });
const theirs = table(fc.oneof(member, table(fc.oneof(member, table(member)))));
const root = fc.record({
  first: fc.constantFrom({}, { theme: "dark" }),
  before: fc.constantFrom({}, { a: { command: "a" } }),
  replaced: fc.option(theirs, { nil: undefined }),
  after: fc.constantFrom({}, { z: { command: "z", env: { K: "v" } } }),
});

/** Every leaf of an entry on a line of its own, as some people write TOML. */
function dotted(value: unknown, way: readonly string[]): string[] {
  const isTable = typeof value === "object" && value !== null && !Array.isArray(value);
  const members = isTable ? Object.entries(value) : [];
  if (members.length > 0) return members.flatMap(([each, inner]) => dotted(inner, [...way, each]));
  const printed = isTable ? "{}" : stringifyToml({ v: value }).trim().slice("v = ".length);
  return [`${way.map((part) => JSON.stringify(part)).join(".")} = ${printed}`];
}

/** The tables of a file in another order, each with what stands in it. */
function turned(text: string): string {
  const [top = "", ...tables] = text.split(/\n(?=\[)/);
  return [top, ...tables.toReversed()].map((part) => part.trimEnd()).join("\n\n");
}

interface Kind {
  format: Place["format"];
  print: readonly ((value: Record<string, unknown>) => string)[];
  /** What somebody else makes of the file meanwhile. */
  meddle: readonly ((text: string) => string)[];
}

const kinds: [string, Kind][] = [
  [
    "JSON",
    {
      format: "json",
      print: [JSON.stringify, (value) => JSON.stringify(value, null, 2)],
      meddle: [
        (text) => `\n${text}`,
        (text) => JSON.stringify(JSON.parse(text), null, "\t"),
        (text) => JSON.stringify({ host: 1, ...JSON.parse(text) }),
      ],
    },
  ],
  [
    "TOML",
    {
      format: "toml",
      print: [
        stringifyToml,
        (value) => turned(stringifyToml(value)),
        ({ [container]: servers, ...rest }) => {
          const lines = Object.entries(servers ?? {}).map(([each, entry]) =>
            dotted(entry, [container, each]).join("\n"),
          );
          return [...lines, stringifyToml(rest)].join("\n");
        },
      ],
      meddle: [
        (text) => `model = "x"\n${text}`,
        (text) => `${text}\n# theirs\n`,
        (text) => stringifyToml(parseToml(text)),
      ],
    },
  ],
  [
    "YAML",
    {
      format: "yaml",
      print: [
        (value) => stringifyYaml(value),
        (value) => stringifyYaml(value, { indent: 4, defaultStringType: "QUOTE_SINGLE" }),
        JSON.stringify,
      ],
      meddle: [
        (text) => `# theirs\n${text}`,
        (text) => stringifyYaml(parseYaml(text), { indent: 4 }),
        (text) => JSON.stringify(parseYaml(text)),
      ],
    },
  ],
];

test.for(kinds)(
  "CL-44 %s: an entry holds again what it held before the kit came, though somebody else wrote since",
  { timeout: 60_000 },
  async ([, { format, print, meddle }], { expect }) => {
    const drawn = fc.tuple(root, fc.constantFrom(...print), fc.constantFrom(...meddle));
    const property = fc.asyncProperty(drawn, async ([parts, printed, meddled]) => {
      const { first, before, replaced, after } = parts;
      const servers = { ...before, ...(replaced && { [name]: replaced }), ...after };
      const place: Place = { file: "/home/me/config", format, container: [container] };
      const text = printed({ ...first, [container]: servers });
      const had = { ...(await readEntries(place, text)) };
      const made = { id: "1", host: "h", name, value: ours, date: "" };
      const added = await goOn({ text, steps: [] }, place, made);
      const past: Past = { ...added, text: meddled(added.text ?? "") };
      const back = await goBack(past, { place, isGone: () => true, isOurs });
      expect({ ...(await readEntries(place, back.text ?? "")) }).toEqual(had);
      expect(back.steps).toEqual([]);
    });
    await fc.assert(property, run);
  },
);
