import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { describe, onTestFinished, test, vi } from "vitest";
import type * as client from "../../client/index.ts";
import { startKit, type Kit } from "../kit.ts";
import { writeTinyWorker } from "../tiny-worker.test-support.ts";
import type { Session } from "./lane.ts";

const readBack = vi.hoisted(() => vi.fn<typeof client.readHostConfig>());
vi.mock("../../client/index.ts", async (original) => {
  const actual = await original<typeof client>();
  readBack.mockImplementation(actual.readHostConfig);
  return { ...actual, readHostConfig: readBack };
});

// Tells what it was asked: who connected, and by which program.
const remembers = `globalThis.seen ??= [];
  if (request.url.endsWith("/seen")) return Response.json(globalThis.seen);
  globalThis.seen.push({ agent: request.headers.get("user-agent"), body: await request.clone().text() });`;

async function startKitOf(before: string): Promise<Kit> {
  const kit = await startKit({ wrangler: (await writeTinyWorker(before)).wrangler });
  onTestFinished(() => kit.close());
  return kit;
}

const processOf = (session: Session) => (session.client.transport as StdioClientTransport).pid!;
const nullSeparated = async (file: string) =>
  (await readFile(file, "utf8")).split("\0").filter(Boolean);

describe.runIf(process.platform === "linux")("the process that connects", () => {
  test("is what the configuration file says, in an environment of its own", async ({ expect }) => {
    process.env["MCP_KIT_STRAY"] = "stray";
    onTestFinished(() => void delete process.env["MCP_KIT_STRAY"]);
    const kit = await startKitOf("");
    const session = await kit.connect({ lane: "mcp-remote" });
    const pid = processOf(session);

    const environment = Object.fromEntries(
      (await nullSeparated(`/proc/${pid}/environ`)).map((line) => line.split(/=(.*)/s)),
    ) as Record<string, string>;
    // Besides what any session has, which the SDK passes on to every server it starts.
    const ofAnySession = new Set(["LOGNAME", "SHELL", "TERM", "USER"]);
    const given = Object.keys(environment).filter((key) => !ofAnySession.has(key));
    expect(given.toSorted().join(" ")).toBe(
      "BROWSER HOME HTTPS_PROXY HTTP_PROXY LANG NODE_USE_ENV_PROXY NO_PROXY PATH XDG_CONFIG_HOME",
    );
    expect(environment["HOME"]).toContain("mcp-kit-");
    const file = join(environment["XDG_CONFIG_HOME"]!, "Claude/claude_desktop_config.json");
    const { mcpServers } = JSON.parse(await readFile(file, "utf8")) as {
      mcpServers: Record<string, client.Entry>;
    };
    const [entry] = Object.values(mcpServers);
    expect(await nullSeparated(`/proc/${pid}/cmdline`)).toEqual([entry!.command, ...entry!.args]);
    expect(entry!.args).toContain(`${kit.origin}/mcp`);
  });

  test("is what was read back from the file, not what was written", async ({ expect }) => {
    const actual = readBack.getMockImplementation()!;
    readBack.mockImplementationOnce(async (file) => {
      const config = await actual(file);
      for (const entry of Object.values(config.mcpServers)) entry.args.push("--debug");
      return config;
    });
    const kit = await startKitOf("");
    const session = await kit.connect({ lane: "mcp-remote" });
    expect((await nullSeparated(`/proc/${processOf(session)}/cmdline`)).at(-1)).toBe("--debug");
  });
});

test("the Worker is reached by mcp-remote, on behalf of this client", async ({ expect }) => {
  const kit = await startKitOf(remembers);
  const session = await kit.connect({ lane: "mcp-remote" });
  await session.callTool("any");
  const seen = (await (await kit.request("/seen")).json()) as { agent: string; body: string }[];
  // It tries the transport with a client of its own name first.
  const initialized = seen.findLast(({ body }) => body.includes('"initialize"'))!;
  expect(initialized.body).toMatch(/"remote-mcp-kit \(via mcp-remote [\d.]+\)"/);
});

test("what mcp-remote prints is told without secrets when it does not connect", async ({
  expect,
}) => {
  const kit = await startKitOf(
    `return new Response("denied: Bearer abc.def.ghi and gho_CANARYoctocat0123", { status: 500 });`,
  );
  await expect(kit.connect({ lane: "mcp-remote" })).rejects.toMatchObject({
    code: "CONNECT_FAILED",
    message: expect.stringMatching(
      /^mcp-remote did not connect [^]*denied: … and …(?![^]*(gho_|abc\.def))/,
    ),
  });
  await expect(kit.connect()).rejects.toMatchObject({
    message: expect.stringMatching(/denied: … and …/),
  });
});
