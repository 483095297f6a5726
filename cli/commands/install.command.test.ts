import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "vitest";
import { serveLocally } from "../../client/local-server.test-support.ts";
import { mcpEndpoint } from "../../client/mcp-endpoint.test-support.ts";
import { serveOAuth } from "../../client/oauth-server.test-support.ts";
import { fileWithSecret, openUserHome } from "../testing/user-home.ts";

test("CL-47 install, list, status and uninstall give one JSON document each, and undo each other", async ({
  expect,
}) => {
  await using home = await openUserHome();
  await using server = await serveLocally(mcpEndpoint());
  await home.write(fileWithSecret);
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
    refused: [],
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
  expect(await home.read()).toBe(fileWithSecret);
});

test("says in words what it did, what was proven, and what is next", async ({ expect }) => {
  await using home = await openUserHome();
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

test("says of a server without tools that it has none", async ({ expect }) => {
  await using home = await openUserHome();
  await using server = await serveLocally(mcpEndpoint({ capabilities: {}, tools: [] }));
  const installed = await home.kit("install", `${server.origin}/mcp`, "--name", "mine");
  expect(installed.status).toBe(0);
  expect(installed.stderr).toMatch(
    /Warning: The server has no tools: Claude Desktop connects to it, and finds none to call\.\n/,
  );
  expect(installed.stderr).toMatch(/answered in [\d.]+ s with 0 tools\.\n/);
});

test("--no-verify writes an entry for a server of the internet, and says that a Connector is better", async ({
  expect,
}) => {
  await using home = await openUserHome();
  const install = ["install", "https://my-worker.example.workers.dev/mcp", "--no-verify"];
  const advice = expect.stringMatching(/By its address[^]*Settings -> Connectors/);
  const told = await home.kit(...install);
  expect([told.status, told.stderr]).toEqual([0, advice]);
  expect(await home.read()).toContain("my-worker.example.workers.dev");
  const { stdout } = await home.kit(...install, "--json");
  expect(JSON.parse(stdout)).toMatchObject({ changed: false, advice });
  for (const more of [["--bridge"], ["--host", "lm-studio"]]) {
    const { status, stderr } = await home.kit(...install, ...more);
    expect([status, stderr]).toEqual([0, expect.not.stringContaining("Connectors")]);
  }
});

test("CL-06 CL-46 --dry-run shows our lines only, and writes nothing", async ({ expect }) => {
  await using home = await openUserHome();
  await home.write(fileWithSecret);
  const before = (await readdir(home.path, { recursive: true })).toSorted();
  const url = "http://localhost:8788/mcp";
  const shown = await home.kit("install", url, "--dry-run", "--no-verify");
  expect(shown.status).toBe(0);
  expect(shown.stdout).toContain(url);
  const forced = ["--name", "other", "--force", "--dry-run", "--no-verify"];
  for (const { stdout, stderr } of [shown, await home.kit("install", url, ...forced)]) {
    expect(Object.keys(JSON.parse(stdout) as object)).toEqual(["mcpServers"]);
    expect(stdout + stderr).not.toContain("hunter2");
    expect(stderr.includes("in place of the entry other that is there")).toBe(
      stdout !== shown.stdout,
    );
  }
  expect((await readdir(home.path, { recursive: true })).toSorted()).toEqual(before);
  expect(await home.read()).toBe(fileWithSecret);
});

test("CL-50 a name with a line break takes no line of its own in the list", async ({ expect }) => {
  await using home = await openUserHome();
  await home.write('{"mcpServers":{"a\\n✓ All is well":{"command":"x"}}}');
  const { stdout } = await home.kit("list");
  expect(stdout.trimEnd().split("\n")).toHaveLength(2);
});

test("list tells of a receipt that cannot be used", async ({ expect }) => {
  await using home = await openUserHome();
  await home.kit("install", "http://localhost:8788/mcp", "--name", "mine", "--no-verify");
  const receipts = join(home.path, ".remote-mcp-kit", "receipts");
  const [receipt = ""] = await readdir(receipts);
  await writeFile(join(receipts, receipt), "[]");
  const { status, stderr } = await home.kit("list");
  expect([status, stderr]).toEqual([0, expect.stringContaining("counts as if there were none")]);
});

test("config prints the bridge that was installed, once there is one", async ({ expect }) => {
  await using home = await openUserHome();
  const url = "http://localhost:8788/mcp";
  const own = join(home.path, ".remote-mcp-kit", "bridge");
  expect((await home.kit("config", url)).stdout).not.toContain(own);
  await home.kit("install", url, "--no-verify");
  expect((await home.kit("config", url)).stdout).toContain(own);
});
