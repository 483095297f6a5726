import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Platform } from "../platform.ts";
import { makeTemporaryFolder } from "../temporary-folder.ts";

export interface ShutBrowser extends AsyncDisposable {
  /** The environment, changed so that programs which open a browser open nothing. */
  environment: Record<string, string>;
}

/**
 * Takes the browser out of an environment: `open` and `xdg-open` are found first in `PATH`, and do nothing.
 *
 * On Windows mcp-remote starts PowerShell by its whole path, so nothing can be put before it.
 */
export async function shutBrowser(
  platform: Platform,
  environment: Record<string, string>,
): Promise<ShutBrowser> {
  if (platform.os === "win32") return { environment, [Symbol.asyncDispose]: async () => {} };
  const folder = await makeTemporaryFolder();
  const programs = ["open", "xdg-open"].map((name) => join(folder, name));
  await Promise.all(programs.map((file) => writeFile(file, "#!/bin/sh\n", { mode: 0o700 })));
  const PATH = [folder, environment["PATH"]].filter(Boolean).join(":");
  return {
    environment: { ...environment, PATH, BROWSER: join(folder, "open") },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
