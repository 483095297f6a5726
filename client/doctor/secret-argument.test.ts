import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "vitest";
import { mcpRemoteVersion } from "../bridge/mcp-remote-version.ts";
import { uninstallServer } from "../uninstall-server.ts";
import { userFolder } from "../user-folder.ts";
import { secretArgument } from "./secret-argument.ts";
import { goodNode, mac, sceneOf, sickHome, stdio } from "./sick-home.test-support.ts";

const url = "https://example.com/mcp";
const secret = "hunter2hunter2hunter2hunter2";

async function look(...args: string[]) {
  return await secretArgument.look(sceneOf(mac, { theirs: stdio("npx", ...args) }), []);
}

test.for<[string[], string]>([
  [
    ["mcp-remote", url, "--header", `Authorization: Bearer ${secret}`],
    "--header Authorization: ...",
  ],
  [["mcp-remote", url, "--header", `X-API-Key:${secret}`], "--header X-API-Key: ..."],
  [["mcp-remote", url, "--header", `Cookie: session=${secret}`], "--header Cookie: ..."],
  [["mcp-remote", url, "--header", `X-Mine: ghp_${secret}`], "--header X-Mine: ..."],
  [["mcp-remote", `${url}?api_key=${secret}`], `${url}?...`],
  [["mcp-remote", `https://me:${secret}@example.com/mcp`], "https://...@example.com/mcp"],
  [
    ["mcp-remote", url, "--static-oauth-client-info", `{"client_secret":"${secret}"}`],
    "client_secret",
  ],
  [["some-server", "--api-key", secret], "--api-key ..."],
  [["some-server", `--token=${secret}`], "--token=..."],
  [["some-server", `github_pat_${secret}`], "argument 2: ..."],
])(
  "CL-48 CL-49 finds the secret in %j, and keeps it to itself",
  async ([args, words], { expect }) => {
    const found = await look(...args);
    expect(found).toMatchObject([{ id: "secret-in-arguments", at: { name: "theirs" } }]);
    expect(found[0]?.what).toContain(JSON.stringify(words).slice(1, -1));
    expect(JSON.stringify(found)).not.toContain(secret);
  },
);

test.for<[string[]]>([
  [["mcp-remote", url, "--header", "Authorization:${AUTH_HEADER}"]],
  [["mcp-remote", url, "--header", "X-Region: eu"]],
  [["mcp-remote", url, "--token-endpoint", "https://example.com/token"]],
  [["mcp-remote", url, "--header-file", "/home/me/.remote-mcp-kit/headers/mine"]],
  [["mcp-remote", `${url}?region=eu`, "--auth-timeout", "300"]],
  [["some-server", "--token", "$TOKEN", "--api-key", "--lang", "sk-SK"]],
  [["some-server", "--private-key", "/home/me/key.pem", "--secret=@file"]],
])("finds none in %j", async ([args], { expect }) => {
  expect(await look(...args)).toEqual([]);
});

test("finds one in the URL of a host that goes there by itself", async ({ expect }) => {
  const scene = sceneOf(mac, {
    bad: { kind: "remote", url: `${url}?token=${secret}` },
    path: { kind: "remote", url: `${url}/s/ghp_${secret}/mcp` },
    good: { kind: "remote", url },
  });
  const found = await secretArgument.look(scene, []);
  expect(found).toMatchObject([
    { id: "secret-in-url", at: { name: "bad" } },
    { id: "secret-in-url", at: { name: "path" } },
  ]);
  expect(JSON.stringify(found)).not.toContain(secret);
});

const theirs = {
  command: "/usr/bin/npx",
  args: [
    "mcp-remote",
    url,
    "--header",
    `Authorization: Bearer ${secret}`,
    "--header",
    "X-Region: eu",
    "--header",
    `X-API-Key:${secret}`,
    "--debug",
  ],
  more: 1,
};

test("CL-18 CL-48 moves the secrets of an entry that is named into a file for the user alone, and uninstall brings the old bytes back", async ({
  expect,
}) => {
  await using home = await sickHome();
  await home.writeServers({ theirs, other: theirs });
  const before = await home.read();
  const folder = userFolder(home.platform);
  // Another host's server of that name may have one.
  await mkdir(join(folder, "headers"), { recursive: true });
  await writeFile(join(folder, "headers", "theirs"), "X-Mine: 1\n");

  const untouched = await home.run({ fix: true });
  expect([untouched.fixed, await home.read()]).toEqual([[], before]);
  const found = untouched.findings.find(
    ({ id, name }) => id === "secret-in-arguments" && name === "theirs",
  );
  expect(found).toMatchObject({ mend: "mcp-kit doctor theirs --fix", fixable: false });
  expect(found?.next).toMatch(/secret replaced.*receipt.*old entry.*mcp-kit uninstall theirs/);

  const { ok, findings, fixed } = await home.run({ fix: true, name: "theirs" });
  expect([ok, findings, fixed.map(({ id }) => id)]).toEqual([
    true,
    [],
    ["mcp-remote-unpinned", "secret-in-arguments"],
  ]);
  expect(fixed[1]?.next).toBe(found?.next);
  const file = join(folder, "headers", "theirs-2");
  const servers = await home.servers();
  expect(servers).toEqual({
    theirs: {
      command: "/usr/bin/npx",
      args: [
        `mcp-remote@${mcpRemoteVersion}`,
        url,
        "--header-file",
        file,
        "--header",
        "X-Region: eu",
        "--debug",
      ],
      more: 1,
    },
    other: theirs,
  });
  expect(await readFile(file, "utf8")).toBe(
    `Authorization: Bearer ${secret}\nX-API-Key: ${secret}\n`,
  );
  expect(await readFile(join(folder, "headers", "theirs"), "utf8")).toBe("X-Mine: 1\n");
  const receipts = join(folder, "receipts");
  for (const path of [file, ...(await readdir(receipts)).map((name) => join(receipts, name))])
    expect((await stat(path)).mode & 0o077).toBe(0);
  expect(JSON.stringify([findings, fixed])).not.toContain(secret);

  expect((await uninstallServer("theirs", { platform: home.platform })).how).toBe("restored");
  expect(await home.read()).toBe(before);
});

test("CL-48 gives an entry whose script may not know header files the kit's own bridge too", async ({
  expect,
}) => {
  await using home = await sickHome();
  const script = join(home.path, "mcp-remote.mjs");
  await writeFile(script, "");
  await home.writeServers({
    theirs: { ...theirs, command: goodNode, args: [script, ...theirs.args.slice(1)] },
  });
  const before = await home.read();
  expect(await home.run({ fix: true, name: "theirs" })).toMatchObject({ ok: true, findings: [] });
  const { args = [] } = (await home.servers())["theirs"] ?? {};
  expect(args[0]).toContain(join(".remote-mcp-kit", "bridge", "mcp-remote-"));
  expect(args.join(" ")).not.toContain(secret);
  expect((await uninstallServer("theirs", { platform: home.platform })).how).toBe("restored");
  expect(await home.read()).toBe(before);
});

test("CL-48 leaves the entry and no header file where a header is one that mcp-remote would not send", async ({
  expect,
}) => {
  await using home = await sickHome();
  const args = [`mcp-remote@${mcpRemoteVersion}`, url, "--header", `X Token: ${secret}`];
  await home.writeServers({ theirs: { command: "/usr/bin/npx", args } });
  const before = await home.list();
  const { findings } = await home.run({ fix: true, name: "theirs" });
  expect(findings).toMatchObject([
    { id: "secret-in-arguments", obstacle: expect.stringContaining("header's name holds") },
  ]);
  expect(JSON.stringify(findings)).not.toContain(secret);
  expect(await home.list()).toEqual(before);
});

test.for([
  [["mcp-remote", `${url}?api_key=${secret}`], /leave it out of the URL/],
  [["mcp-remote", url, "--static-oauth-client-info", `{"client_secret":"${secret}"}`], /a file/],
] as const)(
  "CL-12 says what to do about %j, which nobody else can mend",
  async ([args, words], { expect }) => {
    const scene = sceneOf(mac, { theirs: stdio("npx", ...args) });
    const [found] = await secretArgument.look({ ...scene, named: true }, []);
    expect(found?.fix).toBeUndefined();
    expect(found?.mend).toMatch(/^mcp-kit install .* --header-file <file>$/);
    expect(found?.advice).toMatch(words);
  },
);
