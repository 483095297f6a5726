import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { test } from "vitest";
import type { Host } from "./hosts/table.ts";
import { openHome } from "./install-home.test-support.ts";
import { installServer } from "./install-server.ts";
import type { Platform } from "./platform.ts";
import { uninstallServer } from "./uninstall-server.ts";

const url = "http://localhost:8788/mcp";

test.for<[Host, string, string, boolean]>([
  ["cline", '"disabled": false', '"disabled": true', true],
  ["cline", '"autoApprove": []', '"autoApprove": ["add"], "timeout": 90', true],
  ["cline", '"autoApprove": []', '"headers": {"X-Key": "theirs"}', false],
  ["cline", `"url": "${url}"`, '"url": "http://localhost:1/mcp"', false],
  [
    "codex",
    `url = "${url}"`,
    `url = "${url}"\n\n[mcp_servers.w.tools.add]\napproval_mode = "approve"`,
    true,
  ],
  [
    "codex",
    `url = "${url}"`,
    `url = "${url}"\n\n[mcp_servers.w.http_headers]\nX = "theirs"`,
    false,
  ],
  ["goose", "enabled: true", "enabled: false\n    bundled: null\n    envs: {}", true],
])(
  "CL-43 takes out what %s has touched since by its own switches: %s → %s",
  async ([host, was, is, isOurs], { expect }) => {
    await using home = await openHome();
    const { platform } = home;
    const options = { name: "w", host, platform, verify: false };
    const { file } = await installServer(url, options);
    const text = await readFile(file, "utf8");
    const touched = text.replace(was, is);
    expect(touched).not.toBe(text);
    await writeFile(file, touched);
    expect(await uninstallServer("w", options)).toMatchObject({
      how: isOurs ? "removed" : "foreign",
    });
    const left = await readFile(file, "utf8").catch(() => "");
    expect(left.includes(is)).toBe(!isOurs);
  },
);

/** Has the kit's entry take the place of somebody's own that calls the same URL, and differs by a switch only. */
async function replaceOwn(platform: Platform) {
  const options = { name: "w", host: "cline" as const, platform, verify: false };
  const { file } = await installServer(url, options);
  const own = (await readFile(file, "utf8")).replace('"disabled": false', '"disabled": true');
  await uninstallServer("w", options);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, own);
  await installServer(url, { ...options, force: true });
  return { options, file, own };
}

test("CL-44 gives somebody's own entry back that is much like the kit's, where the host has dropped the kit's", async ({
  expect,
}) => {
  await using home = await openHome();
  const { options, file, own } = await replaceOwn(home.platform);
  await writeFile(file, '{"mcpServers": {}}');
  expect(await uninstallServer("w", options)).toMatchObject({ replaced: true });
  expect(JSON.parse(await readFile(file, "utf8"))).toEqual(JSON.parse(own));
});

test("CL-43 leaves somebody's own entry that the kit's had replaced, where it is back, though it calls the same URL", async ({
  expect,
}) => {
  await using home = await openHome();
  const { options, file, own } = await replaceOwn(home.platform);
  await writeFile(file, own); // its host has written it from memory
  expect(await uninstallServer("w", options)).toMatchObject({ how: "foreign" });
  expect(await readFile(file, "utf8")).toBe(own);
});
