import { afterAll, beforeAll, beforeEach, test } from "vitest";
import { isLetIn, signInForTokens } from "../../harness/matrix/refresh.test-support.ts";
import { interfere } from "../interfere.test-support.ts";
import { grantsOf } from "../grants.test-support.ts";
import { callTool, message, send } from "../mcp-client.test-support.ts";
import { authorizationPath, register } from "../oauth/visitor.test-support.ts";
import { startOidcSetting, type OidcSetting } from "./oidc-server.test-support.ts";

let oidc: OidcSetting;
beforeAll(async () => {
  oidc = await startOidcSetting();
});
afterAll(() => oidc.close());
beforeEach(() => {
  Object.assign(oidc.gives, { refreshTokens: true, accessTokenSeconds: 3600 });
  oidc.accounts.clear();
  oidc.accounts.set("mona", { email: "mona@example.com", email_verified: true });
  oidc.accounts.set("mallory", { email: "mona@example.com", email_verified: false });
});

const signInAs = (login: string) =>
  signInForTokens(oidc.kit, { fill: { login, password: "any will do" } });

function userIdOf(accessToken: string): string | undefined {
  return accessToken.split(":")[0];
}

async function toolsOf(mcpAccessToken: string): Promise<string[]> {
  const body = { jsonrpc: "2.0", id: 1, method: "tools/list" };
  const bearer = { mcpAccessToken, mcpClientId: "" };
  const response = await send(oidc.kit, { path: "/mcp/stateless", bearer, body });
  const { result } = (await message(response)) as { result?: { tools?: { name: string }[] } };
  return (result?.tools ?? []).map(({ name }) => name);
}

// First of all, since the provider's metadata is then kept for a while.
test("tells the client when the provider is down before anybody is sent there", async ({
  expect,
}) => {
  interfere(async ({ pathname }, pass) =>
    pathname.startsWith("/.well-known/openid-configuration")
      ? new Response("down", { status: 503 })
      : pass(),
  );
  await expect(signInAs("mona")).rejects.toThrow(/^temporarily_unavailable/);
});

test("signs a person in with an OpenID Connect provider, and offers no tool that asks GitHub", async ({
  expect,
}) => {
  const { accessToken } = await signInAs("mona");
  expect(accessToken).toMatch(/^oidc-[\w-]{43}:/);
  const tools = await toolsOf(accessToken);
  expect(tools).toEqual(expect.arrayContaining(["add", "add_note", "server_status"]));
  expect(tools).not.toContain("whoami");
  expect(tools).not.toContain("list_repositories");
});

test("says on its pages who signs people in, and lists no tool there that asks GitHub", async ({
  expect,
}) => {
  const home = await oidc.kit.request("/", { headers: { accept: "text/html" } });
  const page = await home.text();
  expect(page).toContain(`${new URL(oidc.issuer).host} sign-in`);
  expect(page).not.toMatch(/GitHub|list_repositories/);
});

test("CON-08 offers no permission for GitHub's repositories, and asks for none", async ({
  expect,
}) => {
  const { kit } = oidc;
  const { scopes_supported } = (await (
    await kit.request("/.well-known/oauth-protected-resource/mcp")
  ).json()) as { scopes_supported: string[] };
  expect(scopes_supported).toEqual(["read"]);
  const client = await register(kit);
  const path = authorizationPath(client, { scope: "read repositories" });
  const page = await (await kit.request(path, { headers: { accept: "text/html" } })).text();
  expect(page).toContain('name="scope" value="read"');
  expect(page).not.toMatch(/GitHub|repositories/i);

  const { accessToken } = await signInAs("mona");
  const bearer = { mcpAccessToken: accessToken, mcpClientId: "" };
  const body = callTool("list_repositories");
  const answer = await send(kit, { path: "/mcp/stateless", bearer, body });
  expect(answer.headers.get("www-authenticate")).toBeNull();
  expect((await message(answer)).error?.message).toMatch(/not found/);
});

test("knows a person again, and takes nobody for another who merely claims their address", async ({
  expect,
}) => {
  const [first, again, other] = [
    (await signInAs("mona")).accessToken,
    (await signInAs("mona")).accessToken,
    (await signInAs("mallory")).accessToken,
  ];
  expect(userIdOf(again)).toBe(userIdOf(first));
  expect(userIdOf(other)).not.toBe(userIdOf(first));
  // mona@example.com is among ALLOWED_LOGINS, and mallory's is not verified.
  expect(await toolsOf(other)).not.toContain("server_status");
});

test("takes no subject for an address, whatever it looks like", async ({ expect }) => {
  oidc.accounts.set("mona@example.com", { email: "mallory@example.com", email_verified: false });
  const { accessToken } = await signInAs("mona@example.com");
  expect(await toolsOf(accessToken)).not.toContain("server_status");
});

test.for([[5], { a: "mona@example.com" }, true])(
  "takes no %j for an address, whatever the provider says of it",
  async (email, { expect }) => {
    oidc.accounts.set("mona", { email: email as unknown as string, email_verified: true });
    expect(await toolsOf((await signInAs("mona")).accessToken)).not.toContain("server_status");
  },
);

test.for([3600, 200])(
  "no longer takes somebody for an address that they have lost, where the provider's tokens last %d s",
  async (seconds, { expect }) => {
    oidc.gives.accessTokenSeconds = seconds;
    const { accessToken, refreshToken, refreshWith } = await signInAs("mona");
    expect(await toolsOf(accessToken)).toContain("server_status");
    oidc.accounts.set("mona", { email: "mona@example.com", email_verified: false });
    const renewed = await refreshWith(refreshToken);
    expect(await toolsOf(renewed.access_token ?? "")).not.toContain("server_status");
  },
);

test("asks the provider at a refresh, and ends the grant of somebody it no longer knows", async ({
  expect,
}) => {
  const { accessToken, refreshToken, refreshWith } = await signInAs("mona");
  const renewed = await refreshWith(refreshToken);
  expect(renewed.status).toBe(200);
  oidc.accounts.delete("mona");
  expect(await refreshWith(renewed.refresh_token)).toMatchObject({
    status: 400,
    error: "invalid_grant",
  });
  expect(await isLetIn(oidc.kit, accessToken)).toBe(false);
});

test("renews the provider's tokens before they end, and ends the grant when the provider refuses", async ({
  expect,
}) => {
  oidc.gives.accessTokenSeconds = 200;
  const { refreshToken, refreshWith } = await signInAs("mona");
  let renewals = 0;
  interfere(({ origin, pathname }, pass) => {
    if (origin === oidc.issuer && pathname === "/token") renewals++;
    return pass();
  });
  const first = await refreshWith(refreshToken);
  const second = await refreshWith(first.refresh_token);
  expect([first.status, second.status, renewals]).toEqual([200, 200, 2]);
  oidc.accounts.delete("mona");
  expect(await refreshWith(second.refresh_token)).toMatchObject({ error: "invalid_grant" });
});

test("keeps the grant while the provider is down", async ({ expect }) => {
  const { refreshToken, refreshWith } = await signInAs("mona");
  const restore = interfere(async ({ origin }, pass) =>
    origin === oidc.issuer ? new Response("down", { status: 503 }) : pass(),
  );
  expect(await refreshWith(refreshToken)).toMatchObject({
    status: 503,
    error: "temporarily_unavailable",
  });
  restore();
  expect((await refreshWith(refreshToken)).status).toBe(200);
});

test("keeps what the provider has renewed when it then does not say whose it is", async ({
  expect,
}) => {
  oidc.gives.accessTokenSeconds = 200;
  const { refreshToken, refreshWith } = await signInAs("mona");
  const asked = answerAt("/me", () => new Response("down", { status: 503 }));
  const renewed = await refreshWith(refreshToken);
  expect([renewed.status, asked()]).toEqual([200, 1]);
  expect(await toolsOf(renewed.access_token ?? "")).toContain("server_status");
});

test("lets a sign-in that cannot be renewed last eight hours", async ({ expect }) => {
  oidc.gives.refreshTokens = false;
  const { refreshToken } = await signInAs("mona");
  const [userId, grantId] = refreshToken.split(":");
  const grant = await (await grantsOf(oidc.kit)).get(`grant:${userId}:${grantId}`);
  const { expiresAt } = JSON.parse(grant ?? "") as { expiresAt: number };
  const hours = (expiresAt - Date.now() / 1000) / 3600;
  expect(hours).toBeGreaterThan(7.9);
  expect(hours).toBeLessThanOrEqual(8);
});

/** Changes where the provider, or our own Worker, sends the browser. */
function sendElsewhere(from: string, change: (to: URL) => void) {
  interfere(async ({ origin }, pass) => {
    const response = await pass();
    const location = response.headers.get("location");
    if (!location || origin !== from) return response;
    const to = new URL(location, from);
    if (to.origin === from) return response;
    change(to);
    const headers = new Headers(response.headers);
    headers.set("location", to.href);
    return new Response(null, { status: response.status, headers });
  });
}

test.for([
  [
    "names another issuer (RFC 9207)",
    "server_error",
    (to: URL) => to.searchParams.set("iss", "https://evil.example"),
  ],
  ["leaves its issuer out (RFC 9207)", "server_error", (to: URL) => to.searchParams.delete("iss")],
  [
    "is a refusal",
    "access_denied",
    (to: URL) => {
      to.searchParams.delete("code");
      to.searchParams.set("error", "access_denied");
    },
  ],
  [
    "brings a code that was made up",
    "access_denied",
    (to: URL) => to.searchParams.set("code", "made-up"),
  ],
] as const)(
  "tells the client when the provider's answer %s",
  async ([, error, change], { expect }) => {
    sendElsewhere(oidc.issuer, change);
    await expect(signInAs("mona")).rejects.toThrow(new RegExp(`^${error}`));
  },
);

test("refuses an ID token with another sign-in's nonce", async ({ expect }) => {
  sendElsewhere(oidc.kit.origin, (to) => {
    if (to.origin === oidc.issuer) to.searchParams.set("nonce", "another");
  });
  await expect(signInAs("mona")).rejects.toThrow(/^server_error/);
});

/** Puts an answer in the place of the provider's own at a path. */
function answerAt(path: string, answer: (own: Response) => Promise<Response> | Response) {
  let asked = 0;
  interfere(async ({ origin, pathname }, pass) => {
    if (origin !== oidc.issuer || pathname !== path) return pass();
    asked++;
    return answer(await pass());
  });
  return () => asked;
}

test("refuses an ID token whose signature is not the provider's", async ({ expect }) => {
  answerAt("/token", async (own) => {
    const answer = (await own.json()) as { id_token: string };
    const [header, claims, signature = ""] = answer.id_token.split(".");
    const other = (signature.startsWith("A") ? "B" : "A") + signature.slice(1);
    return Response.json({ ...answer, id_token: [header, claims, other].join(".") });
  });
  await expect(signInAs("mona")).rejects.toThrow(/^server_error/);
});

test("refuses an ID token whose claims were changed to another person's", async ({ expect }) => {
  answerAt("/token", async (own) => {
    const answer = (await own.json()) as { id_token: string };
    const [header, claims = "", signature] = answer.id_token.split(".");
    const changed = { ...JSON.parse(Buffer.from(claims, "base64url").toString()), sub: "root" };
    const forged = Buffer.from(JSON.stringify(changed)).toString("base64url");
    return Response.json({ ...answer, id_token: [header, forged, signature].join(".") });
  });
  await expect(signInAs("mona")).rejects.toThrow(/^server_error/);
});

test("refuses userinfo of somebody else", async ({ expect }) => {
  answerAt("/me", async () => Response.json({ sub: "root" }));
  await expect(signInAs("mona")).rejects.toThrow(/^server_error/);
});

test.for([
  ["/token", "a redirect", 307, "", "server_error"],
  ["/token", "an HTML page", 200, "<html>", "server_error"],
  ["/token", "ten megabytes", 200, " ".repeat(10_000_000), "server_error"],
  ["/me", "an outage", 503, "", "temporarily_unavailable"],
] as const)(
  "tells the client when %s answers with %s, and asks no second time",
  async ([path, , status, body, error], { expect }) => {
    const headers = { location: `${oidc.issuer}/elsewhere`, "content-type": "text/html" };
    const asked = answerAt(path, () => new Response(body, { status, headers }));
    await expect(signInAs("mona")).rejects.toThrow(new RegExp(`^${error}`));
    expect(asked()).toBe(1);
  },
);
