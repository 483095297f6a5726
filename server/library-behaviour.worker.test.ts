import { afterAll, beforeAll, describe, test } from "vitest";
import { createTestHarness } from "wrangler";
import { callTool, initialize } from "./mcp-client.test-support.ts";

// What agents 0.32.0 does by itself. When one of these fails, the library has changed: see whether the guard can lose a part.
process.env["CLOUDFLARE_CF_FETCH_ENABLED"] = "false";
process.env["WRANGLER_SEND_METRICS"] = "false";
const harness = createTestHarness({
  workers: [
    {
      config: {
        name: "unguarded",
        main: "server/testing/unguarded-agent.ts",
        compatibility_date: "2026-10-01",
        compatibility_flags: ["nodejs_compat"],
        durable_objects: { bindings: [{ name: "AGENT", class_name: "UnguardedAgent" }] },
        migrations: [{ tag: "v1", new_sqlite_classes: ["UnguardedAgent"] }],
      },
    },
  ],
});
beforeAll(() => harness.listen());
afterAll(() => harness.close());

interface Sent {
  method?: string;
  user?: string;
  sessionId?: string;
  headers?: Record<string, string>;
  body?: string | ReadableStream<Uint8Array>;
}

async function send({ method = "POST", user = "A", sessionId, headers, body }: Sent) {
  return harness.getWorker().fetch("http://localhost:8788/mcp", {
    method,
    headers: {
      accept: "application/json, text/event-stream",
      "content-type": "application/json",
      "x-user": user,
      ...(sessionId !== undefined && { "mcp-session-id": sessionId }),
      ...headers,
    },
    ...(body !== undefined && { body: body as string, duplex: "half" }),
  });
}

async function open(user: string): Promise<string> {
  const response = await send({ user, body: JSON.stringify(initialize) });
  await response.text();
  return response.headers.get("mcp-session-id") ?? "";
}

async function call(user: string, sessionId: string, name = "whoami"): Promise<string> {
  const response = await send({ user, sessionId, body: JSON.stringify(callTool(name)) });
  return `${response.status} ${/"text":"([^"]*)"/.exec(await response.text())?.[1]}`;
}

describe("McpAgent without the guard", () => {
  test("SID-01 serves another user's call, as the session's user", async ({ expect }) => {
    expect(await call("B", await open("A"))).toBe("200 user A");
  });

  test("SID-02 SID-03 lets another user read a session's stream, and end it", async ({
    expect,
  }) => {
    const sessionId = await open("A");
    const stream = await send({ method: "GET", user: "B", sessionId });
    expect(stream.status).toBe(200);
    await stream.body?.cancel();
    expect((await send({ method: "DELETE", user: "B", sessionId })).status).toBe(204);
  });

  test("SID-05 takes whoever comes first after an eviction for the session's user", async ({
    expect,
  }) => {
    const sessionId = await open("A");
    const name = `streamable-http:${sessionId}`;
    await harness.getWorker().evictDurableObject("AGENT", { name, webSockets: "close" });
    expect(await call("B", sessionId)).toBe("200 user B");
    expect(await call("A", sessionId)).toBe("200 user B");
  });

  test("SID-12 wakes an object for an id that was never issued", async ({ expect }) => {
    const before = await harness.getWorker().listDurableObjectIds("AGENT");
    expect(await call("A", "f".repeat(64))).toMatch(/^404/);
    const after = await harness.getWorker().listDurableObjectIds("AGENT");
    expect(after.length).toBeGreaterThan(before.length);
  });

  test("LG-02 keeps the session's props in the object's storage, in clear", async ({ expect }) => {
    expect(await call("A", await open("A's token"), "stored")).toBe("200 A's token");
  });

  test("OH-01 minds no Origin, and answers every page", async ({ expect }) => {
    const sessionId = await open("A");
    const headers = { origin: "https://evil.example" };
    const response = await send({ sessionId, headers, body: JSON.stringify(callTool("whoami")) });
    expect(response.status).toBe(200);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    await response.text();
  });

  test.for([
    ["RPC-03 an empty batch", 202, "[]", {}],
    [
      "RPC-04 a batch",
      200,
      JSON.stringify([callTool("whoami"), { ...callTool("whoami"), id: 2 }]),
      {},
    ],
    [
      "RPC-17 text that says it is JSON",
      200,
      JSON.stringify(callTool("whoami")),
      { "content-type": "text/plain; a=application/json" },
    ],
  ] as const)("%s is answered %i", async ([, status, body, headers], { expect }) => {
    const response = await send({ sessionId: await open("A"), headers, body });
    expect(response.status).toBe(status);
    await response.text();
  });

  test("RPC-12 takes six megabytes whose length was not declared", async ({ expect }) => {
    const text = new TextEncoder();
    let left = 6;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(text.encode(JSON.stringify(callTool("whoami")))),
      pull(controller) {
        if (left-- > 0) controller.enqueue(text.encode(" ".repeat(1 << 20)));
        else controller.close();
      },
    });
    const response = await send({ sessionId: await open("A"), body });
    expect(response.status).toBe(200);
    await response.text();
  });

  test("RPC-25 RPC-29 answers a method that it does not have 404, and in text", async ({
    expect,
  }) => {
    expect((await send({ method: "PUT", sessionId: await open("A"), body: "{}" })).status).toBe(
      404,
    );
    const broken = await send({ sessionId: await open("A"), body: "{" });
    expect(broken.headers.get("content-type")).toContain("text/plain");
    await broken.text();
  });

  test("TOOL-04 tells the client whatever a tool throws", async ({ expect }) => {
    expect(await call("A", await open("A"), "fail")).toBe("200 a secret of the server");
  });
});
