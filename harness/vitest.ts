import { inject, test as base } from "vitest";
import { KitError } from "../client/kit-error.ts";
import { handOverToGuards } from "./guard.ts";
import { startKit, type Kit, type KitOptions } from "./kit.ts";
import { displayPath } from "./scenario/load.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Set under `test.provide` of the vitest configuration; see {@link KitOptions}. */
    mcpKit?: KitOptions;
  }
}

let shared: Promise<Kit> | undefined;
let lastFile = "";

/**
 * vitest's own `test` with one more fixture, `kit`: a Worker in workerd with GitHub emulated, started on first use and shared by
 * all files that run in the same vitest worker. With `pool: "forks"`, `isolate: false` and `fileParallelism: false` that is one
 * Worker for the whole run. A test in which the Worker calls a host that is not emulated fails, and what goes wrong at GitHub
 * ends with its test.
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
    onCleanup(() => kit.close().catch(tellAfterWhich));
    return kit;
  })
  .extend("noUnexpectedRequests", { auto: true }, async ({ kit, task }, { onCleanup }) => {
    lastFile = task.file.filepath;
    onCleanup(() => {
      kit.github.clearFaults();
      kit.assertNoUnexpectedRequests();
    });
  });

/** A call to a host that is not emulated, made after the last answer, is that file's. */
function tellAfterWhich(error: unknown): never {
  if (!(error instanceof KitError)) throw error;
  const message = `${displayPath(lastFile)}  after its last answer\n${error.message}`;
  throw new KitError(error.code, message, { hint: error.hint, cause: error });
}

/** Starts the kit and makes sure that it does not outlive what started this process. */
function startKitForProcess(): Promise<Kit> {
  for (const event of ["SIGINT", "SIGTERM", "disconnect"]) process.once(event, leave);
  return startKit(inject("mcpKit"));
}

function leave(): void {
  void handOverToGuards().finally(() => process.exit(130));
}
