import { existsSync, writeFileSync } from "node:fs";
import { chmod, chown, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "vitest";
import type { DiagnoseOptions } from "./diagnose.ts";
import { checks } from "./doctor/checks.ts";
import { sickHome } from "./doctor/sick-home.test-support.ts";
import { hostConfigFile } from "./host-config-file.ts";
import { asOrdinaryUser } from "./host-file.test-support.ts";
import { hosts, isHost, type Host } from "./hosts/table.ts";
import { installServer } from "./install-server.ts";
import { listServers } from "./list-servers.ts";
import { uninstallServer } from "./uninstall-server.ts";

const url = "http://localhost:8788/mcp";
const gone = "/gone/node";

test("finds nothing wrong in a home without any host", async ({ expect }) => {
  await using home = await sickHome();
  const before = await home.list();
  expect(await home.run({ fix: true })).toEqual({
    ok: true,
    refused: false,
    findings: [],
    fixed: [],
    looked: { files: 0, servers: 0, missing: [] },
  });
  expect(await home.list()).toEqual(before);
});

test("each finding has an id of its own that says how bad it is and why it matters", ({
  expect,
}) => {
  const kinds = checks.flatMap(({ finds }) => Object.entries(finds));
  const ids = kinds.map(([id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [id, { why }] of kinds) {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(why).toMatch(/^[A-Za-z].*\.$/);
  }
});

test("CL-46 writes nothing at all without fix, whatever is wrong", async ({ expect }) => {
  await using home = await sickHome();
  await installServer(url, { name: "wiped", platform: home.platform, verify: false });
  await home.writeServers({
    mine: { ...(await home.ownEntry()), command: gone },
    plain: { url },
    loose: { command: "/usr/bin/npx", args: ["mcp-remote", url] },
  });
  const before = [await home.list(), await home.read()];
  expect(await home.found()).toEqual([
    "fail entry-wiped wiped",
    "fail url-entry plain",
    "fail node-missing mine",
    "warn mcp-remote-unpinned loose",
  ]);
  expect([await home.list(), await home.read()]).toEqual(before);
});

test("fix changes nothing but the entries of the kit's own, and keeps every other byte", async ({
  expect,
}) => {
  await using home = await sickHome();
  const mine = await home.ownEntry();
  const text = (command: string) =>
    `{\r\n\t"big": 12345678901234567890,\r\n\t"mcpServers": {\r\n\t\t"plain": { "url": "${url}" },\r\n\t\t"mine": ${JSON.stringify({ ...mine, command })} }\r\n}`;
  await home.write(text(gone));
  const { fixed, findings } = await home.run({ fix: true });
  expect(fixed.map(({ id }) => id)).toEqual(["node-missing"]);
  expect(findings.map(({ id }) => id)).toEqual(["url-entry"]);
  const [before, after] = [text(gone), await home.read()];
  const start = before.indexOf('"mine"');
  expect(after.slice(0, start)).toBe(before.slice(0, start));
  expect(after.endsWith(" }\r\n}")).toBe(true);
});

test.for(Object.keys(hosts).filter(isHost))(
  "%s: mends an entry and a wiped one in the host's own format, and every other byte stays",
  async (host, { expect }) => {
    await using home = await sickHome(host);
    const { platform, file } = home;
    const fixtures = new URL(`../fixtures/hosts/${host}/`, import.meta.url);
    const [fixture = ""] = await readdir(fixtures);
    const theirs = await readFile(new URL(fixture, fixtures), "utf8");
    await home.write(theirs);
    const options = { name: "mine-1", host, platform, bridge: true, verify: false };
    await installServer(url, options);
    const node = "/opt/node-of-today/bin/node";
    const { found, run } = doctorWith(home, { host, node });
    expect(await found()).toEqual(["node-missing"]);
    expect(await run({ fix: true })).toMatchObject({ fixed: [{ id: "node-missing", host, file }] });
    expect(await found()).toEqual([]);
    const { servers } = await listServers({ host, platform });
    const mine = servers.find(({ name }) => name === "mine-1")?.entry;
    expect(mine).toMatchObject({ kind: "stdio", entry: { command: node } });

    await home.write(theirs);
    expect(await found()).toEqual(["entry-wiped"]);
    await run({ fix: true });
    const again = (await listServers({ host, platform })).servers;
    expect(again.find(({ name }) => name === "mine-1")?.entry).toEqual(mine);
    expect((await uninstallServer("mine-1", { host, platform })).how).not.toBe("foreign");
    expect(await home.read()).toBe(theirs);
  },
);

/** A doctor on a machine with one Node.js, and what of the kit's own entry he finds. */
function doctorWith(
  home: Awaited<ReturnType<typeof sickHome>>,
  { host, node }: { host: Host; node: string },
) {
  const run = (options: DiagnoseOptions = {}) =>
    home.run({
      host,
      node: {
        execPath: node,
        realpath: (path) => Promise.resolve(path),
        versionOf: (path) => Promise.resolve(path === node ? "24.0.0" : undefined),
      },
      ...options,
    });
  const found = async () =>
    (await run()).findings.filter(({ name }) => name === "mine-1").map(({ id }) => id);
  return { run, found };
}

test("looks at the hosts and the one server that it is told", async ({ expect }) => {
  await using home = await sickHome();
  const entry = { ...(await home.ownEntry()), command: gone };
  await home.writeServers({ mine: entry, other: entry });
  const cursor = hostConfigFile("cursor", home.platform);
  await mkdir(dirname(cursor), { recursive: true });
  await writeFile(cursor, "{ broken");
  expect(await home.found()).toEqual([
    "fail host-file-refused",
    "fail node-missing mine",
    "fail node-missing other",
  ]);
  expect(await home.found({ host: "cursor" })).toEqual(["fail host-file-refused"]);
  expect(await home.found({ name: "mine" })).toEqual(["fail node-missing mine"]);
  expect(await home.found({ file: home.file, host: "claude-desktop" })).toHaveLength(2);
  expect((await home.run({ name: "mine", fix: true })).refused).toBe(false);
  expect(await home.found({ host: "claude-desktop" })).toEqual(["fail node-missing other"]);
});

test("refuses a name that is in no file, and says which there are", async ({ expect }) => {
  await using home = await sickHome();
  await home.writeServers({ mine: await home.ownEntry() });
  await expect(home.run({ name: "nobody\u001B[2J" })).rejects.toMatchObject({
    code: "USAGE",
    message: String.raw`There is no server "nobody\u001b[2J" in any host's file.`,
    hint: "There are mine.",
  });
});

test("CL-50 shows no name of an entry as it is that could be taken for more than one", async ({
  expect,
}) => {
  await using home = await sickHome();
  const forged = "mine\n\n  ✓ others  mended";
  await home.writeServers({ [forged]: { command: "theirs" } });
  const shown = String.raw`"mine\n\n  \u2713 others  mended"`;
  await expect(home.run({ name: "nobody" })).rejects.toMatchObject({ hint: `There are ${shown}.` });
  await home.writeServers({ [forged]: { ...(await home.ownEntry()), command: gone } });
  const { findings } = await home.run();
  expect(findings.map(({ id }) => id)).toEqual(["node-missing"]);
  expect(findings.filter(({ what, mend }) => /\n/.test(what + mend))).toEqual([]);
});

test.skipIf(process.platform === "win32")(
  "CL-38 says that it has not mended a file that it may not write",
  async ({ expect }) => {
    await using home = await sickHome();
    await home.writeServers({ loose: { command: "/usr/bin/npx", args: ["mcp-remote", url] } });
    const before = await home.read();
    // Root may write anywhere: there the file becomes that of another, who then looks at it.
    if (process.getuid?.() === 0)
      for (const path of ["", ...(await home.list())])
        await chown(join(home.path, path), 65_534, 0);
    await chmod(home.file, 0o444);
    await chmod(dirname(home.file), 0o555);
    const { ok, refused, findings, fixed } = await asOrdinaryUser(() =>
      home.run({ fix: true, name: "loose" }),
    );
    expect({ ok, refused, fixed }).toEqual({ ok: true, refused: true, fixed: [] });
    expect(findings).toMatchObject([
      { id: "mcp-remote-unpinned", obstacle: expect.stringContaining(home.file) },
    ]);
    expect(await home.read()).toBe(before);
    await chmod(dirname(home.file), 0o755);
  },
);

test("calls nothing mended that a host takes back at once", async ({ expect }) => {
  await using home = await sickHome();
  const entry = { ...(await home.ownEntry()), command: gone };
  await home.writeServers({ mine: entry });
  const before = await home.read();
  // It writes from memory, as a host does while it runs, whenever somebody looks whether its file is there.
  const exists = (path: string) => {
    if (path === home.file) writeFileSync(path, before);
    return existsSync(path);
  };
  const { ok, findings, fixed } = await home.run({
    fix: true,
    platform: { ...home.platform, exists },
    processes: () => Promise.resolve([{ name: "claude-desktop" }]),
  });
  expect([ok, fixed]).toEqual([false, []]);
  expect(findings).toMatchObject([
    { id: "node-missing", obstacle: "It was mended, and was there again in the next look." },
    { id: "host-running", what: "Claude Desktop is running while its file is written." },
  ]);
});

test("ends when it is aborted", async ({ expect }) => {
  await using home = await sickHome();
  await expect(home.run({ signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow(
    "enough",
  );
});
