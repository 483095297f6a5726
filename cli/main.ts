import { KitError } from "../client/kit-error.ts";
import { helpText, parseInvocation, type Command } from "./command.ts";
import { plainText } from "./plain-text.ts";
import { exitStatus } from "./exit-status.ts";

/** Each command is loaded on first use: `mcp-kit config` never pays for the test chain. */
const commands: Record<string, { summary: string; load: () => Promise<Command> }> = {
  config: {
    summary: "print the Claude Desktop entry for a remote MCP server",
    load: async () => (await import("./commands/config.ts")).configCommand,
  },
  install: {
    summary: "write the entry into a host's file, and prove that it starts",
    load: async () => (await import("./commands/install.ts")).installCommand,
  },
  uninstall: {
    summary: "take it out again, to the byte",
    load: async () => (await import("./commands/uninstall.ts")).uninstallCommand,
  },
  list: {
    summary: "list the servers in every host's file",
    load: async () => (await import("./commands/list.ts")).listCommand,
  },
  doctor: {
    summary: "find what is wrong, and mend it",
    load: async () => (await import("./commands/doctor.ts")).doctorCommand,
  },
  login: {
    summary: "sign in at a server, for its entry to find",
    load: async () => (await import("./commands/login.ts")).loginCommand,
  },
  logout: {
    summary: "forget the sign-in of one server",
    load: async () => (await import("./commands/logout.ts")).logoutCommand,
  },
  status: {
    summary: "show the stored sign-in of one server",
    load: async () => (await import("./commands/status.ts")).statusCommand,
  },
  test: {
    summary: "run scenarios against the Worker, with GitHub emulated",
    load: async () => (await import("./commands/test.ts")).testCommand,
  },
};

/** Runs one command line and returns its exit status. Never throws. */
export async function main(args: string[]): Promise<number> {
  try {
    return await dispatch(args);
  } catch (error) {
    reportError(error, args.includes("--json"));
    return error instanceof KitError ? exitStatus[error.code] : 1;
  }
}

async function dispatch([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === "--help") {
    process.stdout.write(overview());
    return name === undefined ? 2 : 0;
  }
  if (!Object.hasOwn(commands, name)) {
    throw new KitError("USAGE", `There is no command "${name}".`, {
      hint: `The commands are ${Object.keys(commands).join(", ")}.`,
    });
  }
  const command = await commands[name]!.load();
  if (args.includes("--help")) {
    process.stdout.write(helpText(command));
    return 0;
  }
  return command.run(parseInvocation(command, args));
}

function overview(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  return [
    "Test, connect and debug remote MCP servers on Cloudflare Workers.",
    "",
    "Usage: mcp-kit <command> [--help]",
    "",
    ...Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`),
    "",
  ].join("\n");
}

function reportError(error: unknown, json: boolean): void {
  const { code, message, hint } =
    error instanceof KitError
      ? error
      : {
          code: "INTERNAL",
          message: error instanceof Error ? error.message : String(error),
          hint: "This is a defect of mcp-kit. Please report it with the command and its input.",
        };
  process.stderr.write(
    json
      ? `${JSON.stringify({ error: { code, message, hint } })}\n`
      : plainText(`${message}\n${hint}\n`),
  );
}
