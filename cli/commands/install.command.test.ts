import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtempDisposable, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "vitest";
import { freePort, serveLocally } from "../../client/local-server.test-support.ts";
import { mcpEndpoint } from "../../client/mcp-endpoint.test-support.ts";
import { serveOAuth } from "../../client/oauth-server.test-support.ts";
import { personAt } from "../../client/person.test-support.ts";
import { runKitIn, spawnKit } from "../testing/run-kit.ts";

/** A user's home with nothing in it, and the commands run there. */
async function openHome() {
  const home = await mkdtempDisposable(join(tmpdir(), "mcp-kit-"));
  const { platform } = await personAt(home.path);
  const env = { ...platform.env, HOME: home.path, SUDO_USER: "" };
  const folder = join(home.path, ".config", "Claude");
  const file = join(folder, "claude_desktop_config.json");
  return {
    path: home.path,
    file,
    kit: (...args: string[]) => runKitIn({ env }, ...args),
    spawn: (...args: string[]) => spawnKit(args, { env }),
    write: async (text: string) => {
      await mkdir(folder, { recursive: true });
      await writeFile(file, text);
    },
    read: () => readFile(file, "utf8").catch(() => undefined),
    [Symbol.asyncDispose]: () => home.remove(),
  };
}

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

const theirs = `{ "mcpServers": { "other": { "command": "x", "env": { "KEY": "hunter2" } } } }\r\n`;

test("CL-47 install, list, status and uninstall give one JSON document each, and undo each other", async ({
  expect,
}) => {
  await using home = await openHome();
  await using server = await serveLocally(mcpEndpoint());
  await home.write(theirs);
  const url = `${server.origin}/mcp`;
  const installed = await home.kit("install", url, "--name", "mine", "--json");
  expect([installed.status, JSON.parse(installed.stdout)]).toEqual([
    0,
    {
      host: "claude-desktop",
      file: home.file,
      name: "mine",
      changed: true,
      verified: { tools: ["add", "echo"], ms: expect.any(Number) },
      form: "bridge",
      entry: { command: expect.any(String), args: expect.arrayContaining([url]) },
    },
  ]);
  const listed = await home.kit("list", "--json");
  expect(listed.stdout).not.toContain("hunter2");
  expect(JSON.parse(listed.stdout)).toEqual({
    servers: [
      {
        host: "claude-desktop",
        file: home.file,
        name: "mine",
        kind: "bridge",
        url,
        ours: true,
        disabled: false,
      },
      {
        host: "claude-desktop",
        file: home.file,
        name: "other",
        kind: "local",
        url: null,
        ours: false,
        disabled: false,
      },
    ],
  });
  const status = await home.kit("status", "mine", "--json");
  expect([status.status, JSON.parse(status.stdout)]).toMatchObject([3, { signedIn: false, url }]);
  const removed = await home.kit("uninstall", "mine", "--json");
  expect(JSON.parse(removed.stdout)).toEqual({
    host: "claude-desktop",
    file: home.file,
    name: "mine",
    how: "restored",
    changed: true,
  });
  expect(await home.read()).toBe(theirs);
});

test("says in words what it did, what was proven, and what is next", async ({ expect }) => {
  await using home = await openHome();
  await using server = await serveOAuth();
  const installed = await home.kit("install", server.url);
  expect([installed.status, installed.stdout]).toEqual([0, ""]);
  expect(installed.stderr).toMatch(
    /Asking \S+ what it is …\n[^]*Signing in: your browser opens …\n[^]*Writing \S+ …\n[^]*✓ local-\d+ is in \S+\n {2}Started as Claude Desktop starts it, it answered in [\d.]+ s with \d+ tools: .*\n {2}Quit Claude Desktop fully/,
  );
  const name = /local-\d+/.exec(installed.stderr)?.[0] ?? "";
  const status = await home.kit("status", name);
  expect([status.status, status.stderr]).toEqual([0, expect.stringMatching(/signed in +yes/)]);
  const out = await home.kit("logout", name);
  expect([out.status, out.stderr]).toEqual([0, expect.stringContaining("is forgotten here")]);
  expect((await home.kit("status", name)).status).toBe(3);
  const back = await home.kit("login", name);
  expect([back.status, back.stderr]).toEqual([0, expect.stringContaining("✓ Signed in at")]);
});

test("CL-46 --dry-run shows our lines only, and writes nothing", async ({ expect }) => {
  await using home = await openHome();
  await home.write(theirs);
  const before = (await readdir(home.path, { recursive: true })).toSorted();
  const url = "http://localhost:8788/mcp";
  const shown = await home.kit("install", url, "--dry-run", "--no-verify");
  expect(shown.status).toBe(0);
  expect(shown.stdout).toContain(url);
  const forced = ["--name", "other", "--force", "--dry-run", "--no-verify"];
  for (const { stdout, stderr } of [shown, await home.kit("install", url, ...forced)]) {
    expect(Object.keys(JSON.parse(stdout) as object)).toEqual(["mcpServers"]);
    expect(stdout + stderr).not.toContain("hunter2");
  }
  expect((await readdir(home.path, { recursive: true })).toSorted()).toEqual(before);
  expect(await home.read()).toBe(theirs);
});

test.for([
  [["install"], 2, /takes one URL, and was given 0/],
  [["install", "http://example.com/mcp"], 2, /example\.com/],
  [["install", "http://localhost:1/mcp", "--name", "test&calc"], 2, /test&calc/],
  [["install", "http://localhost:1/mcp", "--host", "notepad"], 2, /notepad[^]*claude-desktop/],
  [["install", "http://localhost:1/mcp", "--file", "/etc/passwd"], 2, /passwd/],
  [["install", "http://localhost:1/mcp", "--header-file", "/nowhere"], 2, /nowhere/],
  [["uninstall"], 2, /takes one name/],
  [["status", "nobody"], 2, /no server "nobody"/],
  [["login", "nobody"], 2, /mcp-kit install <url>/],
  [["list", "--host", "notepad"], 2, /notepad/],
] as const)(
  "CL-57 %j is refused before anything is read or asked",
  async ([args, status, words], { expect }) => {
    await using home = await openHome();
    const refused = await home.kit(...args);
    expect([refused.status, refused.stdout, refused.stderr]).toEqual([
      status,
      "",
      expect.stringMatching(words),
    ]);
    expect(refused.stderr).not.toMatch(/\n\s+at /);
    expect(await home.read()).toBeUndefined();
  },
);

test("a server that is down is exit 4, a file that is broken exit 5, and neither is touched", async ({
  expect,
}) => {
  await using home = await openHome();
  const down = await home.kit("install", `http://127.0.0.1:${await freePort()}/mcp`);
  expect([down.status, await home.read()]).toEqual([4, undefined]);
  const broken = `{\n  "mcpServers": {},\n}`;
  await home.write(broken);
  for (const command of [
    ["install", "http://localhost:8788/mcp", "--no-verify"],
    ["uninstall", "mine"],
    ["list"],
  ]) {
    const refused = await home.kit(...command);
    expect([command[0], refused.status, refused.stderr]).toEqual([
      command[0],
      5,
      expect.stringContaining(`${home.file}:3:1`),
    ]);
    expect(await home.read()).toBe(broken);
  }
});

test("CL-55 Ctrl-C while somebody should sign in ends with 130, and nothing was written", async ({
  expect,
}) => {
  await using home = await openHome();
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

test("CL-56 what has to be known is named as a flag, and nobody is waited for", async ({
  expect,
}) => {
  await using home = await openHome();
  for (const [host, port] of [
    ["claude-desktop", 8788],
    ["lm-studio", 8789],
  ] as const) {
    const url = `http://localhost:${port}/mcp`;
    await home.kit("install", url, "--name", "mine", "--host", host, "--no-verify", "--bridge");
  }
  const asked = await home.kit("status", "mine");
  expect([asked.status, asked.stderr]).toEqual([
    2,
    expect.stringContaining("--host claude-desktop, or --host lm-studio"),
  ]);
});

test("CL-47 what fails with --json is one JSON document on stderr", async ({ expect }) => {
  await using home = await openHome();
  const url = `http://127.0.0.1:${await freePort()}/mcp`;
  const failed = await home.kit("install", url, "--json");
  expect([failed.status, failed.stdout]).toEqual([4, ""]);
  expect(JSON.parse(failed.stderr)).toMatchObject({ error: { code: "CONNECT_FAILED" } });
});

test("CL-50 a name with a line break takes no line of its own in the list", async ({ expect }) => {
  await using home = await openHome();
  await home.write('{"mcpServers":{"a\\n✓ All is well":{"command":"x"}}}');
  const { stdout } = await home.kit("list");
  expect(stdout.trimEnd().split("\n")).toHaveLength(2);
});

test("login starts no bridge of the kit's that was altered", async ({ expect }) => {
  await using home = await openHome();
  await using server = await serveOAuth();
  await home.kit("install", server.url, "--name", "mine", "--no-verify");
  const folder = join(home.path, ".remote-mcp-kit", "bridge");
  const bridge = (await readdir(folder)).find((name) => name.endsWith(".mjs")) ?? "";
  const marker = join(home.path, "was-run");
  await writeFile(
    join(folder, bridge),
    `import { writeFileSync } from "node:fs"; writeFileSync(${JSON.stringify(marker)}, "");`,
  );
  const refused = await home.kit("login", "mine");
  expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining("was altered")]);
  await expect(readFile(marker)).rejects.toThrow();
});

test("list tells of a receipt that cannot be used", async ({ expect }) => {
  await using home = await openHome();
  await home.kit("install", "http://localhost:8788/mcp", "--name", "mine", "--no-verify");
  const receipts = join(home.path, ".remote-mcp-kit", "receipts");
  const [receipt = ""] = await readdir(receipts);
  await writeFile(join(receipts, receipt), "[]");
  const { status, stderr } = await home.kit("list");
  expect([status, stderr]).toEqual([0, expect.stringContaining("counts as if there were none")]);
});

test("config prints the bridge that was installed, once there is one", async ({ expect }) => {
  await using home = await openHome();
  const url = "http://localhost:8788/mcp";
  const own = join(home.path, ".remote-mcp-kit", "bridge");
  expect((await home.kit("config", url)).stdout).not.toContain(own);
  await home.kit("install", url, "--no-verify");
  expect((await home.kit("config", url)).stdout).toContain(own);
});

test("uninstall leaves what is not the kit's, and says so", async ({ expect }) => {
  await using home = await openHome();
  await home.write(theirs);
  const refused = await home.kit("uninstall", "other");
  expect([refused.status, refused.stderr]).toEqual([
    2,
    expect.stringContaining("is not the kit's"),
  ]);
  const absent = await home.kit("uninstall", "mine");
  expect(["CL-45", absent.status, absent.stderr]).toEqual([
    "CL-45",
    0,
    expect.stringContaining("there was no mine"),
  ]);
  expect(await home.read()).toBe(theirs);
});
