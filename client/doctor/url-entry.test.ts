import { test } from "vitest";
import { readHeaderFile } from "../header-file.ts";
import { uninstallServer } from "../uninstall-server.ts";
import { mac, sceneOf, sickHome } from "./sick-home.test-support.ts";
import { urlEntry } from "./url-entry.ts";

const url = "http://localhost:8788/mcp";

test("finds an entry with a URL, which Claude Desktop does not accept, and leaves it alone", async ({
  expect,
}) => {
  await using home = await sickHome();
  await home.writeServers({ theirs: { url, disabled: true } });
  const before = await home.read();
  const { findings, fixed } = await home.run({ fix: true });
  expect(findings).toMatchObject([
    {
      id: "url-entry",
      severity: "fail",
      name: "theirs",
      what: `The entry "theirs" gives Claude Desktop the URL "${url}", which it does not accept in its file.`,
      mend: "mcp-kit doctor theirs --fix",
      fixable: false,
    },
  ]);
  // A Connector is called from the internet, and cannot reach localhost.
  expect(findings[0]).not.toHaveProperty("advice");
  expect([fixed, await home.read()]).toEqual([[], before]);
});

test("gives it the bridge when the user names it", async ({ expect }) => {
  await using home = await sickHome();
  await home.writeServers({ theirs: { type: "http", url }, other: { url } });
  const before = await home.read();
  const done = await home.run({ fix: true, name: "theirs" });
  expect(done).toMatchObject({ ok: true, findings: [], fixed: [{ id: "url-entry" }] });
  const { theirs, other } = await home.servers();
  expect(theirs).toEqual(await home.ownEntry(url));
  expect(other).toEqual({ url });
  expect((await uninstallServer("theirs", { platform: home.platform })).how).toBe("restored");
  expect(await home.read()).toBe(before);
});

test("takes its headers over into a file, and HTTP+SSE as it is", async ({ expect }) => {
  await using home = await sickHome();
  const headers = { Authorization: "Bearer hunter2" };
  await home.writeServers({ theirs: { type: "sse", url: "https://example.com/sse", headers } });
  expect(await home.run({ fix: true, name: "theirs" })).toMatchObject({ ok: true, findings: [] });
  const { args = [] } = (await home.servers())["theirs"] ?? {};
  expect(args.slice(1, 4)).toEqual(["https://example.com/sse", "--transport", "sse-only"]);
  expect(await readHeaderFile(args.at(-1) ?? "")).toMatchObject({
    headers: [{ name: "Authorization", value: "Bearer hunter2" }],
  });
  expect(args.join(" ")).not.toContain("hunter2");
});

test.for([
  ["https://example.com/mcp", /^Or add the URL in Claude Desktop under Settings -> Connectors\.$/],
  ["https://mcp.lan/mcp", undefined],
  ["https://example.com/mcp?token=hunter2", undefined],
] as const)(
  "advises a Connector where one can get to: %s",
  async ([theirs, advice], { expect }) => {
    const scene = sceneOf(mac, { theirs: { kind: "remote", url: theirs } });
    const [found] = await urlEntry.look({ ...scene, named: true }, []);
    if (advice) expect(found?.advice).toMatch(advice);
    else expect(found).not.toHaveProperty("advice");
    // Without its secret nobody knows how to get in.
    expect(found?.fix === undefined).toBe(theirs.includes("hunter2"));
  },
);

test("loses nothing else that one holds, and says why it was left", async ({ expect }) => {
  await using home = await sickHome();
  await home.writeServers({ theirs: { url, headers: { Authorization: ["Bearer hunter2"] } } });
  const before = await home.read();
  const { ok, findings } = await home.run({ fix: true, name: "theirs" });
  expect(ok).toBe(false);
  expect(findings).toMatchObject([{ obstacle: expect.stringContaining('holds "headers"') }]);
  expect(JSON.stringify(findings)).not.toContain("hunter2");
  expect(await home.read()).toBe(before);
});

test("finds nothing wrong with a URL where the host takes one", async ({ expect }) => {
  await using home = await sickHome("cursor");
  await home.writeServers({ theirs: { url } });
  expect(await home.run()).toMatchObject({ findings: [], looked: { servers: 1 } });
});
