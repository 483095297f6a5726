import { createHash } from "node:crypto";
import { afterAll, beforeAll, test } from "vitest";
import { createTestHarness } from "wrangler";
import { callTool, initialize, message } from "./mcp-client.test-support.ts";

// A Worker of its own, whose owner wants nobody to sign in: it has the key, and no OAuth app.
process.env["CLOUDFLARE_CF_FETCH_ENABLED"] = "false";
process.env["WRANGLER_SEND_METRICS"] = "false";
const harness = createTestHarness({
  workers: [
    {
      configPath: "wrangler.jsonc",
      secrets: {
        GITHUB_CLIENT_ID: "",
        GITHUB_CLIENT_SECRET: "",
        COOKIE_ENCRYPTION_KEY: createHash("sha256").update("for tests").digest("hex"),
      },
    },
  ],
});
beforeAll(() => harness.listen());
afterAll(() => harness.close());

function post(path: string, body: object, headers: Record<string, string> = {}) {
  return harness.getWorker().fetch(`http://localhost:8788${path}`, {
    method: "POST",
    headers: {
      accept: "application/json, text/event-stream",
      "content-type": "application/json",
      ...headers,
    },
    body: JSON.stringify(body),
  }) as unknown as Promise<Response>;
}

test.for(["/public/mcp", "/public/agent", "/public/raw"])(
  "WK-13 %s needs no setting of the sign-in",
  async (path, { expect }) => {
    const opened = await post(path, initialize);
    expect(opened.status).toBe(200);
    await opened.text();
    const sessionId = opened.headers.get("mcp-session-id");
    const session: Record<string, string> = sessionId ? { "mcp-session-id": sessionId } : {};
    const sum = await message(await post(path, callTool("add", { a: 1, b: 2 }), session));
    expect(sum.result?.structuredContent).toEqual({ sum: 3 });
  },
);

test("WK-13 routes with sign-in are not open without it", async ({ expect }) => {
  expect((await post("/mcp", initialize)).status).toBe(503);
});
