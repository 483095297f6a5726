import { describe } from "vitest";
import { test } from "../harness/vitest.ts";
import { connectClient, textOf, type Generation } from "./connect.test-support.ts";
import { callTool, initialize, message, openSession, send } from "./mcp-client.test-support.ts";

const approaches: [path: string, signIn: boolean, generations: Generation[]][] = [
  ["/mcp", true, ["SDK v1", "SDK v2, 2025-11-25"]],
  ["/mcp/stateless", true, ["SDK v1", "SDK v2, 2025-11-25", "SDK v2, 2026-07-28"]],
  ["/public/mcp", false, ["SDK v1", "SDK v2, 2025-11-25", "SDK v2, 2026-07-28"]],
  ["/public/agent", false, ["SDK v1", "SDK v2, 2025-11-25"]],
  ["/public/raw", false, ["SDK v1", "SDK v2, 2025-11-25"]],
];
const everyWay = approaches.flatMap(([path, signIn, generations]) =>
  generations.map((generation) => ({ path, signIn, generation })),
);

describe.for(everyWay)("$path serves $generation", ({ path, signIn, generation }) => {
  test("tools, a resource, a template, and a prompt", async ({ kit, expect }) => {
    const bearer = signIn ? await kit.signIn({ as: "octocat" }) : undefined;
    const client = await connectClient(kit, path, generation, { bearer });
    const { tools } = await client.listTools();
    const forAll = ["add", "count_down"];
    const notes = ["add_note", "clear_notes"];
    const ofGitHub = ["whoami", "list_repositories"];
    const keepsNotes = signIn || path === "/public/agent";
    expect(tools.map(({ name }) => name)).toEqual([
      ...forAll,
      ...(signIn ? ofGitHub : []),
      ...(keepsNotes ? notes : []),
    ]);
    for (const tool of tools) {
      expect(tool).toMatchObject({ outputSchema: { type: "object" }, title: expect.any(String) });
      expect(Object.keys(tool.annotations ?? {})).toHaveLength(4);
    }
    const sum = await client.callTool({ name: "add", arguments: { a: 23, b: 19 } });
    expect(sum).toMatchObject({ structuredContent: { sum: 42 } });

    const { resources } = await client.listResources();
    expect(resources.map(({ uri }) => uri)).toContain("docs://about");
    const about = await client.readResource({ uri: "docs://about" });
    expect(JSON.stringify(about.contents)).toContain("Remote MCP kit");
    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates).toMatchObject([{ uriTemplate: "docs://tools/{name}" }]);
    const page = await client.readResource({ uri: "docs://tools/add" });
    expect(JSON.stringify(page.contents)).toContain("Add two numbers");
    await expect(client.readResource({ uri: "docs://tools/nothing" })).rejects.toThrow();

    const prompt = { name: "explain_sum", arguments: { a: "1", b: "2" } };
    expect(JSON.stringify(await client.getPrompt(prompt))).toContain("Add 1 and 2");
  });

  test("progress of a long call, and its cancellation", async ({ kit, expect }) => {
    const bearer = signIn ? await kit.signIn({ as: "octocat" }) : undefined;
    const client = await connectClient(kit, path, generation, { bearer });
    const seen: number[] = [];
    const call = { name: "count_down", arguments: { from: 3 } };
    const result = await client.callTool(call, {
      onprogress: ({ progress, total }) => void (total === 3 && seen.push(progress)),
    });
    expect(textOf(result)).toBe("Counted down from 3.");
    expect(seen).toEqual([1, 2, 3]);

    const cancelled = new AbortController();
    const long = client.callTool(
      { name: "count_down", arguments: { from: 100 } },
      { signal: cancelled.signal, onprogress: () => cancelled.abort("enough") },
    );
    await expect(long).rejects.toThrow();
    const after = await client.callTool({ name: "add", arguments: { a: 1, b: 1 } });
    expect(textOf(after)).toBe("2");
  });
});

test.for(approaches)(
  "RPC-07 RPC-29 %s refuses an id of 20,000 characters, and does not hang",
  async ([path, signIn], { kit, expect }) => {
    const bearer = signIn ? await kit.signIn({ as: "octocat" }) : undefined;
    const hasSessions = path === "/mcp" || path === "/public/agent";
    const sessionId = hasSessions ? await openSession(kit, bearer, path) : undefined;
    const ping = (length: number) =>
      send(kit, {
        path,
        bearer,
        sessionId,
        body: { jsonrpc: "2.0", id: "i".repeat(length), method: "ping" },
      });
    const refused = await ping(20_000);
    expect([refused.status, refused.headers.get("content-type")]).toEqual([
      400,
      "application/json",
    ]);
    expect(await refused.json()).toMatchObject({ error: { code: -32600 } });
    expect(await message(await ping(1000))).toMatchObject({ id: "i".repeat(1000), result: {} });
  },
);

test.for(approaches)(
  "RPC-29 %s refuses a resource whose address has a million characters",
  async ([path, signIn], { kit, expect }) => {
    const bearer = signIn ? await kit.signIn({ as: "octocat" }) : undefined;
    const params = { uri: `docs://tools/${"m".repeat(999_988)}` };
    const body = { jsonrpc: "2.0", id: 9, method: "resources/read", params };
    const refused = await send(kit, { path, bearer, body });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error: { code: -32602 } });
  },
);

test.for(approaches)(
  "TOOL-03 %s refuses arguments that nobody asked for, whatever their names",
  async ([path, signIn], { kit, expect }) => {
    const bearer = signIn ? await kit.signIn({ as: "octocat" }) : undefined;
    const hasSessions = path === "/mcp" || path === "/public/agent";
    const sessionId = hasSessions ? await openSession(kit, bearer, path) : undefined;
    for (const name of ["c", "constructor", "__proto__"]) {
      const call = `{"name":"add","arguments":{"a":1,"b":1,"${name}":{}}}`;
      const body = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${call}}`;
      const { result, error } = await message(await send(kit, { path, bearer, sessionId, body }));
      expect([name, Boolean(result?.isError ?? error)]).toEqual([name, true]);
    }
  },
);

test.for(approaches)(
  "RPC-29 what there is not below %s is answered 404, in JSON",
  async ([path, signIn], { kit, expect }) => {
    const bearer = signIn ? await kit.signIn({ as: "octocat" }) : undefined;
    for (const body of [initialize, callTool("add", { a: 1, b: 1 })]) {
      const missing = await send(kit, { path: `${path}/x`, bearer, body });
      expect([missing.status, missing.headers.get("content-type")]).toEqual([
        404,
        expect.stringMatching(/^application\/json/),
      ]);
      expect(await missing.json()).toHaveProperty("error");
    }
  },
);

test("the transport of 2024 is closed unless a variable opens it", async ({ kit, expect }) => {
  const bearer = await kit.signIn({ as: "octocat" });
  const headers = { authorization: `Bearer ${bearer.mcpAccessToken}`, accept: "text/event-stream" };
  for (const path of ["/sse", "/.well-known/oauth-protected-resource/sse"]) {
    const refused = await kit.request(path, { headers });
    expect(refused.status).toBe(404);
  }
});
