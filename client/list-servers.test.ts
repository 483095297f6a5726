import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "vitest";
import { findServer } from "./find-server.ts";
import { hostConfigFile } from "./host-config-file.ts";
import { openHome, theirs } from "./install-home.test-support.ts";
import { installServer } from "./install-server.ts";
import { listServers } from "./list-servers.ts";

const url = "http://localhost:8788/mcp";

test("reads a file that is named for one host alone, Claude Desktop where none is", async ({
  expect,
}) => {
  await using home = await openHome();
  const { platform } = home;
  const json = join(home.path, "my.json");
  await writeFile(json, theirs);
  expect((await listServers({ file: json, platform })).servers).toMatchObject([
    { host: "claude-desktop", name: "other" },
  ]);
  expect((await listServers({ file: json, host: "cursor", platform })).servers).toMatchObject([
    { host: "cursor", name: "other" },
  ]);
  const toml = join(home.path, "my.toml");
  await writeFile(toml, '[mcp_servers.w]\ncommand = "x"\n');
  const listed = await listServers({ file: toml, host: "codex", platform });
  expect([listed.servers, listed.refused]).toMatchObject([[{ host: "codex", name: "w" }], []]);
  expect((await listServers({ file: toml, platform })).refused).toHaveLength(1);
});

test("CL-43 lists a file of another name that the kit has written, and finds its servers", async ({
  expect,
}) => {
  await using home = await openHome();
  const { platform } = home;
  const file = join(home.path, "my.json");
  const options = { name: "w", verify: false, force: true, platform };
  await installServer(url, { ...options, file });
  expect(await listServers({ platform })).toMatchObject({
    servers: [{ host: "claude-desktop", file, name: "w", ours: true }],
    refused: [],
  });
  expect(await findServer("w", { platform })).toMatchObject({ url });
  expect((await listServers({ platform, host: "cursor" })).servers).toEqual([]);
  await home.write("{}");
  await installServer("http://localhost:1/mcp", options);
  await expect(findServer("w", { platform })).rejects.toMatchObject({
    code: "USAGE",
    hint: "Say which: --file <path>.",
  });
  expect(await findServer("w", { platform, file })).toMatchObject({ url });
});

test.skipIf(process.platform === "win32")(
  "CL-30 lists one file once, and refuses a link to nothing where a host's file may lie",
  async ({ expect }) => {
    await using home = await openHome();
    const { platform } = home;
    const file = join(home.path, "my.json");
    await installServer(url, { name: "w", verify: false, force: true, platform, file });
    await mkdir(dirname(home.file), { recursive: true });
    await symlink(file, home.file);
    expect((await listServers({ platform })).servers).toMatchObject([{ file, name: "w" }]);
    const cursor = hostConfigFile("cursor", platform);
    await mkdir(dirname(cursor), { recursive: true });
    await symlink("nowhere", cursor);
    for (const host of [undefined, "cursor"] as const)
      expect((await listServers({ platform, host })).refused).toMatchObject([
        {
          code: "HOST_FILE_REFUSED",
          message: `${cursor} is a link to a file that is not there.`,
        },
      ]);
  },
);
