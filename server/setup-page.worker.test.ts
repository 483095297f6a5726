import { afterAll, beforeAll, describe, test } from "vitest";
import { createTestHarness } from "wrangler";

// A Worker of its own, without the kit: the kit's would have all settings.
process.env["CLOUDFLARE_CF_FETCH_ENABLED"] = "false";
process.env["WRANGLER_SEND_METRICS"] = "false";
const harness = createTestHarness({
  workers: [
    {
      configPath: "wrangler.jsonc",
      secrets: {
        GITHUB_CLIENT_ID: "Iv1.0123456789abcdef",
        GITHUB_CLIENT_SECRET: "<client secret of your GitHub OAuth app>",
        COOKIE_ENCRYPTION_KEY: "too-short",
      },
    },
  ],
});
beforeAll(() => harness.listen());
afterAll(() => harness.close());

function request(path: string, accept: string) {
  return harness.getWorker().fetch(`http://localhost:8788${path}`, { headers: { accept } });
}

describe("WK-13 WK-14 a Worker with a placeholder secret and a short key", () => {
  test("answers a program with 503, which setting it is and what mends it", async ({ expect }) => {
    for (const path of ["/mcp", "/authorize", "/.well-known/oauth-authorization-server"]) {
      const response = await request(path, "application/json");
      const answer = (await response.json()) as { settings: { name: string; mend: string }[] };
      expect([path, response.status]).toEqual([path, 503]);
      expect(answer.settings.map(({ name }) => name)).toEqual([
        "GITHUB_CLIENT_SECRET",
        "COOKIE_ENCRYPTION_KEY",
      ]);
      expect(answer.settings[0]!.mend).toContain(".dev.vars: GITHUB_CLIENT_SECRET=");
    }
  });

  test("answers a browser with a page that says the same", async ({ expect }) => {
    const response = await request("/authorize", "text/html");
    const page = await response.text();
    expect(response.status).toBe(503);
    expect(response.headers.get("content-type")).toContain("text/html");
    expect(page).toContain("GITHUB_CLIENT_SECRET");
    expect(page).not.toContain("GITHUB_CLIENT_ID");
  });

  test("names the settings in its log, and no value anywhere", async ({ expect }) => {
    harness.clearLogs();
    const answer = await (await request("/mcp", "application/json")).text();
    const log = JSON.stringify(harness.getLogs());
    // The remedy is whole, although it reads like a secret.
    expect(log).toContain("crypto.randomBytes(32).toString('hex')");
    expect(log).toContain("client secret of your GitHub OAuth app>");
    expect(log + answer).not.toContain("too-short");
  });

  test("still serves what needs no sign-in", async ({ expect }) => {
    expect((await request("/", "text/html")).status).toBe(200);
  });
});
