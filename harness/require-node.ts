import { KitError } from "../client/kit-error.ts";

/**
 * Says which Node.js the harness needs, where it is not this one: on an older one the programs that it starts, as mcp-remote, would not
 * keep to the proxy that stands between them and other machines.
 *
 * @throws {KitError} NODE_TOO_OLD
 * @see https://nodejs.org/api/cli.html#--use-env-proxy
 */
export function requireNode(): void {
  if (process.allowedNodeEnvironmentFlags.has("--use-env-proxy")) return;
  throw new KitError(
    "NODE_TOO_OLD",
    `Node.js ${process.versions.node} is too old for the harness.`,
    {
      hint: "Use Node.js 22.21 or newer, and of 24 at least 24.5.",
    },
  );
}
