import { parseArgs } from "node:util";
import { KitError } from "../client/kit-error.ts";

/** A flag of a command. */
export interface Flag {
  type: "string" | "boolean";
  /** May be given more than once. */
  multiple?: boolean;
  /** What stands for its value in `--help`, e.g. `path`. */
  value?: string;
  help: string;
}

/** What a command is given to work with. */
export interface Invocation {
  values: Record<string, string | boolean | (string | boolean)[] | undefined>;
  positionals: string[];
}

/** A command is data plus one function, which returns the exit status. */
export interface Command {
  name: string;
  summary: string;
  /** What stands after the name in `--help`, e.g. `<url>`. */
  operands: string;
  flags: Record<string, Flag>;
  run(invocation: Invocation): Promise<number>;
}

const commonFlags: Record<string, Flag> = {
  json: { type: "boolean", help: "one JSON document on stdout, nothing else there" },
  help: { type: "boolean", help: "this text" },
};

/** @throws {KitError} USAGE for an unknown flag or a value that is missing or empty */
export function parseInvocation(command: Command, args: string[]): Invocation {
  const flags = { ...command.flags, ...commonFlags };
  let invocation: Invocation;
  try {
    const options = Object.fromEntries(
      Object.entries(flags).map(([name, { type, multiple = false }]) => [name, { type, multiple }]),
    );
    invocation = parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (cause) {
    const [what = ""] = (cause as Error).message.split(/\. To specify|\n/);
    throw new KitError("USAGE", `${what.replace(/\.$/, "")}.`, {
      hint: what.includes("ambiguous")
        ? "A value that starts with a dash is written with an equals sign: --name=-value."
        : `mcp-kit ${command.name} --help lists the flags.`,
      cause,
    });
  }
  const [stray] = invocation.positionals;
  if (command.operands === "" && stray !== undefined)
    throw new KitError(
      "USAGE",
      `mcp-kit ${command.name} takes no operand, and was given "${stray}".`,
      {
        hint: `mcp-kit ${command.name} --help says what it takes.`,
      },
    );
  const empty = Object.keys(invocation.values).find((name) =>
    [invocation.values[name]].flat().includes(""),
  );
  if (empty !== undefined)
    throw new KitError("USAGE", `--${empty} is given without a value.`, {
      hint: `mcp-kit ${command.name} --help says what goes there; without the flag the usual is taken.`,
    });
  return invocation;
}

export function helpText(command: Command): string {
  const rows = Object.entries({ ...command.flags, ...commonFlags }).map(([name, flag]) => [
    `--${name}${flag.value ? ` <${flag.value}>` : ""}`,
    flag.help,
  ]);
  const width = Math.max(...rows.map(([left = ""]) => left.length));
  return [
    command.summary,
    "",
    `Usage: mcp-kit ${command.name} ${command.operands}`.trimEnd(),
    "",
    ...rows.map(([left = "", right = ""]) => `  ${left.padEnd(width)}  ${right}`),
    "",
  ].join("\n");
}

/** The one value of a string flag. */
export function stringFlag(invocation: Invocation, name: string): string | undefined {
  const value = invocation.values[name];
  return typeof value === "string" ? value : undefined;
}
