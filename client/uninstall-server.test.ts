import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "vitest";
import { sickHome } from "./doctor/sick-home.test-support.ts";
import { hostConfigFile } from "./host-config-file.ts";
import type { Host } from "./hosts/table.ts";
import { openHome, theirs } from "./install-home.test-support.ts";
import { installServer } from "./install-server.ts";
import { uninstallServer } from "./uninstall-server.ts";
import { userFolder } from "./user-folder.ts";

const url = "http://localhost:8788/mcp";
const processes = () => Promise.resolve([{ name: "claude-desktop" }, { name: "cursor" }]);

test("CL-43 uninstalls from a file of whatever name what the kit wrote there, and nothing else", async ({
  expect,
}) => {
  await using home = await openHome();
  const { platform } = home;
  const file = join(home.path, "my.json");
  await writeFile(file, theirs);
  await installServer(url, { name: "w", verify: false, force: true, platform, file });
  expect(await uninstallServer("w", { platform, file })).toMatchObject({ how: "restored" });
  expect(await uninstallServer("w", { platform, file })).toMatchObject({ how: "absent" });
  expect(await uninstallServer("other", { platform, file })).toMatchObject({ how: "foreign" });
  expect(await readFile(file, "utf8")).toBe(theirs);
});

test.for([
  ["claude-desktop", true],
  ["cursor", false],
] as const)(
  "CL-37 warns where %s runs and rewrites its file: %s",
  async ([host, warns], { expect }) => {
    await using home = await openHome();
    const { platform } = home;
    const options = { name: "w", host, platform, processes };
    await installServer(url, { ...options, verify: false, bridge: true });
    const warning = /^Claude Desktop is running\. .* Quit Claude Desktop fully first/;
    for (const dryRun of [true, false]) {
      const { warnings } = await uninstallServer("w", { ...options, dryRun });
      expect(warnings).toEqual(warns ? [expect.stringMatching(warning)] : []);
    }
    // Where nothing is written nothing can be dropped.
    expect((await uninstallServer("w", options)).warnings).toEqual([]);
  },
);

test.for([
  ["as it was", (text: string) => text],
  ["rewritten by its host", (text: string) => JSON.stringify({ a: 1, ...JSON.parse(text) })],
] as const)(
  "CL-44 takes out an entry of the kit's own also where it had replaced one whose receipt is lost, in a file %s",
  async ([, rewrite], { expect }) => {
    await using home = await openHome();
    const { platform } = home;
    await home.write(theirs);
    const options = { name: "w", verify: false, platform };
    await installServer("http://localhost:9101/mcp", options);
    await rm(join(userFolder(platform), "receipts"), { recursive: true });
    await installServer(url, options);
    await installServer(url, { ...options, name: "z" });
    await home.write(rewrite((await home.read()) ?? ""));
    const { z } = JSON.parse((await home.read()) ?? "").mcpServers;
    const removed = await uninstallServer("w", { platform });
    expect(removed).toMatchObject({ how: "removed", replaced: false });
    const { mcpServers } = JSON.parse((await home.read()) ?? "");
    expect(mcpServers).toEqual({ other: { command: "x" }, z });
    await uninstallServer("z", { platform });
    expect(JSON.parse((await home.read()) ?? "").mcpServers).toEqual({ other: { command: "x" } });
  },
);

const headers = ["--header", "Authorization: Bearer hunter2hunter2hunter2hunter2"];
const secret = { command: "/usr/bin/npx", args: ["mcp-remote", url, ...headers] };

/** A home in which the doctor has put the secret of an entry into a file of the kit's. */
async function mendedHome() {
  const home = await sickHome();
  await home.writeServers({ e: secret });
  await home.run({ fix: true, name: "e" });
  const folder = join(userFolder(home.platform), "headers");
  return Object.assign(home, { folder, header: join(folder, "e") });
}

test("CL-18 removes the header file that the doctor made for an entry, once no entry needs it", async ({
  expect,
}) => {
  await using home = await mendedHome();
  const { platform } = home;
  await writeFile(join(home.folder, "e-2"), "X-Mine: 1\n");
  await uninstallServer("e", { platform, dryRun: true });
  expect(await readdir(home.folder)).toEqual(["e", "e-2"]);
  expect(await uninstallServer("e", { platform })).toMatchObject({ how: "restored", warnings: [] });
  expect(await readdir(home.folder)).toEqual(["e-2"]);
  expect(await home.servers()).toEqual({ e: secret });
});

test("CL-18 removes it also where the host has dropped the entry", async ({ expect }) => {
  await using home = await mendedHome();
  await home.write("{}");
  await uninstallServer("e", { platform: home.platform });
  expect(await readdir(home.folder)).toEqual([]);
});

test.for([
  ["once", false, 1],
  ["after its host has rewritten the file", true, 1],
  ["three times, between rewritings", true, 3],
] as const)(
  "CL-18 removes it also where the entry that named it was installed over %s",
  async ([, rewrites, times], { expect }) => {
    await using home = await mendedHome();
    const { platform } = home;
    for (let time = 0; time < times; time += 1) {
      if (rewrites) await home.write(JSON.stringify({ ...JSON.parse(await home.read()), time }));
      const other = `http://localhost:910${time}/mcp`;
      await installServer(other, { name: "e", verify: false, force: true, platform });
      expect(await readdir(home.folder)).toEqual(["e"]);
    }
    expect((await uninstallServer("e", { platform })).warnings).toEqual([]);
    expect(await readdir(home.folder)).toEqual([]);
    expect(await home.servers()).toEqual({ e: secret });
  },
);

test("CL-18 leaves a header file of the user's own that lies beside the kit's", async ({
  expect,
}) => {
  await using home = await openHome();
  const { platform } = home;
  const folder = join(userFolder(platform), "headers");
  const headerFile = join(folder, "w");
  await mkdir(folder, { recursive: true });
  await writeFile(headerFile, "X-Api-Key: my-own\n", { mode: 0o600 });
  await installServer(url, { name: "w", verify: false, platform, headerFile });
  expect(await uninstallServer("w", { platform })).toMatchObject({ how: "restored", warnings: [] });
  expect(await readFile(headerFile, "utf8")).toBe("X-Api-Key: my-own\n");
});

test("CL-18 removes no file for a receipt that claims one outside the folder for headers", async ({
  expect,
}) => {
  await using home = await mendedHome();
  const { platform } = home;
  const receipts = join(userFolder(platform), "receipts");
  const [receipt = ""] = await readdir(receipts);
  const stored = JSON.parse(await readFile(join(receipts, receipt), "utf8"));
  const mine = join(home.path, "mine");
  await writeFile(mine, "");
  stored.steps[0].headerFiles = [mine, join(home.folder, "..", "..", "mine")];
  stored.steps[0].headerFiles.push(`${home.folder}/../../mine`);
  await writeFile(join(receipts, receipt), JSON.stringify(stored));
  await uninstallServer("e", { platform });
  expect(await readdir(home.path)).toContain("mine");
});

test("CL-18 keeps it while the host's file is not there", async ({ expect }) => {
  await using home = await mendedHome();
  const { platform } = home;
  const text = await home.read();
  await rm(home.file);
  expect(await uninstallServer("e", { platform })).toMatchObject({ how: "absent" });
  expect(await readdir(home.folder)).toEqual(["e"]);
  await home.write(text);
  expect(await uninstallServer("e", { platform })).toMatchObject({ how: "restored" });
  expect(await readdir(home.folder)).toEqual([]);
});

const escaped = (path: string) => JSON.stringify(path).replaceAll("/", String.raw`\/`);
const ascii = (path: string) => JSON.stringify(path).replaceAll("e", String.raw`\u0065`);

test.for<[string, Host, boolean, (path: string) => string]>([
  ["another entry of the file", "claude-desktop", true, JSON.stringify],
  ["an entry of another host", "cursor", true, JSON.stringify],
  ["a path with escaped slashes", "cursor", true, escaped],
  ["a path with escaped letters", "cursor", true, ascii],
  ["a path with a variable", "cursor", true, () => '"${userHome}/.remote-mcp-kit/headers/e"'],
  ["a whole command", "cursor", true, (path) => JSON.stringify(`x --header-file=${path}`)],
  ["a link", "cursor", true, (path) => JSON.stringify(join(dirname(path), "..", "link"))],
  [
    "a link to the folder",
    "cursor",
    true,
    (path) => JSON.stringify(join(dirname(path), "..", "h", "e")),
  ],
  ["a longer name, and nothing else", "cursor", false, (path) => JSON.stringify(`${path}-2`)],
])("CL-18 keeps it where it is named by %s: %s, %s", async ([, host, stays, word], { expect }) => {
  await using home = await mendedHome();
  const { platform, header } = home;
  await symlink(header, join(home.folder, "..", "link"));
  await symlink(home.folder, join(home.folder, "..", "h"));
  const file = hostConfigFile(host, platform);
  const more = host === "claude-desktop" ? JSON.stringify((await home.servers())["e"]) : "{}";
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `{"mcpServers":{"e":${more},"f":{"args":["mcp-remote",${word(header)}]}}}`);
  expect((await uninstallServer("e", { platform })).warnings).toEqual(
    stays ? [`The entry's headers stay in ${header}: ${file} names it.`] : [],
  );
  expect(await readdir(home.folder)).toEqual(stays ? ["e"] : []);
});

test.for([
  ["cannot be read", (file: string) => mkdir(file)],
  ["has a fault", (file: string) => writeFile(file, '{"mcpServers":{"f":')],
] as const)(
  "CL-18 keeps it, and says so, where a host's file that may name it %s",
  async ([, spoil], { expect }) => {
    await using home = await mendedHome();
    const { platform } = home;
    const file = hostConfigFile("cursor", platform);
    await mkdir(dirname(file));
    await spoil(file);
    expect((await uninstallServer("e", { platform })).warnings).toEqual([
      `The entry's headers stay in ${home.header}: ${file} may name it, and cannot be read.`,
    ]);
    expect(await readdir(home.folder)).toEqual(["e"]);
  },
);

test("says whose stored sign-in stays, and nothing where there is none", async ({ expect }) => {
  await using home = await openHome();
  const { platform } = home;
  const options = { name: "w", platform, verify: false };
  await installServer(url, options);
  expect(await uninstallServer("w", { platform })).not.toHaveProperty("signInStays");
  const store = join(platform.home, ".mcp-auth", "mcp-remote-v1");
  await mkdir(store, { recursive: true });
  const hash = createHash("md5").update(url).digest("hex");
  await writeFile(join(store, `${hash}_tokens.json`), "{}");
  await installServer(url, options);
  const dry = await uninstallServer("w", { platform, dryRun: true });
  expect(dry).not.toHaveProperty("signInStays");
  expect(await uninstallServer("w", { platform })).toMatchObject({ signInStays: url });
  expect(await readdir(store)).toHaveLength(1);
});
