import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, onTestFinished, test } from "vitest";
import { startKit } from "./kit.ts";
import { writeTinyWorker } from "./tiny-worker.test-support.ts";

const silence = "return new Promise((resolve) => setTimeout(resolve, 1e8));";

test("a Worker that throws is the same 500 in process and over TCP", async ({ expect }) => {
  const { wrangler } = await writeTinyWorker(`throw new RangeError("boom");`);
  await using kit = await startKit({ wrangler });
  for (const response of [await kit.request("/"), await fetch(kit.origin)]) {
    expect(response.status).toBe(500);
    expect(await response.text()).toBe("The Worker threw an exception: RangeError: boom\n");
  }
});

describe("a Worker that does not answer", () => {
  test("to the end of a session does not hold the kit", async ({ expect }) => {
    const { wrangler } = await writeTinyWorker(`if (request.method === "DELETE") ${silence}`);
    const kit = await startKit({ wrangler });
    await kit.connect();
    await expect(kit.close()).resolves.toBeUndefined();
  }, 15_000);

  test("to a connection does not hold the kit that closes, and nobody connects after", async ({
    expect,
  }) => {
    const { wrangler } = await writeTinyWorker(silence);
    const kit = await startKit({ wrangler });
    const connecting = [kit.connect(), kit.connect({ lane: "mcp-remote" })];
    const refusals = connecting.map(async (connection) =>
      expect(connection).rejects.toMatchObject({
        code: "CONNECT_FAILED",
        message: `The run ended while connecting to ${kit.origin}/mcp.`,
      }),
    );
    await kit.close();
    await Promise.all(refusals);
    await expect(kit.connect()).rejects.toMatchObject({ message: "The kit is closed." });
    await expect(kit.signIn({ as: "octocat" })).rejects.toMatchObject({ code: "CONNECT_FAILED" });
  }, 15_000);
});

test("a sign-in that waits for an answer in vain tells which one, and the way there", async ({
  expect,
}) => {
  const { wrangler } = await writeTinyWorker(`const { pathname, origin } = new URL(request.url);
  if (pathname === "/mcp") return new Response(null, { status: 401, headers: { "www-authenticate": "Bearer" } });
  if (pathname === "/register") return Response.json({ ...await request.json(), client_id: "c" }, { status: 201 });
  if (pathname === "/authorize") return Response.redirect(origin + "/callback?code=hunter2");
  if (pathname === "/callback") await new Promise(() => setInterval(() => {}, 1e6));
  return new Response(null, { status: 404 });`);
  await using kit = await startKit({ wrangler });
  const error = await kit.signIn({ as: "octocat" }).catch((cause: unknown) => cause);
  expect(error).toMatchObject({
    code: "SIGN_IN_FAILED",
    message: expect.stringMatching(
      /GET \S+\/callback\?code=… was not answered within 12 s\.\n[^]*1\. GET \S+\/authorize\S* → 302[^]*2\. GET \S+\/callback/,
    ),
  });
  expect(String(error)).not.toContain("hunter2");
}, 60_000);

test("a call to a host that is not emulated, made after the last answer, fails the end of the kit", async ({
  expect,
}) => {
  const { wrangler } = await writeTinyWorker(
    `context.waitUntil(fetch("https://late.example.com/", { method: "PUT" }).catch(() => {}));`,
  );
  const kit = await startKit({ wrangler });
  await kit.request("/");
  await expect(kit.close()).rejects.toMatchObject({
    code: "UNEXPECTED_REQUEST",
    message: expect.stringContaining("PUT https://late.example.com/"),
  });
  await expect(fetch(kit.origin)).rejects.toThrow("fetch failed"); // it has closed all the same
});

test("mcp-remote is kept from other machines too, and told of", async ({ expect }) => {
  const { wrangler } = await writeTinyWorker(`const { pathname, origin } = new URL(request.url);
  if (pathname === "/metadata") return Response.json({ resource: origin + "/mcp", authorization_servers: ["https://auth.example.com"] });
  const challenge = 'Bearer resource_metadata="' + origin + '/metadata"';
  if (pathname === "/mcp") return new Response(null, { status: 401, headers: { "www-authenticate": challenge } });`);
  const kit = await startKit({ wrangler });
  await expect(kit.connect({ as: "octocat", lane: "mcp-remote" })).rejects.toMatchObject({
    code: "CONNECT_FAILED",
  });
  await expect(kit.close()).rejects.toMatchObject({
    message: expect.stringContaining("CONNECT https://auth.example.com"),
  });
});

test.for([
  ["as it is", {}],
  ["made one that needs no account", { ai: { binding: "AI" } }],
])(
  "no stored value reaches a Worker whose configuration is %s",
  async ([, settings], { expect }) => {
    const { wrangler, folder } = await writeTinyWorker("return Response.json(env);", {
      ...(settings as object),
      vars: { MODE: "configured", LIMITS: { rate: 5 } },
      secrets: { required: ["PAYMENT_KEY"] },
    });
    const stored = [
      "MODE",
      "LIMITS",
      "GITHUB_CLIENT_SECRET",
      "MAIL_KEY",
      "PAYMENT_KEY",
      "MCP_RESOURCE",
    ];
    const lines = stored.map((name) => `${name}=real-${name}\n`).join("");
    await writeFile(join(folder, ".dev.vars"), lines);
    await writeFile(join(folder, ".env"), lines.replaceAll("MAIL", "OTHER"));
    process.env["PAYMENT_KEY"] = "real-of-the-environment";
    onTestFinished(() => void delete process.env["PAYMENT_KEY"]);
    await using kit = await startKit({ wrangler });
    const env: unknown = await (await kit.request("/")).json();
    expect(env).toMatchObject({
      MODE: "configured",
      LIMITS: { rate: 5 },
      MCP_RESOURCE: "",
      PAYMENT_KEY: "mcp-kit-test-PAYMENT_KEY",
      GITHUB_CLIENT_SECRET: kit.github.app.clientSecret,
    });
    expect(JSON.stringify(env)).not.toContain("real-");
  },
);

test("with .env alone it is the same", async ({ expect }) => {
  const { wrangler, folder } = await writeTinyWorker("return Response.json(env);");
  await writeFile(join(folder, ".env"), "MAIL_KEY=real\nGITHUB_CLIENT_ID=real\n");
  await using kit = await startKit({ wrangler });
  const env: unknown = await (await kit.request("/")).json();
  expect(JSON.stringify(env)).not.toContain("real");
  expect(env).toHaveProperty("MAIL_KEY", "mcp-kit-test-MAIL_KEY");
});

test("a Worker that minds redirects itself is given them", async ({ expect }) => {
  const { wrangler } = await writeTinyWorker(
    `const headers = { "User-Agent": "test" };
return fetch("https://api.github.com/user", { redirect: "manual", headers })
  .then(({ status, headers }) => new Response(status + " " + headers.get("location")));`,
  );
  await using kit = await startKit({ wrangler });
  kit.github.fail("GET /user", "redirect");
  expect(await (await kit.request("/")).text()).toBe("301 https://evil.example/user");
});

test("a Worker that follows a redirect to a host that is not emulated is told of", async ({
  expect,
}) => {
  const { wrangler } = await writeTinyWorker(
    `await fetch("https://api.github.com/user", { headers: { "User-Agent": "test" } }).catch(() => {});`,
  );
  await using kit = await startKit({ wrangler });
  kit.github.fail("GET /user", "redirect");
  await kit.request("/");
  expect(() => kit.assertNoUnexpectedRequests()).toThrow("https://evil.example/user");
});

test("HN-10 a project says which of its variables are the emulated app's credentials", async ({
  expect,
}) => {
  const vars = { SIGN_IN_APP: "real", SIGN_IN_KEY: "real", REGION: "eu" };
  const tiny = await writeTinyWorker("return Response.json(env);", { vars });
  const fixtures = join(tiny.folder, "fixtures/github");
  await mkdir(fixtures, { recursive: true });
  const variables = { SIGN_IN_APP: "clientId", SIGN_IN_KEY: "clientSecret" };
  const app = { name: "Worker under test", variables };
  await writeFile(join(fixtures, "apps.json"), JSON.stringify([app]));
  await using kit = await startKit({ wrangler: tiny.wrangler });
  expect(await (await kit.request("/")).json()).toMatchObject({
    SIGN_IN_APP: kit.github.app.clientId,
    SIGN_IN_KEY: kit.github.app.clientSecret,
    REGION: "eu",
  });
});
