import { inject, test as base } from "vitest";
import { handOverToGuards } from "./guard.ts";
import { startKit, type Kit, type KitOptions } from "./kit.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Set under `test.provide` of the vitest configuration; see {@link KitOptions}. */
    mcpKit?: KitOptions;
  }
}

let shared: Promise<Kit> | undefined;

/**
 * vitest's own `test` with one more fixture, `kit`: a Worker in workerd with GitHub emulated, started on first use and shared by
 * all files that run in the same vitest worker. With `pool: "forks"`, `isolate: false` and `fileParallelism: false` that is one
 * Worker for the whole run. A test in which the Worker calls a host that is not emulated fails.
 *
 * @example
 * test("adds two numbers", async ({ kit, expect }) => {
 *   await using session = await kit.connect({ as: "octocat" });
 *   expect((await session.callTool("add", { a: 23, b: 19 })).structuredContent).toEqual({ sum: 42 });
 * });
 */
export const test = base
  // oxlint-disable-next-line no-empty-pattern -- vitest reads from the pattern that the fixture needs no other
  .extend("kit", { scope: "worker" }, async ({}, { onCleanup }) => {
    shared ??= startKitForProcess();
    const kit = await shared;
    onCleanup(() => kit.close());
    return kit;
  })
  .extend("noUnexpectedRequests", { auto: true }, async ({ kit }, { onCleanup }) => {
    onCleanup(() => kit.assertNoUnexpectedRequests());
  });

/** Starts the kit and makes sure that it does not outlive what started this process. */
function startKitForProcess(): Promise<Kit> {
  for (const event of ["SIGINT", "SIGTERM", "disconnect"]) process.once(event, leave);
  return startKit(inject("mcpKit"));
}

function leave(): void {
  void handOverToGuards().finally(() => process.exit(130));
}
