import { Client, InMemoryTransport } from "@modelcontextprotocol/client";
import { InMemoryTransport as InMemoryTransportV1 } from "@modelcontextprotocol/sdk/inMemory.js";
import { Client as ClientV1 } from "@modelcontextprotocol/sdk/client/index.js";
import { McpServer as McpServerV1 } from "@modelcontextprotocol/sdk/server/mcp.js";
import { McpServer } from "@modelcontextprotocol/server";
import { beforeEach, describe, test, vi } from "vitest";
import { z } from "zod";
import { add } from "./tools/add.ts";

import type { Offer } from "./offer.ts";
import { registerOfferV1 } from "./register-v1.ts";
import { registerOfferV2 } from "./register-v2.ts";
import { defineTool, type ToolContext } from "./tools/tool.ts";

const info = { name: "test", version: "1" };
const secret = "gho_16C7e42F292c6912E7710c838347Ae178B4a";

const careless = defineTool({
  name: "careless",
  title: "Throws",
  description: "Throws an error with a secret in it.",
  input: z.strictObject({}),
  output: z.strictObject({}),
  annotations: add.annotations,
  run: async (_input, _context: ToolContext) => {
    throw new Error(`GitHub refused ${secret} at /srv/secret-path`);
  },
});
const offer: Offer<ToolContext> = {
  tools: [add, careless],
  resources: [],
  templates: [],
  prompts: [],
};

async function connectV1() {
  const server = new McpServerV1(info);
  registerOfferV1(server, offer, () => ({}));
  const [ours, theirs] = InMemoryTransportV1.createLinkedPair();
  const client = new ClientV1(info);
  await Promise.all([server.connect(theirs), client.connect(ours)]);
  return client;
}

async function connectV2() {
  const server = new McpServer(info);
  registerOfferV2(server, offer, () => ({}));
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  const client = new Client(info);
  await Promise.all([server.connect(theirs), client.connect(ours)]);
  return client;
}

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});

describe.for([
  ["SDK v1", connectV1],
  ["SDK v2", connectV2],
] as const)("on %s", ([, connect]) => {
  const call = async (name: string, args: Record<string, unknown>) =>
    (await connect()).callTool({ name, arguments: args });

  test("a tool answers as text and as data", async ({ expect }) => {
    expect(await call("add", { a: 23, b: 19 })).toMatchObject({
      content: [{ type: "text", text: "42" }],
      structuredContent: { sum: 42 },
    });
  });

  test("TOOL-02 a wrong argument is refused in zod's words", async ({ expect }) => {
    const result = await call("add", { a: "many", b: 1 });
    expect(result.isError).toBe(true);
    expect(JSON.stringify(result)).toContain("expected number");
  });

  test("TOOL-03 an argument that nobody asked for is refused", async ({ expect }) => {
    const result = await call("add", { a: 1, b: 1, c: 1 });
    expect(result.isError).toBe(true);
    expect(JSON.stringify(result)).toContain("Unrecognized key");
  });

  test("a failure that is meant for the user reaches the user", async ({ expect }) => {
    expect(await call("add", { a: 1e308, b: 1e308 })).toMatchObject({
      content: [{ text: "The sum is too large for a number." }],
      isError: true,
    });
  });

  test("TOOL-04 LG-05 any other error leaves as a reference that the log explains", async ({
    expect,
  }) => {
    const result = JSON.stringify(await call("careless", {}));
    const line = String(vi.mocked(console.error).mock.lastCall?.[0]);
    const reference = /under reference ([0-9a-f]{8})\./.exec(result)?.[1];
    expect(result).not.toMatch(/gho_|secret-path/);
    expect(line).toContain(`"reference":"${reference}"`);
    expect(line).toContain("secret-path");
    expect(line).not.toContain(secret);
  });
});
