import { test } from "vitest";
import { sickHome } from "./sick-home.test-support.ts";

const url = "http://localhost:8788/mcp";

test("finds an entry with a URL, which Claude Desktop does not accept, and leaves it alone", async ({
  expect,
}) => {
  await using home = await sickHome();
  await home.writeServers({ theirs: { url } });
  const before = await home.read();
  const { findings, fixed } = await home.run({ fix: true });
  expect(findings).toMatchObject([
    {
      id: "url-entry",
      severity: "fail",
      name: "theirs",
      what: `The entry "theirs" gives Claude Desktop the URL "${url}", which it does not accept in its file.`,
      mend: `mcp-kit install ${url} --name theirs --force`,
      advice: expect.stringContaining("Settings -> Connectors"),
      fixable: false,
    },
  ]);
  expect([fixed, await home.read()]).toEqual([[], before]);
});

test("gives it the bridge when the user names it", async ({ expect }) => {
  await using home = await sickHome();
  await home.writeServers({ theirs: { type: "http", url }, other: { url } });
  const done = await home.run({ fix: true, name: "theirs" });
  expect(done).toMatchObject({ ok: true, findings: [], fixed: [{ id: "url-entry" }] });
  const { theirs, other } = await home.servers();
  expect(theirs?.args).toContain(url);
  expect(other).toEqual({ url });
});

test("does not lose the headers of one that has some, and says why it was left", async ({
  expect,
}) => {
  await using home = await sickHome();
  await home.writeServers({ theirs: { url, headers: { Authorization: "Bearer hunter2" } } });
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
