import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { test } from "vitest";
import { lockFile } from "../../client/file-lock.ts";
import { serveLocally } from "../../client/local-server.test-support.ts";
import { mcpEndpoint } from "../../client/mcp-endpoint.test-support.ts";
import { serveOAuth } from "../../client/oauth-server.test-support.ts";
import { projectRoot } from "../testing/run-kit.ts";
import { fileWithSecret, openUserHome } from "../testing/user-home.ts";

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

test.for([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)(
  "CL-55 %s before the entry is written ends with %i, and nothing is written, without a proof too",
  async ([signal, status], { expect }) => {
    await using home = await openUserHome();
    await home.write(fileWithSecret);
    const lock = await lockFile(home.file);
    const child = home.spawn("install", "http://localhost:8788/mcp", "--no-verify");
    for await (const line of createInterface(child.stderr)) {
      if (!line.startsWith("Writing")) continue;
      child.kill(signal);
      setTimeout(() => void lock[Symbol.asyncDispose](), 300);
    }
    if (child.exitCode === null) await once(child, "exit");
    expect([child.exitCode, await home.read()]).toEqual([status, fileWithSecret]);
    expect(await readdir(join(home.path, ".remote-mcp-kit"))).not.toContain("receipts");
  },
);

test("CL-55 a reader that goes away after the first line stops no work: the entry is written and proven", async ({
  expect,
}) => {
  await using home = await openUserHome();
  await using server = await serveLocally(mcpEndpoint());
  const status = await readOneLine(home.spawn("install", `${server.origin}/mcp`, "--name", "mine"));
  expect([status, await home.read()]).toEqual([0, expect.stringContaining(server.origin)]);
  expect(server.requests.filter(({ body }) => body.includes("tools/list"))).not.toEqual([]);
});

test("CL-55 a failed proof is undone, and told by the exit status, when nobody reads what is said", async ({
  expect,
}) => {
  await using home = await openUserHome();
  await using server = await serveLocally(mcpEndpoint({ refuses: "tools/list" }));
  await home.write(fileWithSecret);
  const install = ["install", `${server.origin}/mcp`, "--name", "other", "--force"];
  const status = await readOneLine(home.spawn(...install));
  expect([status, await home.read()]).toEqual([4, fileWithSecret]);
});

test("CL-55 doctor --fix mends what it began to mend when nobody reads what is said", async ({
  expect,
}) => {
  await using home = await openUserHome();
  await home.kit("install", "http://localhost:8788/mcp", "--name", "mine", "--no-verify");
  const folder = join(home.path, ".remote-mcp-kit", "bridge");
  await rm(folder, { recursive: true });
  const doctor = home.spawn("doctor", "--fix", "--offline");
  doctor.stderr.destroy();
  const status = await readOneLine(doctor);
  expect([status, await readdir(folder)]).toEqual([
    0,
    expect.arrayContaining([expect.stringMatching(/\.mjs$/)]),
  ]);
});

/** Runs a command to its end whose stderr is closed after the first of it, and whose stdout at once, as `head` does. */
async function readOneLine(child: ChildProcess): Promise<number | null> {
  child.stdout?.destroy();
  child.stderr?.once("data", () => child.stderr?.destroy());
  await once(child, "exit");
  return child.exitCode;
}

test.runIf(process.platform === "linux")(
  "output that cannot be written on a full disk is exit 1, and the work is done all the same",
  async ({ expect }) => {
    await using home = await openUserHome();
    await using full = await open("/dev/full", "w");
    const install = ["install", "http://localhost:8788/mcp", "--name", "mine", "--no-verify"];
    const child = spawn(process.execPath, ["cli/bin.ts", ...install, "--json"], {
      cwd: projectRoot,
      env: { ...process.env, ...home.env },
      stdio: ["ignore", full.fd, "pipe"],
    });
    const said = child.stderr && text(child.stderr);
    await once(child, "exit");
    expect([child.exitCode, await said]).toEqual([1, expect.stringContaining("ENOSPC")]);
    expect(await home.read()).toContain("mine");
  },
);
