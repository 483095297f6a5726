import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtempDisposable, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { getMcpConfigForManifest, type McpbManifestAny } from "@anthropic-ai/mcpb";
import { test } from "vitest";
import { listToolsOf, startMcpServer } from "./bridge/mcp-server.test-support.ts";
import { createMcpb, type McpbOptions } from "./mcpb.ts";

const secret = "Bearer ghp_hunter2";

const mcpb = (...args: string[]) =>
  promisify(execFile)(process.execPath, [
    fileURLToPath(import.meta.resolve("@anthropic-ai/mcpb").replace(/index\.js$/, "cli/cli.js")),
    ...args,
  ]);

/** Makes a bundle and has Anthropic's own program unpack it. */
async function unpacked(options: McpbOptions) {
  const home = await mkdtempDisposable(join(tmpdir(), "mcp-kit it's & "));
  const file = join(home.path, "bundle.mcpb");
  const folder = join(home.path, "unpacked");
  await mkdir(folder);
  await writeFile(file, await createMcpb(options));
  await mcpb("unpack", file, folder);
  const manifest = JSON.parse(
    await readFile(join(folder, "manifest.json"), "utf8"),
  ) as McpbManifestAny;
  return { home: home.path, folder, manifest, [Symbol.asyncDispose]: () => home.remove() };
}

test("Anthropic's mcpb finds a bundle valid", async ({ expect }) => {
  await using bundle = await unpacked({
    name: "my-worker",
    url: "https://example.com/mcp",
    headers: ["Authorization"],
  });
  expect((await mcpb("validate", bundle.folder)).stdout).toMatch(/validation passes/);
  await writeFile(
    join(bundle.folder, "manifest.json"),
    JSON.stringify({ ...bundle.manifest, author: "me" }),
  );
  await expect(mcpb("validate", bundle.folder)).rejects.toMatchObject({
    stdout: expect.stringContaining("author"),
  });
});

test.for([[[]], [["Authorization", "X-Tenant"]]])(
  "CL-18 an unpacked bundle reaches a server as Claude Desktop starts it, with the headers %j that it has asked for",
  async ([names], { expect }) => {
    await using server = await startMcpServer();
    await using bundle = await unpacked({ name: "my-worker", url: server.url, headers: names! });
    const config = await getMcpConfigForManifest({
      manifest: bundle.manifest,
      extensionPath: bundle.folder,
      systemDirs: {},
      userConfig: { auth_header: secret, header_x_tenant: "a b" },
      pathSeparator: "/",
    });
    const { args = [], env } = config!;
    // Claude Desktop has a Node.js of its own for this word.
    expect(config?.command).toBe("node");
    expect(args.join("\n")).not.toContain(secret);
    const { tools, stderr } = await listToolsOf(
      { command: process.execPath, args, ...(env && { env }) },
      bundle.home,
    );
    expect(tools).toEqual(["add"]);
    expect(stderr).not.toContain(secret);
    const { headers } = server.requests.at(-1)!;
    expect([headers.authorization, headers["x-tenant"]]).toEqual(
      names!.length > 0 ? [secret, "a b"] : [undefined, undefined],
    );
  },
);

test("CL-18 has the host ask for header values as secrets, and holds none", async ({ expect }) => {
  await using bundle = await unpacked({
    name: "my-worker",
    url: "https://example.com/mcp",
    headers: ["X-Api-Key"],
  });
  expect(bundle.manifest).toMatchObject({
    server: { mcp_config: { env: { HEADER_X_API_KEY: "${user_config.header_x_api_key}" } } },
    user_config: { header_x_api_key: { type: "string", sensitive: true, required: true } },
  });
});

test("holds the licences of what is in the bridge", async ({ expect }) => {
  await using bundle = await unpacked({ name: "my-worker", url: "https://example.com/mcp" });
  expect(await readFile(join(bundle.folder, "server", "LICENSES.txt"), "utf8")).toContain(
    "mcp-remote 0.15.1",
  );
});

/** As on a machine of another time zone. */
async function hash(zone: string): Promise<string> {
  const before = process.env["TZ"];
  process.env["TZ"] = zone;
  try {
    const bytes = await createMcpb({ name: "my-worker", url: "https://example.com/mcp" });
    return createHash("sha256").update(bytes).digest("hex");
  } finally {
    if (before === undefined) delete process.env["TZ"];
    else process.env["TZ"] = before;
  }
}

test("the same options give the same bytes, in any time zone", async ({ expect }) => {
  expect(await hash("Pacific/Kiritimati")).toBe(await hash("America/Los_Angeles"));
});

test.for([
  ["CL-01", { name: "a&b" }, "USAGE"],
  ["CL-11", { url: "https://u:p@example.com/mcp" }, "URL_INVALID"],
  ["CL-17", { headers: ["X Y"] }, "HEADER_REFUSED"],
  ["CL-17", { headers: ["X-Y", "x-y"] }, "HEADER_REFUSED"],
] as const)("%s refuses a bundle with %j", async ([, wrong, code], { expect }) => {
  const options = { name: "my-worker", url: "https://example.com/mcp", ...wrong } as McpbOptions;
  await expect(createMcpb(options)).rejects.toMatchObject({ code });
});
