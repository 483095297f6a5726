import { test as base } from "../../harness/vitest.ts";
import {
  authorizationPath,
  countGitHubRequests,
  handleOf,
  locationOf,
  register,
  toldClient,
  Visitor,
  type RegisteredClient,
} from "./visitor.test-support.ts";

const test = base.extend<{ visitor: Visitor; client: RegisteredClient }>({
  visitor: async ({ kit }, use) => use(new Visitor(kit)),
  client: async ({ kit }, use) => use(await register(kit)),
});

const approve = (handle: string) => ({ handle, decision: "approve", scope: "read" });

test("CON-01 the page is bound to the browser by its cookie, and closed to frames, caches and scripts", async ({
  visitor,
  client,
  expect,
}) => {
  const { headers } = await visitor.request(authorizationPath(client));
  expect(headers.getSetCookie()).toEqual([
    expect.stringMatching(/^__Host-oauth-consent-[0-9a-f]{16}=[0-9a-f]{64}; /),
  ]);
  const [cookie = ""] = headers.getSetCookie();
  expect(cookie.split("; ").slice(1).toSorted()).toEqual([
    "HttpOnly",
    "Max-Age=600",
    "Path=/",
    "SameSite=Lax",
    "Secure",
  ]);
  const policy = headers.get("content-security-policy") ?? "";
  for (const directive of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"]) {
    expect(policy).toContain(directive);
  }
  // Chrome holds the redirects after the form to it: to GitHub, and on to the client at http://localhost.
  expect(policy).toContain("form-action 'self' https: http:;");
  expect(Object.fromEntries(headers)).toMatchObject({
    "x-frame-options": "DENY",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  });
});

test("CON-02 the page says who asks, unverified, where access goes, and for what", async ({
  kit,
  visitor,
  expect,
}) => {
  const client = await register(kit, {
    client_name: "Cursor",
    redirect_uris: ["https://app.example/cb"],
  });
  const changes = { redirect_uri: "https://app.example/cb", scope: "read repositories" };
  const page = await (await visitor.request(authorizationPath(client, changes))).text();
  expect(page).toContain("Allow Cursor to use this server?");
  expect(page).toContain("Not verified");
  expect(textOf(page)).toContain("Access is sent to app.example");
  expect([...page.matchAll(/name="scope" value="(\w+)"/g)].map(([, scope]) => scope)).toEqual([
    "read",
    "repositories",
  ]);
  expect(page).not.toContain("on your computer");
});

const spoof = `claude.ai.${"secure-sign-in-callback-for-claude-desktop.".repeat(5)}evil.example`;

test("CON-02 the end of a long host is there and emphasised, whoever vouches for the app", async ({
  kit,
  visitor,
  expect,
}) => {
  const redirect_uri = `https://${spoof}/cb`;
  const registered = await register(kit, { client_name: "Claude", redirect_uris: [redirect_uri] });
  const published = `https://${spoof}/client.json`;
  const metadata = { client_id: published, redirect_uris: [redirect_uri] };
  kit.publish(published, {
    ...metadata,
    client_name: "Claude",
    token_endpoint_auth_method: "none",
  });
  for (const client of [registered, metadata]) {
    const page = await (await visitor.request(authorizationPath(client, { redirect_uri }))).text();
    expect(textOf(page)).toContain(`Access is sent to ${spoof}`);
    if (client === metadata) expect(textOf(page)).toContain(`Published by ${spoof}.`);
    expect(page).toContain("<strong>evil.<wbr />example</strong>");
  }
});

/** What a person reads on a page. */
function textOf(page: string): string {
  return page
    .replaceAll("<wbr />", "")
    .replaceAll(/<\/?(?:span|strong)\b[^>]*>/g, "")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ");
}

test("CON-02 the page warns of a redirect to this computer", async ({
  visitor,
  client,
  expect,
}) => {
  const page = await (await visitor.request(authorizationPath(client))).text();
  expect(page).toContain("Any program on it can claim this name");
});

test("CON-03 CON-04 CON-15 the form of one browser is nothing in another", async ({
  kit,
  visitor,
  client,
  expect,
}) => {
  const handle = await visitor.openConsent(client);
  const stranger = new Visitor(kit);
  expect((await stranger.post(approve(handle))).status).toBe(400);

  await stranger.openConsent(client);
  const [[mine = ""] = []] = visitor.cookies;
  const [[, theirs = ""] = []] = stranger.cookies;
  stranger.cookies.set(mine, theirs);
  expect((await stranger.post(approve(handle))).status).toBe(400);

  for (const [name, value] of [
    ["origin", "https://evil.example"],
    ["sec-fetch-site", "cross-site"],
    ["sec-fetch-site", "same-site"],
  ] as const) {
    expect((await visitor.post(approve(handle), { [name]: value })).status).toBe(400);
  }
  expect(locationOf(await visitor.post(approve(handle))).host).toBe("github.com");
});

test.for(["", "x", "a".repeat(43), "x".repeat(10_000), "../transaction"])(
  "CON-05 the handle %j is refused",
  async (handle, { visitor, client, expect }) => {
    await visitor.openConsent(client);
    expect((await visitor.post(approve(handle))).status).toBe(400);
  },
);

test("CON-08 a permission that does not exist is refused, and the form can be sent again", async ({
  visitor,
  client,
  expect,
}) => {
  const handle = await visitor.openConsent(client);
  const refused = await visitor.post({ ...approve(handle), scope: ["read", "admin"] });
  expect(refused.status).toBe(400);
  expect((await visitor.post(approve(handle))).status).toBe(302);
});

test("CON-08 a permission that the page did not offer is refused, and the form can be sent again", async ({
  visitor,
  client,
  expect,
}) => {
  const handle = await visitor.openConsent(client, { scope: "read" });
  const refused = await visitor.request("/authorize", {
    method: "POST",
    headers: { accept: "application/json", "content-type": "application/x-www-form-urlencoded" },
    body: `${new URLSearchParams(approve(handle))}&scope=repositories`,
  });
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({ error: "invalid_scope" });
  const [part = "", , mac = ""] = handle.split(".");
  const forged = approve(`${part}.read+repositories.${mac}`);
  expect((await visitor.post({ ...forged, scope: ["read", "repositories"] })).status).toBe(400);
  expect((await visitor.post({ handle: part, decision: "approve", scope: "read" })).status).toBe(
    400,
  );
  expect((await visitor.post(approve(handle))).status).toBe(302);
});

test("CON-08 the permission that everything needs is part of every request, and cannot be left out", async ({
  visitor,
  client,
  expect,
}) => {
  const changes = { scope: "repositories" };
  const page = await (await visitor.request(authorizationPath(client, changes))).text();
  expect(page).toContain('type="hidden" name="scope" value="read"');
  expect([...page.matchAll(/type="checkbox"[^>]*/g)].map(([box]) => box)).toEqual([
    expect.stringContaining("disabled"),
    expect.stringContaining('name="scope" value="repositories"'),
  ]);
  const handle = handleOf(page);
  const refused = await visitor.post({ handle, decision: "approve", scope: "repositories" });
  expect(refused.status).toBe(400);
  const unclear = { handle, decision: ["approve", "deny"], scope: "read" };
  expect((await visitor.post(unclear)).status).toBe(400);
  const both = { handle, decision: "approve", scope: ["read", "repositories"] };
  expect((await visitor.post(both)).status).toBe(302);
});

test("CON-09 who declines is sent back to the client, and GitHub hears nothing", async ({
  kit,
  visitor,
  client,
  expect,
}) => {
  const asked = countGitHubRequests(kit);
  for (const form of [{ decision: "deny" }, { decision: "approve" }]) {
    const handle = await visitor.openConsent(client);
    const denied = await visitor.post({ handle, ...form });
    expect(denied.status).toBe(302);
    expect(toldClient(denied)).toMatchObject({
      error: "access_denied",
      state: "the client's state",
      iss: kit.origin,
    });
  }
  expect(visitor.cookies.size).toBe(0);
  expect(asked()).toBe(0);
});

test("CON-10 DCR-24 a name is text, whatever is in it", async ({ kit, visitor, expect }) => {
  const names: [name: string, shown: string][] = [
    ["<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"],
    [`"onload='alert(1)' x="&`, "&quot;onload=&#39;alert(1)&#39; x=&quot;&amp;"],
    ["Cl\u202Eaude\u200B", "Claude"],
    ["\u3164\u2800", "An app without a name"],
    ["a\n\n\n\n\n\n\n\n\n\nb", "a b"],
    ["n".repeat(200), `${"n".repeat(79)}…`],
  ];
  for (const [client_name, shown] of names) {
    const client = await register(kit, { client_name });
    const page = await (await visitor.request(authorizationPath(client))).text();
    expect(page).toContain(`<h1>Allow ${shown} to use this server?</h1>`);
    expect(page).not.toContain(client_name);
  }
});

test("CON-11 nothing is approved by having approved before", async ({
  kit,
  visitor,
  client,
  expect,
}) => {
  const first = await visitor.openConsent(client);
  expect((await visitor.post(approve(first))).status).toBe(302);
  const handles = [first];
  for (const next of [await register(kit), client]) {
    const page = await visitor.request(authorizationPath(next));
    expect(page.status).toBe(200);
    handles.push(handleOf(await page.text()));
  }
  expect(new Set(handles).size).toBe(3);
});

test("CON-12 CON-17 a page that was not answered leads nowhere, and GitHub hears nothing", async ({
  kit,
  visitor,
  client,
  expect,
}) => {
  const asked = countGitHubRequests(kit);
  const handle = await visitor.openConsent(client);
  const path = `${authorizationPath(client)}&decision=approve&handle=${handle}`;
  const response = await visitor.request(path);
  expect(response.status).toBe(200);
  expect(handleOf(await response.text())).not.toBe(handle);
  expect(asked()).toBe(0);
});

test("CON-13 a page is good for ten minutes, and not when they are over", async ({
  kit,
  visitor,
  client,
  expect,
}) => {
  const { OAUTH_KV } = await kit.worker.getEnv();
  const before = new Set(await transactions(OAUTH_KV));
  const handle = await visitor.openConsent(client);
  const mine = (await transactions(OAUTH_KV)).find((each) => !before.has(each));
  const [name = "", expiration = 0] = mine?.split(" ") ?? [];
  const left = Number(expiration) - Date.now() / 1000;
  expect(left).toBeGreaterThan(590);
  expect(left).toBeLessThan(605);
  await OAUTH_KV.delete(name); // as its expiry does
  const late = await visitor.post(approve(handle));
  expect(late.status).toBe(400);
  expect(await late.text()).toContain("expired");
});

async function transactions(namespace: {
  list: (options: object) => Promise<{ keys: { name: string; expiration?: number }[] }>;
}): Promise<string[]> {
  const { keys } = await namespace.list({ prefix: "transaction:" });
  return keys.map(({ name, expiration }) => `${name} ${expiration}`);
}

test("CON-14 a cookie that was tampered with binds nothing", async ({
  visitor,
  client,
  expect,
}) => {
  const handle = await visitor.openConsent(client);
  const [[name = "", value = ""] = []] = visitor.cookies;
  for (const changed of ["", value.slice(1), `${value}0`, "x".repeat(64), "%00", `"${value}"`]) {
    visitor.cookies.set(name, changed);
    expect([changed, (await visitor.post(approve(handle))).status]).toEqual([changed, 400]);
  }
});

test("CON-16 two tabs with two clients end each in its own", async ({ kit, visitor, expect }) => {
  const clients = [await register(kit), await register(kit)];
  const handles = [];
  for (const client of clients) {
    handles.push(await visitor.openConsent(client, { state: client.client_id }));
  }
  expect(visitor.cookies.size).toBe(2);
  const callbacks = [];
  for (const handle of handles) {
    const approved = await visitor.post(approve(handle));
    expect(approved.status).toBe(302);
    callbacks.push(await visitor.authorizeAtGitHub(locationOf(approved)));
  }
  // They come back in the other order than they left.
  for (const [index, client] of [...clients.entries()].toReversed()) {
    const told = toldClient(await visitor.request(callbacks[index] ?? ""));
    expect(told).toMatchObject({ state: client.client_id, code: expect.any(String) });
  }
});
