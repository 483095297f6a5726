import { mkdir, mkdtempDisposable, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { test } from "vitest";
import { currentPlatform, type Platform } from "./platform.ts";
import { nodeLifetime } from "./node/node-lifetime.ts";
import { askNodeVersion } from "./node/node-version.ts";
import { findStableNode } from "./stable-node.ts";

/** Files of a machine: a version, or where a link leads. */
type Files = Record<string, string>;

const mac: Platform = { os: "darwin", env: { PATH: "/usr/bin:/bin" }, home: "/Users/me" };
const linux: Platform = { os: "linux", env: { PATH: "/usr/bin:/bin" }, home: "/home/me" };
const windows: Platform = {
  os: "win32",
  env: { Path: "C:\\Windows", ProgramFiles: "C:\\Program Files", TEMP: "D:\\Scratch" },
  home: "C:\\Users\\me",
};

function find(platform: Platform, execPath: string, files: Files) {
  const follow = (path: string): string | undefined => {
    const found = files[path];
    return found === undefined || /^(\d|none)/.test(found) ? found && path : follow(found);
  };
  const asked: string[] = [];
  return {
    asked,
    found: findStableNode(platform, {
      execPath,
      realpath: async (path) => follow(path),
      versionOf: async (path) => {
        asked.push(path);
        const version = files[follow(path) ?? ""];
        return version === "none" ? undefined : version;
      },
    }),
  };
}

const programFiles = "C:\\Program Files\\nodejs\\node.exe";

test.for<[string, Platform, string, Files, string]>([
  [
    "the one that runs, where it stays",
    linux,
    "/usr/bin/node",
    { "/usr/bin/node": "22.19.0", "/usr/local/bin/node": "24.0.0" },
    "/usr/bin/node",
  ],
  [
    "Homebrew's link, not its Cellar",
    mac,
    "/opt/homebrew/Cellar/node/24.2.0/bin/node",
    {
      "/opt/homebrew/Cellar/node/24.2.0/bin/node": "24.2.0",
      "/opt/homebrew/bin/node": "/opt/homebrew/Cellar/node/24.2.0/bin/node",
      "/usr/local/bin/node": "22.0.0",
    },
    "/opt/homebrew/bin/node",
  ],
  [
    "Homebrew's link to a formula with a version",
    mac,
    "/usr/local/Cellar/node@22/22.9.0/bin/node",
    {
      "/usr/local/Cellar/node@22/22.9.0/bin/node": "22.9.0",
      "/usr/local/opt/node@22/bin/node": "/usr/local/Cellar/node@22/22.9.0/bin/node",
      "/usr/local/bin/node": "24.0.0",
    },
    "/usr/local/opt/node@22/bin/node",
  ],
  [
    "fnm's alias, not the folder of a terminal",
    linux,
    "/run/user/1000/fnm_multishells/12_34/bin/node",
    {
      "/run/user/1000/fnm_multishells/12_34/bin/node":
        "/home/me/.local/share/fnm/node-versions/v24.1.0/installation/bin/node",
      "/home/me/.local/share/fnm/node-versions/v24.1.0/installation/bin/node": "24.1.0",
      "/home/me/.local/share/fnm/aliases/default/bin/node":
        "/home/me/.local/share/fnm/node-versions/v24.1.0/installation/bin/node",
    },
    "/home/me/.local/share/fnm/aliases/default/bin/node",
  ],
  [
    "mise's link for the major version",
    linux,
    "/home/me/.local/share/mise/installs/node/24.1.0/bin/node",
    {
      "/home/me/.local/share/mise/installs/node/24.1.0/bin/node": "24.1.0",
      "/home/me/.local/share/mise/installs/node/24/bin/node":
        "/home/me/.local/share/mise/installs/node/24.1.0/bin/node",
      "/home/me/.local/share/mise/installs/node/latest/bin/node":
        "/home/me/.local/share/mise/installs/node/24.1.0/bin/node",
    },
    "/home/me/.local/share/mise/installs/node/24/bin/node",
  ],
  [
    "snap's link for the revision in use",
    linux,
    "/snap/node/9999/bin/node",
    {
      "/snap/node/9999/bin/node": "24.1.0",
      "/snap/node/current/bin/node": "/snap/node/9999/bin/node",
    },
    "/snap/node/current/bin/node",
  ],
  [
    "Nix's profile, not its store",
    linux,
    "/nix/store/abc-nodejs-22/bin/node",
    {
      "/nix/store/abc-nodejs-22/bin/node": "22.9.0",
      "/home/me/.nix-profile/bin/node": "/nix/store/abc-nodejs-22/bin/node",
    },
    "/home/me/.nix-profile/bin/node",
  ],
  [
    "an installed one, not nvm's",
    linux,
    "/home/me/.nvm/versions/node/v24.1.0/bin/node",
    { "/home/me/.nvm/versions/node/v24.1.0/bin/node": "24.1.0", "/usr/bin/node": "20.18.1" },
    "/usr/bin/node",
  ],
  [
    "an installed one, not a project's",
    linux,
    "/home/me/project/node_modules/node/bin/node",
    { "/home/me/project/node_modules/node/bin/node": "24.1.0", "/usr/local/bin/node": "22.1.0" },
    "/usr/local/bin/node",
  ],
  [
    "an installed one that is new enough",
    linux,
    "/home/me/.cache/_npx/12/node_modules/node/bin/node",
    {
      "/home/me/.cache/_npx/12/node_modules/node/bin/node": "24.1.0",
      "/usr/local/bin/node": "18.20.8",
      "/usr/bin/node": "20.18.0",
      "/snap/node/current/bin/node": "22.0.0",
    },
    "/snap/node/current/bin/node",
  ],
  [
    "one that PATH leads to",
    { ...linux, env: { PATH: "/opt/node/bin" } },
    "/tmp/node",
    { "/tmp/node": "24.1.0", "/opt/node/bin/node": "22.1.0" },
    "/opt/node/bin/node",
  ],
  [
    "on Windows the one that was installed",
    windows,
    "C:\\Users\\me\\AppData\\Local\\Temp\\node.exe",
    { "C:\\Users\\me\\AppData\\Local\\Temp\\node.exe": "24.0.0", [programFiles]: "22.1.0" },
    programFiles,
  ],
  [
    "on Windows nvm's link",
    { ...windows, env: { NVM_SYMLINK: "D:\\nodejs" } },
    "C:\\Users\\me\\AppData\\Roaming\\nvm\\v24.1.0\\node.exe",
    {
      "C:\\Users\\me\\AppData\\Roaming\\nvm\\v24.1.0\\node.exe": "24.1.0",
      "D:\\nodejs\\node.exe": "C:\\Users\\me\\AppData\\Roaming\\nvm\\v24.1.0\\node.exe",
    },
    "D:\\nodejs\\node.exe",
  ],
  [
    "on Windows scoop's link",
    windows,
    "C:\\Users\\me\\scoop\\apps\\nodejs\\24.1.0\\node.exe",
    {
      "C:\\Users\\me\\scoop\\apps\\nodejs\\24.1.0\\node.exe": "24.1.0",
      "C:\\Users\\me\\scoop\\apps\\nodejs\\current\\node.exe":
        "C:\\Users\\me\\scoop\\apps\\nodejs\\24.1.0\\node.exe",
    },
    "C:\\Users\\me\\scoop\\apps\\nodejs\\current\\node.exe",
  ],
])("an entry names %s", async ([, platform, execPath, files, node], { expect }) => {
  expect(await find(platform, execPath, files).found).toEqual({
    node,
    version: expect.any(String),
    stable: true,
  });
});

test.for<[string, Platform, string, Files, string, RegExp]>([
  [
    "nvm's, with a warning, where there is no other",
    linux,
    "/home/me/.nvm/versions/node/v24.1.0/bin/node",
    { "/home/me/.nvm/versions/node/v24.1.0/bin/node": "24.1.0" },
    "/home/me/.nvm/versions/node/v24.1.0/bin/node",
    /removed.*doctor --fix/,
  ],
  [
    "Volta's own file, with a warning, and never its shim",
    { ...mac, env: { PATH: "/Users/me/.volta/bin" } },
    "/Users/me/.volta/tools/image/node/24.1.0/bin/node",
    {
      "/Users/me/.volta/tools/image/node/24.1.0/bin/node": "24.1.0",
      "/Users/me/.volta/bin/node": "24.1.0",
    },
    "/Users/me/.volta/tools/image/node/24.1.0/bin/node",
    /removed/,
  ],
  [
    "a version manager's before a project's",
    { ...linux, env: { PATH: "/home/me/.asdf/shims:/home/me/.asdf/installs/nodejs/22.1.0/bin" } },
    "/home/me/project/node_modules/node/bin/node",
    {
      "/home/me/project/node_modules/node/bin/node": "24.1.0",
      "/home/me/.asdf/shims/node": "22.1.0",
      "/home/me/.asdf/installs/nodejs/22.1.0/bin/node": "22.1.0",
    },
    "/home/me/.asdf/installs/nodejs/22.1.0/bin/node",
    /removed/,
  ],
  [
    "a project's, with a warning, where there is no other",
    windows,
    "C:\\project\\node_modules\\node\\bin\\node.exe",
    { "C:\\project\\node_modules\\node\\bin\\node.exe": "24.1.0" },
    "C:\\project\\node_modules\\node\\bin\\node.exe",
    /project or a temporary folder/,
  ],
])("an entry names %s", async ([, platform, execPath, files, node, warning], { expect }) => {
  expect(await find(platform, execPath, files).found).toEqual({
    node,
    version: expect.any(String),
    stable: false,
    warning: expect.stringMatching(warning),
  });
});

test.for<[Platform, string, RegExp]>([
  [
    linux,
    ".:./bin::node_modules/.bin:../bin:/home/me/project/node_modules/.bin",
    /^(\.|node|bin)|node_modules/,
  ],
  [
    windows,
    '.;;bin;C:bin;\\bin;"C:\\project\\node_modules\\.bin"',
    /^(\.|node|bin|C:bin|\\bin)|node_modules/,
  ],
])(
  "CL-53 asks no Node.js that PATH has in a relative folder or in node_modules",
  async ([platform, path, wrong], { expect }) => {
    const execPath = "/old/node";
    const files = new Proxy<Files>(
      {},
      {
        get: (_, key) =>
          wrong.test(String(key)) ? "24.0.0" : key === execPath ? "16.0.0" : undefined,
      },
    );
    const { asked, found } = find({ ...platform, env: { PATH: path } }, execPath, files);
    await expect(found).rejects.toMatchObject({ code: "NODE_TOO_OLD" });
    expect(asked).toEqual([execPath]);
  },
);

test("says which ones it looked at when none is new enough", async ({ expect }) => {
  const files = { "/usr/bin/node": "18.20.8", "/usr/local/bin/node": "none" };
  await expect(find(linux, "/usr/bin/node", files).found).rejects.toMatchObject({
    code: "NODE_TOO_OLD",
    message: expect.stringMatching(
      /"\/usr\/bin\/node" is 18\.20\.8, "\/usr\/local\/bin\/node" is no Node\.js that starts/,
    ),
    hint: expect.stringContaining("20.18.1"),
  });
});

test.for<[Platform, string, string]>([
  [linux, "/usr/bin/node", "stays"],
  [linux, "/opt/node-22/bin/node", "stays"],
  [linux, "/opt/node-v22.1.0-linux-x64/bin/node", "version"],
  [linux, "/opt/hostedtoolcache/node/22.19.0/x64/bin/node", "version"],
  [linux, "/home/me/n/n/versions/node/22.1.0/bin/node", "version"],
  [linux, "/tmp/xfs-1/node", "temporary"],
  [{ ...linux, env: { TMPDIR: "/scratch" } }, "/scratch/node", "temporary"],
  [{ ...linux, env: { TMPDIR: "/" } }, "/usr/bin/node", "stays"],
  [mac, "/private/var/folders/ab/T/node", "temporary"],
  [mac, "/Users/me/.asdf/shims/node", "shim"],
  [windows, "D:\\scratch\\node.exe", "temporary"],
  [windows, "C:\\Program Files\\Volta\\node.exe", "shim"],
  [windows, "C:\\Users\\me\\AppData\\Local\\fnm_multishells\\1_2\\node.exe", "temporary"],
  [{ ...linux, home: "/home/ann.1.2" }, "/home/ann.1.2/node/bin/node", "stays"],
])("judges on %o that %s %s", ([platform, path, lifetime], { expect }) => {
  expect(nodeLifetime(path, platform)).toBe(lifetime);
});

test("finds one on this machine that starts", async ({ expect }) => {
  const { node, version } = await findStableNode(currentPlatform());
  expect(await askNodeVersion(node)).toBe(version);
});

test.skipIf(process.platform === "win32")(
  "CL-53 a program called node in the current folder is not started",
  async ({ expect }) => {
    await using folder = await mkdtempDisposable(join(tmpdir(), "mcp-kit-"));
    const trap = `#!/bin/sh\n: > ${folder.path}/sprung\necho v99.0.0\n`;
    await mkdir(join(folder.path, "node_modules", ".bin"), { recursive: true });
    for (const place of ["node", "node_modules/.bin/node"])
      await writeFile(join(folder.path, place), trap, { mode: 0o755 });
    const env = {
      PATH: ["", ".", "node_modules/.bin", join(folder.path, "node_modules/.bin")].join(delimiter),
    };
    const before = process.cwd();
    process.chdir(folder.path);
    try {
      const { version } = await findStableNode({ ...currentPlatform(), env });
      expect(version).not.toBe("99.0.0");
    } finally {
      process.chdir(before);
    }
    expect(await readdir(folder.path)).not.toContain("sprung");
  },
);
