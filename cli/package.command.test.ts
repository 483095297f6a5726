import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, test } from "vitest";
import { projectRoot } from "./testing/run-kit.ts";

const run = promisify(execFile);
const folder = await mkdtemp(join(tmpdir(), "mcp-kit-package-"));
const installed = join(folder, "node_modules", "remote-mcp-kit");
let packed: string[] = [];
afterAll(() => rm(folder, { recursive: true }));

// Packs what would be published and puts it where an installation would, beside the packages of this one.
beforeAll(async () => {
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", folder], {
    cwd: projectRoot,
  });
  const [{ filename, files }] = JSON.parse(stdout.slice(stdout.indexOf("[\n"))) as [
    { filename: string; files: { path: string }[] },
  ];
  packed = files.map(({ path }) => path);
  await mkdir(installed, { recursive: true });
  await run("tar", ["-xzf", join(folder, filename), "-C", installed, "--strip-components=1"]);
  for (const name of await readdir(join(projectRoot, "node_modules"))) {
    await symlink(join(projectRoot, "node_modules", name), join(folder, "node_modules", name));
  }
}, 120_000);

test("the package holds what a user needs and nothing else", ({ expect }) => {
  const allowed =
    /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|dist\/(client|harness|cli)\/.+\.(js|d\.ts)|dist\/server\/contract\.(js|d\.ts)|dist\/bridge\/(manifest\.json|LICENSES\.txt|mcp-remote-[\d.]+-[0-9a-f]{8}\.mjs)|fixtures\/github\/.+\.json|harness\/scenario\/scenario\.schema\.json)$/;
  expect(packed.filter((path) => !allowed.test(path))).toEqual([]);
  expect(
    packed.filter((path) => /\.test\.|test-support|testing|\.dev\.vars|\.env/.test(path)),
  ).toEqual([]);
  for (const needed of [
    "dist/cli/bin.js",
    "dist/client/index.js",
    "dist/bridge/manifest.json",
    "dist/bridge/LICENSES.txt",
    "dist/harness/index.js",
    "dist/harness/vitest.js",
  ]) {
    expect(packed).toContain(needed);
  }
  const bridge = /^dist\/bridge\/mcp-remote-0\.15\.1-[0-9a-f]{8}\.mjs$/;
  expect(packed.filter((path) => bridge.test(path))).toHaveLength(1);
});

test("the published binary runs a scenario over every lane", async ({ expect }) => {
  const { stdout } = await run(
    process.execPath,
    [
      join(installed, "dist/cli/bin.js"),
      "test",
      join(projectRoot, "fixtures/scenarios/whoami.yaml"),
      "--wrangler",
      join(projectRoot, "wrangler.jsonc"),
    ],
    { cwd: folder },
  );
  expect(stdout).toContain("2 passed, 0 failed");
});

test("the doors of the package open", async ({ expect }) => {
  const source = `const [client, harness] = await Promise.all([import("remote-mcp-kit/client"), import("remote-mcp-kit/harness")]);
    console.log(typeof client.createEntry, typeof harness.startKit, import.meta.resolve("remote-mcp-kit/vitest").split("/").at(-1));`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "-e", source], {
    cwd: folder,
  });
  expect(stdout.trim()).toBe("function function vitest.js");
});

test("CL-20 the published package installs the bridge that it holds", async ({ expect }) => {
  const source = `const { installBridge, inspectBridge } = await import("remote-mcp-kit/client");
    const { file } = await installBridge({ userFolder: ${JSON.stringify(join(folder, "user"))} });
    console.log((await inspectBridge(file)).state, file);`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "-e", source], {
    cwd: folder,
  });
  const [state, file = ""] = stdout.trim().split(" ");
  expect(state).toBe("current");
  expect((await run(process.execPath, [file, "--version"])).stdout).toBe("0.15.1\n");
});

test.for(["18.20.8", "20.20.2", "22.20.0"])(
  "Node.js %s is refused, and what to do is said",
  async (version, { expect }) => {
    const pretend = `data:text/javascript,Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } })`;
    const refused = run(process.execPath, [
      "--import",
      pretend,
      join(installed, "dist/cli/bin.js"),
      "--help",
    ]);
    await expect(refused).rejects.toMatchObject({
      code: 2,
      stdout: "",
      stderr: `mcp-kit needs Node.js 22.21 or newer; this is ${version}.\nInstall a newer one, e.g. from https://nodejs.org/en/download.\n`,
    });
  },
);
