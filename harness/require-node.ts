import { KitError } from "../client/kit-error.ts";

/**
 * Says which Node.js the harness needs, where it is not this one: on an older one every connection would end in msw's own error.
 *
 * @throws {KitError} NODE_TOO_OLD
 */
export function requireNode(): void {
  if (typeof Promise.withResolvers === "function") return;
  throw new KitError(
    "NODE_TOO_OLD",
    `Node.js ${process.versions.node} is too old for the harness.`,
    {
      hint: "Use Node.js 22.19 or newer.",
    },
  );
}
