import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { test } from "vitest";
import { serveOAuth } from "../../client/oauth-server.test-support.ts";
import { openUserHome } from "../testing/user-home.ts";

/** The command lines of those that run with a path of this home, as Linux tells them. */
function processesWith(path: string): string[] {
  if (process.platform !== "linux") return [];
  const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return processes.map(commandLineOf).filter((line) => line.includes(path));
}

function commandLineOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return ""; // it has ended
  }
}

test("CL-55 Ctrl-C while somebody should sign in ends with 130, and nothing was written", async ({
  expect,
}) => {
  await using home = await openUserHome();
  await using server = await serveOAuth({ waits: true });
  const child = home.spawn("install", server.url);
  for await (const line of createInterface(child.stderr)) {
    if (line.includes("sign in at http")) child.kill("SIGINT");
  }
  if (child.exitCode === null) await once(child, "exit");
  expect([child.exitCode, await home.read()]).toEqual([130, undefined]);
  // The browser that had just been opened is the person's, and ends by itself.
  await expect.poll(() => processesWith(home.path), { timeout: 20_000 }).toEqual([]);
});
