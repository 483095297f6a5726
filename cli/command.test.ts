import { test } from "vitest";
import { parseInvocation, type Command } from "./command.ts";

const command: Command = {
  name: "greet",
  summary: "Greets.",
  operands: "",
  flags: { name: { type: "string", help: "whom" } },
  run: () => Promise.resolve(0),
};

test("CL-57 says what was given to a command that takes no operand", ({ expect }) => {
  expect(() => parseInvocation(command, ["Mona"])).toThrow(
    'mcp-kit greet takes no operand, and was given "Mona".',
  );
  const { positionals } = parseInvocation({ ...command, operands: "<whom>" }, ["Mona"]);
  expect(positionals).toEqual(["Mona"]);
});

test.for([
  ["--nmae=x", "mcp-kit greet --help lists the flags."],
  ["--name", "mcp-kit greet --help lists the flags."],
  ["--name=", "mcp-kit greet --help says what goes there; without the flag the usual is taken."],
  ["--name -x", "A value that starts with a dash is written with an equals sign: --name=-value."],
] as const)("says what to do after %s", ([line, hint], { expect }) => {
  expect(() => parseInvocation(command, line.split(" "))).toThrow(
    expect.objectContaining({ code: "USAGE", hint }),
  );
});
