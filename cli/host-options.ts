import { isHost, type Host } from "../client/hosts/table.ts";
import { hostDefinition } from "../client/hosts/table.ts";
import { KitError } from "../client/kit-error.ts";
import { stringFlag, type Flag, type Invocation } from "./command.ts";

/** The flags of every command that concerns a host's file. */
export const hostFlags = {
  host: { type: "string", value: "host", help: "whose configuration (default: claude-desktop)" },
  file: { type: "string", value: "path", help: "the host's configuration file, named outright" },
} as const satisfies Record<string, Flag>;

/** @throws {KitError} HOST_UNSUPPORTED for a host that is not known, with those that are */
export function hostOptions(invocation: Invocation): { host?: Host; file?: string } {
  const host = stringFlag(invocation, "host");
  const file = stringFlag(invocation, "file");
  if (host !== undefined && !isHost(host)) hostDefinition(host); // says which there are
  return {
    ...(host !== undefined && isHost(host) && { host }),
    ...(file !== undefined && { file }),
  };
}

/**
 * Takes the one operand that a command needs.
 *
 * @throws {KitError} USAGE when there is none, or more
 */
export function oneOperand(invocation: Invocation, command: string, example: string): string {
  const [operand, ...rest] = invocation.positionals;
  if (operand !== undefined && rest.length === 0) return operand;
  const { length } = invocation.positionals;
  throw new KitError(
    "USAGE",
    `mcp-kit ${command} takes one ${example.startsWith("http") ? "URL" : "name"}, and was given ${length}.`,
    {
      hint: `For example: mcp-kit ${command} ${example}`,
    },
  );
}
