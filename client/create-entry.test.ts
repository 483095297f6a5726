import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtempDisposable } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { test } from "vitest";
import { createEntry } from "./create-entry.ts";
import { hostDocument, type Entry } from "./entry.ts";

const url = "http://localhost:8788/mcp";
const flags = ["--transport", "http-only", "--auth-timeout", "300"];

test("CL-20 names Node.js and the pinned mcp-remote by absolute paths, never npx", ({ expect }) => {
  const { command, args } = createEntry(url);
  expect(command).toBe(process.execPath);
  expect(args).toEqual([
    expect.stringMatching(/mcp-remote.dist.proxy\.js$/),
    url,
    "--transport",
    "http-only",
    "--auth-timeout",
    "300",
  ]);
  expect(isAbsolute(args[0]!) && existsSync(args[0]!)).toBe(true);
});

test("writes the normalised URL, with the variables that were asked for", ({ expect }) => {
  const entry = createEntry("HTTPS://Example.com:443/mcp", {
    node: "/opt/node/bin/node",
    bridge: "/opt/bridge.mjs",
    platform: { os: "linux" },
    env: { MCP_REMOTE_CONFIG_DIR: "/home/me/sign-ins" },
  });
  expect(entry).toEqual({
    command: "/opt/node/bin/node",
    args: ["/opt/bridge.mjs", "https://example.com/mcp", ...flags],
    env: { MCP_REMOTE_CONFIG_DIR: "/home/me/sign-ins" },
  });
});

test("MR-17 gives a person five minutes to sign in, where mcp-remote alone gives half a minute", async ({
  expect,
}) => {
  const entry = createEntry(await unusedUrl());
  expect(entry.args.slice(-2)).toEqual(["--auth-timeout", "300"]);
  expect((await start(entry)).stderr).toContain("Using auth callback timeout: 300 seconds");
});

test.for([
  ["linux", "npx", []],
  ["darwin", "npx", []],
  ["win32", "cmd", ["/c", "npx"]],
] as const)(
  "CL-20 the portable entry on %s names the pinned mcp-remote and no path",
  ([os, command, before], { expect }) => {
    const options = { portable: true, platform: { os }, node: "/opt/node", bridge: "/opt/b.mjs" };
    expect(createEntry(url, options)).toEqual({
      command,
      args: [...before, "-y", "mcp-remote@0.15.1", url, ...flags],
    });
  },
);

test.for(["-y", "--help", "--header", "-e process.exit()"])(
  "CL-15 refuses %j for a URL, in either form",
  (option, { expect }) => {
    for (const portable of [true, false])
      expect(() => createEntry(option, { portable })).toThrow(
        expect.objectContaining({ code: "URL_INVALID" }),
      );
  },
);

test.for([
  ["linux", "/opt/node", "C:\\node.exe"],
  ["win32", "C:\\node.exe", "node.exe"],
  ["win32", "\\\\server\\share\\node.exe", "C:node.exe"],
] as const)("goes by the paths of %s, whatever it runs on", ([os, whole, partial], { expect }) => {
  const platform = { os };
  expect(createEntry(url, { platform, node: whole, bridge: whole }).command).toBe(whole);
  for (const wrong of [{ node: partial }, { bridge: partial }, { headerFile: partial }])
    expect(() => createEntry(url, { platform, node: whole, bridge: whole, ...wrong })).toThrow(
      /is not absolute/,
    );
});

test("leaves env out when there is none", ({ expect }) => {
  expect(createEntry(url, { env: {} })).not.toHaveProperty("env");
});

test.for([
  "NODE_OPTIONS",
  "LD_PRELOAD",
  "PATH",
  "Path",
  "DYLD_INSERT_LIBRARIES",
  "npm_config_prefix",
  "A B",
  "",
  "A=B",
])("CL-19 refuses the variable %j", (name, { expect }) => {
  expect(() => createEntry(url, { env: { [name]: "x" } })).toThrow(
    expect.objectContaining({ code: "USAGE" }),
  );
});

test("refuses a value with a line break, and does not repeat it", ({ expect }) => {
  expect(() => createEntry(url, { env: { AUTH_HEADER: "hunter2\r\nX: y" } })).toThrow(
    expect.objectContaining({ code: "USAGE", message: expect.not.stringContaining("hunter2") }),
  );
});

test("refuses a relative path, since a host starts its servers in any folder", ({ expect }) => {
  expect(() => createEntry(url, { node: "node" })).toThrow(/"node" is not absolute/);
  expect(() => createEntry(url, { bridge: "./proxy.js" })).toThrow(
    /"\.\/proxy\.js" is not absolute/,
  );
});

function onWindows(headerFile: string) {
  const given = { node: "C:\\node.exe", bridge: "C:\\b.mjs", headerFile };
  return createEntry(url, { platform: { os: "win32" }, ...given });
}

test("refuses a path of Windows without a drive, which is another file on each", ({ expect }) => {
  for (const partial of ["\\h.txt", "/h.txt", "C:h.txt"])
    expect(() => onWindows(partial)).toThrow(/is not absolute/);
  for (const whole of ["C:\\h.txt", "d:/h.txt", "\\\\server\\share\\h.txt"])
    expect(onWindows(whole).args).toContain(whole);
});

test("wraps an entry as the document that a host reads", ({ expect }) => {
  const entry = createEntry(url);
  expect(hostDocument("my-worker", entry)).toEqual({ mcpServers: { "my-worker": entry } });
});

test("CL-51 starts from the entry alone, without a shell, in an environment with no PATH", async ({
  expect,
}) => {
  const { status, stderr } = await start(createEntry(await unusedUrl()));
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(/ECONNREFUSED/) });
  expect(stderr).toMatch(/transport strategy: http-only/);
});

test("MR-13 refuses no less than mcp-remote itself", async ({ expect }) => {
  const { command, args } = createEntry(url);
  for (const refused of ["http://example.com/mcp", "http://[::1]:8788/mcp"]) {
    expect(() => createEntry(refused)).toThrow(expect.objectContaining({ code: "URL_INVALID" }));
    expect((await start({ command, args: args.with(1, refused) })).status).toBe(1);
  }
});

/** Starts an entry as a host does: this command, these arguments, an environment that it knows. */
async function start({ command, args, env }: Entry) {
  await using home = await mkdtempDisposable(join(tmpdir(), "mcp-kit-"));
  const child = spawn(command, args, {
    env: { HOME: home.path, MCP_REMOTE_CONFIG_DIR: home.path, ...env },
    stdio: ["pipe", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const [status] = await once(child, "close");
  return { status: Number(status), stderr };
}

async function unusedUrl(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/mcp`;
}
