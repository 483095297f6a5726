import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "vitest";
import { mcpRemoteVersion } from "../bridge/mcp-remote-version.ts";
import { uninstallServer } from "../uninstall-server.ts";
import { entryVersion } from "./entry-version.ts";
import { mac, sceneOf, sickHome, stdio, windows } from "./sick-home.test-support.ts";

const url = "https://example.com/mcp";

test.for<[string[], string | undefined]>([
  [["npx", "mcp-remote", url], "mcp-remote-unpinned"],
  [["npx", "-y", "mcp-remote@latest", url], "mcp-remote-unpinned"],
  [["npx", "-y", "mcp-remote@^0.15.1", url], "mcp-remote-unpinned"],
  [["npx", "-y", "mcp-remote@0", url], "mcp-remote-unpinned"],
  [["cmd", "/c", "npx", "-y", "mcp-remote", url], "mcp-remote-unpinned"],
  [["C:\\nodejs\\npx.cmd", "mcp-remote@0.0.5", url], "mcp-remote-vulnerable"],
  [["bunx", "mcp-remote@0.1.15", url], "mcp-remote-vulnerable"],
  [["npx", "--package=mcp-remote@0.1.9", "mcp-remote", url], "mcp-remote-vulnerable"],
  [["npx", "mcp-remote@0.1.16", url], "mcp-remote-old"],
  [["npx", "mcp-remote@0.9.30", url], "mcp-remote-old"],
  [["npx", `mcp-remote@${mcpRemoteVersion}`, url], undefined],
  [["npx", "mcp-remote@0.100.0", url], undefined],
  [["/usr/local/bin/mcp-remote", url], undefined],
  [["npx", "-y", "other-server@latest", url], undefined],
])("CL-20 %j: %s", async ([[command = "", ...args], id], { expect }) => {
  for (const platform of [mac, windows]) {
    const found = await entryVersion.look(
      sceneOf(platform, { theirs: stdio(command, ...args) }),
      [],
    );
    expect(found.map((each) => each.id)).toEqual(id === undefined ? [] : [id]);
  }
});

test("CVE-2025-6514 is a failure, an unpinned version a warning, and both are mended when named", async ({
  expect,
}) => {
  await using home = await sickHome();
  const flags = ["--header-file", "/x", "--debug"];
  await home.writeServers({
    bad: { command: "/usr/bin/npx", args: ["-y", "mcp-remote@0.1.2", url, ...flags], more: 1 },
    loose: { command: "/usr/bin/npx", args: ["mcp-remote", url] },
  });
  const before = await home.read();
  const ids = async () => (await home.found()).filter((each) => each.includes("mcp-remote"));
  expect(await ids()).toEqual(["fail mcp-remote-vulnerable bad", "warn mcp-remote-unpinned loose"]);
  const { findings, fixed } = await home.run({ fix: true });
  expect([fixed, await home.read()]).toEqual([[], before]);
  expect(findings[0]).toMatchObject({ fixable: false, mend: "mcp-kit doctor bad --fix" });
  expect(findings[0]?.why).toContain("CVE-2025-6514");

  expect((await home.run({ fix: true, name: "bad" })).fixed).toMatchObject([
    { id: "mcp-remote-vulnerable" },
  ]);
  const { bad, loose } = await home.servers();
  expect(bad).toEqual({
    command: "/usr/bin/npx",
    args: ["-y", `mcp-remote@${mcpRemoteVersion}`, url, ...flags],
    more: 1,
  });
  expect(loose?.args).toEqual(["mcp-remote", url]);
  expect((await uninstallServer("bad", { platform: home.platform })).how).toBe("restored");
  expect(await home.read()).toBe(before);
});

test("reads the version of an mcp-remote that lies on the disk, and takes the bridge in its place where the entry is named", async ({
  expect,
}) => {
  await using home = await sickHome();
  const script = join(home.path, "mcp-remote", "dist", "proxy.js");
  await mkdir(dirname(script), { recursive: true });
  await writeFile(script, "");
  const write = (version: string) =>
    writeFile(
      join(home.path, "mcp-remote", "package.json"),
      JSON.stringify({ name: "mcp-remote", version }),
    );
  await home.writeServers({ theirs: { command: "/usr/bin/node", args: [script, url] } });
  await write("0.1.5");
  expect((await home.run()).findings).toMatchObject([
    { id: "mcp-remote-vulnerable", fixable: false, mend: "mcp-kit doctor theirs --fix" },
  ]);
  await write(mcpRemoteVersion);
  expect(await home.found()).toEqual([]);
  await write("0.1.5");
  expect(await home.run({ fix: true, name: "theirs" })).toMatchObject({
    findings: [],
    fixed: [{ id: "mcp-remote-vulnerable" }],
  });
  expect((await home.servers())["theirs"]?.args).toEqual([
    expect.stringContaining(join(".remote-mcp-kit", "bridge", "mcp-remote-")),
    url,
  ]);
  expect(await readFile(script, "utf8")).toBe("");
});
