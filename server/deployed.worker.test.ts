import { createHash } from "node:crypto";
import { afterAll, beforeAll, test } from "vitest";
import { createTestHarness, experimental_readRawConfig } from "wrangler";
import { initialize } from "./mcp-client.test-support.ts";

// Workers as they are deployed, under a name of their own; the kit's is one on loopback.
process.env["CLOUDFLARE_CF_FETCH_ENABLED"] = "false";
process.env["WRANGLER_SEND_METRICS"] = "false";

const { rawConfig } = experimental_readRawConfig({ config: "wrangler.jsonc" });
const secrets = (key: string) => ({
  GITHUB_CLIENT_ID: "Iv1.0123456789abcdef",
  GITHUB_CLIENT_SECRET: "0123456789abcdef0123456789abcdef01234567",
  COOKIE_ENCRYPTION_KEY: createHash("sha256").update(key).digest("hex"),
});
const redirectUri = "http://127.0.0.1:1/callback";
const vars = { MCP_RESOURCE: "https://kit.example.com/mcp" };
const harness = createTestHarness({
  workers: [{ configPath: "wrangler.jsonc", vars, secrets: secrets("a") }],
});
beforeAll(() => harness.listen());
afterAll(() => harness.close());

function ask(path: string, init: { method?: string; body?: string; headers?: object } = {}) {
  const headers = { accept: "text/html", ...init.headers };
  return harness.getWorker().fetch(`https://kit.example.com${path}`, {
    redirect: "manual",
    ...init,
    headers,
  });
}

function post(path: string, message: object, headers: object = {}) {
  return ask(path, {
    method: "POST",
    body: JSON.stringify(message),
    headers: {
      accept: "application/json, text/event-stream",
      "content-type": "application/json",
      ...headers,
    },
  });
}

test("LG-13 every answer is of the type it says, and binds browsers to https", async ({
  expect,
}) => {
  for (const path of [
    "/",
    "/authorize",
    "/callback",
    "/mcp",
    "/public/mcp",
    "/token",
    "/nothing",
  ]) {
    const { headers } = await ask(path);
    expect([path, headers.get("x-content-type-options")]).toEqual([path, "nosniff"]);
    expect([path, headers.get("strict-transport-security")]).toEqual([path, "max-age=31536000"]);
    if (!headers.get("content-type")?.includes("text/html")) continue;
    expect(Object.fromEntries(headers)).toMatchObject({
      "content-security-policy": expect.stringContaining("frame-ancestors 'none'"),
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      "cache-control": "no-store",
    });
  }
  const foreign = await harness.getWorker().fetch("https://other.example/");
  expect([foreign.status, foreign.headers.get("x-content-type-options")]).toEqual([403, "nosniff"]);
});

test("OH-05 OH-09 its own origin may call, and so may a page of the caller's machine", async ({
  expect,
}) => {
  for (const [origin, status] of [
    ["https://kit.example.com", 200],
    ["http://localhost:6274", 200],
    ["https://other.example", 403],
    ["http://kit.example.com", 403],
  ] as const) {
    const response = await post("/public/mcp", initialize, { origin });
    expect([origin, response.status]).toEqual([origin, status]);
    await response.text();
  }
});

async function open(): Promise<string> {
  const response = await post("/public/agent", initialize);
  await response.text();
  return response.headers.get("mcp-session-id") ?? "";
}

async function listTools(sessionId: string): Promise<number> {
  const message = { jsonrpc: "2.0", id: 1, method: "tools/list" };
  const response = await post("/public/agent", message, { "mcp-session-id": sessionId });
  await response.text();
  return response.status;
}

/** Opens the consent page for a new client. @returns what its form sends, with the browser's cookie */
async function openConsent() {
  const registration = { redirect_uris: [redirectUri], token_endpoint_auth_method: "none" };
  const registered = await post("/register", registration);
  const { client_id } = (await registered.json()) as { client_id: string };
  const query = new URLSearchParams({
    client_id,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "read",
    state: "s",
    code_challenge: "a".repeat(43),
    code_challenge_method: "S256",
  });
  const page = await ask(`/authorize?${query}`);
  const handle = /name="handle" value="(?<handle>[^"]+)"/.exec(await page.text())?.groups?.[
    "handle"
  ];
  return { handle: handle ?? "", cookie: page.headers.getSetCookie()[0]?.split(";")[0] ?? "" };
}

async function approve({ handle, cookie }: { handle: string; cookie: string }) {
  return ask("/authorize", {
    method: "POST",
    body: new URLSearchParams({ handle, decision: "approve", scope: "read" }).toString(),
    headers: { "content-type": "application/x-www-form-urlencoded", cookie },
  });
}

test("WK-15 a rotated key ends sessions and consent pages, and who begins anew goes on", async ({
  expect,
}) => {
  const [first, second] = [await openConsent(), await openConsent()];
  expect((await approve(first)).status).toBe(302);
  const old = await open();
  expect(await listTools(old)).toBe(200);
  const worker = { configPath: "wrangler.jsonc", vars, secrets: secrets("b") };
  await harness.update({ workers: [worker] });
  expect(await listTools(old)).toBe(404);
  const refused = await approve(second);
  expect([refused.status, refused.headers.get("content-type")]).toEqual([
    400,
    expect.stringContaining("text/html"),
  ]);
  expect((await approve(await openConsent())).status).toBe(302);
  expect(await listTools(await open())).toBe(200);
});

test("WK-10 a Worker without its KV namespace says so, and what binds it", async ({ expect }) => {
  const config = { ...rawConfig, kv_namespaces: [] };
  await harness.update({ workers: [{ config, vars, secrets: secrets("a") }] });
  for (const path of ["/authorize", "/mcp", "/token", "/register"]) {
    const response = await ask(path, { headers: { accept: "application/json" } });
    expect([path, response.status]).toEqual([path, 503]);
    expect(await response.json()).toMatchObject({
      settings: [{ name: "OAUTH_KV", mend: expect.stringContaining("kv_namespaces") }],
    });
  }
});
