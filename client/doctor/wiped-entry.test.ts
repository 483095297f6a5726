import { existsSync } from "node:fs";
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "vitest";
import { installServer } from "../install-server.ts";
import { uninstallServer } from "../uninstall-server.ts";
import { goodNode, sickHome } from "./sick-home.test-support.ts";

const url = "http://localhost:8788/mcp";
const theirs = '{ "theme": "dark" }\n';

/** A home in which the kit has written an entry. */
async function installed() {
  const home = await sickHome();
  await home.write(theirs);
  const { platform } = home;
  const { entry } = await installServer(url, { name: "mine", platform, verify: false });
  home.versions[String(entry["command"])] = "24.0.0";
  return { home, entry, platform };
}

test("finds nothing wrong with an entry that is where the kit wrote it", async ({ expect }) => {
  const { home } = await installed();
  await using _ = home;
  expect(await home.found()).toEqual([]);
});

test("finds an entry that the host has dropped, and --fix writes it again", async ({ expect }) => {
  const { home, entry, platform } = await installed();
  await using _ = home;
  await home.write('{ "theme": "light" }\n');
  const before = await home.list();
  const { findings } = await home.run();
  expect(findings).toMatchObject([
    {
      id: "entry-wiped",
      severity: "fail",
      host: "claude-desktop",
      file: home.file,
      name: "mine",
      mend: "mcp-kit doctor --fix",
      advice: "If you took it out yourself: `mcp-kit uninstall mine`",
      fixable: true,
    },
  ]);
  expect([await home.read(), await home.list()]).toEqual(['{ "theme": "light" }\n', before]);

  const mended = await home.run({ fix: true });
  expect(mended).toMatchObject({ ok: true, findings: [], fixed: [{ id: "entry-wiped" }] });
  expect(await home.servers()).toEqual({ mine: entry });
  expect((await home.run({ fix: true })).fixed).toEqual([]);
  await uninstallServer("mine", { platform });
  expect(JSON.parse(await home.read())).toEqual({ theme: "light" });
  expect(await home.found()).toEqual([]);
});

test("forgets an entry that its user took out, once uninstall has been told", async ({
  expect,
}) => {
  const { home, platform } = await installed();
  await using _ = home;
  await home.write(theirs);
  expect((await uninstallServer("mine", { platform })).how).toBe("absent");
  expect(await home.found()).toEqual([]);
});

test("misses no entry that was uninstalled while its file was gone, and knows what it held before", async ({
  expect,
}) => {
  const { home, platform } = await installed();
  await using _ = home;
  const withEntry = await home.read();
  await rm(home.file);
  const before = await home.list();
  for (const time of ["first", "second"]) {
    expect((await uninstallServer("mine", { platform })).how, time).toBe("absent");
    expect(await home.list()).toEqual(before);
  }
  const { entry } = await installServer(url, { name: "other", platform, verify: false });
  home.versions[String(entry["command"])] = "24.0.0";
  expect(await home.run({ fix: true })).toMatchObject({ ok: true, fixed: [] });
  expect(Object.keys(await home.servers())).toEqual(["other"]);
  await uninstallServer("other", { platform });
  await home.write(withEntry);
  expect((await uninstallServer("mine", { platform })).how).toBe("restored");
  expect(await home.read()).toBe(theirs);
});

test("CL-44 says how to have an entry forgotten whose whole file is gone", async ({ expect }) => {
  const { home, platform } = await installed();
  await using _ = home;
  await rm(home.file);
  expect((await home.run()).findings).toMatchObject([
    {
      id: "entry-wiped",
      advice: `If ${home.file} is gone for good: \`mcp-kit uninstall mine\``,
    },
  ]);
  await uninstallServer("mine", { platform });
  expect(await home.found()).toEqual([]);
});

test("writes again where the whole file is gone, and tells where the host is", async ({
  expect,
}) => {
  const { home, entry, platform } = await installed();
  await using _ = home;
  await rm(home.file);
  expect((await home.run({ fix: true })).fixed).toMatchObject([{ id: "entry-wiped" }]);
  expect(await home.servers()).toEqual({ mine: entry });
  await rm(dirname(home.file), { recursive: true });
  expect(await home.run({ fix: true })).toMatchObject({
    ok: true,
    findings: [
      {
        id: "host-folder-gone",
        what: expect.stringContaining(dirname(home.file)),
        mend: "mcp-kit uninstall mine",
        advice: expect.stringMatching(/: `mcp-kit doctor --fix`$/),
      },
    ],
    fixed: [],
  });
  expect(existsSync(dirname(home.file))).toBe(false);
  await mkdir(dirname(home.file), { recursive: true });
  expect((await home.run({ fix: true })).fixed).toMatchObject([{ id: "entry-wiped" }]);
  expect(await home.servers()).toEqual({ mine: entry });
  await rm(dirname(home.file), { recursive: true });
  await uninstallServer("mine", { platform });
  expect(await home.found()).toEqual([]);
});

test("goes on to mend what was behind it: the bridge and Node.js are gone too", async ({
  expect,
}) => {
  const { home, entry } = await installed();
  await using _ = home;
  const { command, args } = entry as { command: string; args: string[] };
  await home.write(theirs);
  await rm(args[0] ?? "");
  delete home.versions[command];
  home.versions[goodNode] = "24.0.0";
  const node = command === goodNode ? [] : ["node-missing"];
  const { ok, fixed } = await home.run({ fix: true });
  expect([ok, fixed.map(({ id }) => id)]).toEqual([
    true,
    ["entry-wiped", "bridge-missing", ...node],
  ]);
  expect((await home.servers())["mine"]?.command).toBe(goodNode);
});

test("CL-23 leaves a file that cannot be read to that finding, and still looks at the others", async ({
  expect,
}) => {
  const { home } = await installed();
  await using _ = home;
  await home.write("{ broken");
  expect(await home.found({ fix: true })).toEqual(["fail host-file-refused"]);
  expect(await home.read()).toBe("{ broken");
});

test("looks after a file that was named outright, and goes on where that one cannot be read", async ({
  expect,
}) => {
  const { home, platform } = await installed();
  await using _ = home;
  const file = join(home.path, "elsewhere", "claude_desktop_config.json");
  await mkdir(dirname(file));
  await installServer(url, { name: "other", file, platform, verify: false });
  expect(await home.found()).toEqual([]);
  await home.write(theirs);
  await writeFile(file, "{}");
  expect((await home.found()).toSorted()).toEqual([
    "fail entry-wiped mine",
    "fail entry-wiped other",
  ]);
  await writeFile(file, "{ broken");
  const { findings } = await home.run();
  expect(findings).toMatchObject([
    { id: "host-file-refused", file },
    { id: "entry-wiped", name: "mine" },
  ]);
  await rm(file);
  await symlink("/nowhere", file);
  expect(await home.found()).toEqual(["fail host-file-refused", "fail entry-wiped mine"]);
  await rm(dirname(file), { recursive: true });
  expect((await home.found()).toSorted()).toEqual([
    "fail entry-wiped mine",
    "warn host-folder-gone other",
  ]);
});

test("leaves somebody else's entry of that name alone", async ({ expect }) => {
  const { home } = await installed();
  await using _ = home;
  const other = JSON.stringify({ mcpServers: { mine: { command: "theirs" } } });
  await writeFile(home.file, other);
  expect(await home.run({ fix: true })).toMatchObject({ findings: [], fixed: [] });
  expect(await home.read()).toBe(other);
});
