import { describe } from "vitest";
import { test as base } from "../../harness/vitest.ts";
import {
  ask,
  authorizationPath,
  countGitHubRequests,
  register,
  redirectUri,
  toldClient,
  Visitor,
  type Changes,
  type RegisteredClient,
} from "./visitor.test-support.ts";

const webRedirectUri = "https://app.example/cb";

const test = base.extend<{
  visitor: Visitor;
  client: RegisteredClient;
  webClient: RegisteredClient;
}>({
  visitor: async ({ kit }, use) => use(new Visitor(kit)),
  client: async ({ kit }, use) => use(await register(kit)),
  webClient: async ({ kit }, use) => use(await register(kit, { redirect_uris: [webRedirectUri] })),
});

/** Rows about a client with a loopback redirect URI, and about one with https://app.example/cb. */
const unproven: [row: string, changes: Changes, whose?: "web"][] = [
  ["AZ-01 without a client id", { client_id: null }],
  ["AZ-02 from an unknown client", { client_id: "unknown" }],
  ["AZ-04 to a redirect URI that is not registered", { redirect_uri: "https://evil.example/cb" }],
  ["AZ-05 to a longer path", { redirect_uri: `${redirectUri}/more` }],
  ["AZ-05 to a further query", { redirect_uri: `${redirectUri}?more=1` }],
  ["AZ-05 to a fragment", { redirect_uri: `${redirectUri}#more` }],
  ["AZ-06 to localhost for 127.0.0.1", { redirect_uri: "http://localhost:33418/callback" }],
  ["AZ-08 to another port", { redirect_uri: "https://app.example:8443/cb" }, "web"],
  ["AZ-08 to the port spelled out", { redirect_uri: "https://app.example:443/cb" }, "web"],
  ["AZ-08 to the host in capitals", { redirect_uri: "https://APP.example/cb" }, "web"],
  ["AZ-09 to the path in capitals", { redirect_uri: "https://app.example/CB" }, "web"],
  ["AZ-09 to the path encoded", { redirect_uri: "https://app.example/%63b" }, "web"],
  ["AZ-09 to a trailing slash", { redirect_uri: "https://app.example/cb/" }, "web"],
  ["AZ-10 with a user in the redirect URI", { redirect_uri: "https://u:p@app.example/cb" }, "web"],
  ["AZ-11 without a redirect URI", { redirect_uri: null }],
  ["AZ-12 to a script", { redirect_uri: "javascript:alert(1)" }],
  ["AZ-13 to another loopback address", { redirect_uri: "http://127.2.3.4:33418/callback" }],
  ["AZ-26 with two redirect URIs", { redirect_uri: [redirectUri, "https://evil.example"] }],
  ["AZ-26 with two states", { state: ["one", "two"] }],
  ["AZ-26 with two client ids", { client_id: ["one", "two"] }],
];

test.for(unproven)(
  "%s a request ends here, on a page",
  async ([, changes, whose], { visitor, client, webClient, expect }) => {
    const path =
      whose === "web"
        ? authorizationPath(webClient, { redirect_uri: webRedirectUri, ...changes })
        : authorizationPath(client, changes);
    const response = await visitor.request(path);
    expect(response.status).toBe(400);
    expect(response.headers.get("location")).toBeNull();
    expect(response.headers.get("content-type")).toContain("text/html");
    expect(await response.text()).not.toContain("evil.example");
  },
);

test("AZ-03 a program with a client id that is gone is told to register anew", async ({
  kit,
  client,
  expect,
}) => {
  const path = authorizationPath(client, { client_id: "gone" });
  const response = await ask(kit, path, { headers: { accept: "application/json" } });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: "invalid_client" });
});

const refused: [row: string, error: string, changes: Changes][] = [
  ["AZ-14 for a token", "unsupported_response_type", { response_type: "token" }],
  ["AZ-14 for a code and a token", "unsupported_response_type", { response_type: "code token" }],
  ["AZ-14 for nothing", "invalid_request", { response_type: null }],
  ["AZ-15 without PKCE", "invalid_request", { code_challenge: null, code_challenge_method: null }],
  ["AZ-16 with a plain challenge", "invalid_request", { code_challenge_method: "plain" }],
  ["AZ-16 with an unknown method", "invalid_request", { code_challenge_method: "S512" }],
  ["AZ-16 without a method", "invalid_request", { code_challenge_method: null }],
  ["AZ-17 with a method and no challenge", "invalid_request", { code_challenge: null }],
  ["AZ-18 with a challenge of a letter", "invalid_request", { code_challenge: "a" }],
  ["AZ-18 with a challenge of 200", "invalid_request", { code_challenge: "a".repeat(200) }],
  ["AZ-18 with a challenge of signs", "invalid_request", { code_challenge: "!".repeat(43) }],
  ["AZ-20 for another resource", "invalid_target", { resource: "https://evil.example" }],
  ["AZ-21 for a relative resource", "invalid_target", { resource: "/mcp" }],
  ["AZ-24 for an unknown scope alone", "invalid_scope", { scope: "admin" }],
  ["AZ-25 for ten thousand scopes", "invalid_scope", { scope: "a ".repeat(10_000).trim() }],
  [
    "AZ-25 for a known scope ten thousand times",
    "invalid_scope",
    { scope: "read ".repeat(10_000).trim() },
  ],
];

test.for(refused)(
  "%s the client is told %s, with its state and our issuer",
  async ([, error, changes], { kit, visitor, client, expect }) => {
    const response = await visitor.request(authorizationPath(client, changes));
    expect(response.status).toBe(302);
    expect(toldClient(response)).toMatchObject({
      error,
      state: "the client's state",
      iss: kit.origin,
    });
  },
);

test("AZ-19 a client with a secret needs PKCE all the same", async ({ kit, visitor, expect }) => {
  const client = await register(kit, { token_endpoint_auth_method: "client_secret_basic" });
  expect(client.client_secret).toBeTypeOf("string");
  const changes = { code_challenge: null, code_challenge_method: null };
  const response = await visitor.request(authorizationPath(client, changes));
  expect(toldClient(response)).toMatchObject({ error: "invalid_request", iss: kit.origin });
});

test("AZ-21 AZ-22 a resource that is ours but for a part is not ours", async ({
  kit,
  visitor,
  client,
  expect,
}) => {
  for (const suffix of ["#f", "/sub"]) {
    const changes = { resource: `${kit.origin}/mcp${suffix}` };
    const response = await visitor.request(authorizationPath(client, changes));
    expect(toldClient(response)).toMatchObject({ error: "invalid_target" });
  }
});

describe("the consent page is shown", () => {
  test("AZ-07 to a loopback client on another port", async ({ visitor, client, expect }) => {
    const changes = { redirect_uri: redirectUri.replace("33418", "50123") };
    expect((await visitor.request(authorizationPath(client, changes))).status).toBe(200);
  });

  test("AZ-23 whether the resource is named, named twice, or not at all", async ({
    kit,
    visitor,
    client,
    expect,
  }) => {
    const resource = `${kit.origin}/mcp`;
    for (const named of [resource, [resource, resource], null]) {
      const response = await visitor.request(authorizationPath(client, { resource: named }));
      expect([named, response.status]).toEqual([named, 200]);
    }
  });

  test("AZ-24 without a scope that this server does not know", async ({
    visitor,
    client,
    expect,
  }) => {
    const response = await visitor.request(authorizationPath(client, { scope: "read admin" }));
    const page = await response.text();
    expect(page).toContain('name="scope" value="read"');
    expect(page).not.toContain("admin");
  });

  test("AZ-27 without a state, since PKCE binds the code", async ({ visitor, client, expect }) => {
    expect((await visitor.request(authorizationPath(client, { state: null }))).status).toBe(200);
  });

  test("AZ-29 whatever asks for less than a page, and nothing is fetched", async ({
    kit,
    visitor,
    client,
    expect,
  }) => {
    const asked = countGitHubRequests(kit);
    for (const [name, value] of [
      ["prompt", "none"],
      ["request", "eyJhbGciOiJub25lIn0.e30."],
      ["request_uri", "https://evil.example/request.jwt"],
      ["response_mode", "fragment"],
    ] as const) {
      const response = await visitor.request(authorizationPath(client, { [name]: value }));
      expect([name, response.status]).toEqual([name, 200]);
    }
    expect(asked()).toBe(0);
  });
});

test.for(["a\r\nSet-Cookie: x=y", '"><script>alert(1)</script>', "\0", "é", "s".repeat(8192)])(
  "AZ-28 the state %j comes back as it was sent",
  async (state, { visitor, client, expect }) => {
    const page = await (await visitor.request(authorizationPath(client, { state }))).text();
    expect(page).not.toContain("alert(1)");
    const handle = /name="handle" value="([^"]+)"/.exec(page)?.[1] ?? "";
    const denied = await visitor.post({ handle, decision: "deny" });
    expect(toldClient(denied)).toMatchObject({ error: "access_denied", state });
    expect([...denied.headers.keys()].filter((name) => name === "x")).toEqual([]);
    expect([...visitor.cookies.keys()]).not.toContain("x");
  },
);

test("AZ-30 other methods are refused by name", async ({ visitor, client, expect }) => {
  for (const method of ["PUT", "DELETE", "PATCH"]) {
    const response = await visitor.request(authorizationPath(client), { method });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD, POST"]);
  }
});

const form = "application/x-www-form-urlencoded";
test.for([
  ["JSON", 400, { "content-type": "application/json" }, "{}"],
  ["nothing", 400, {}, undefined],
  ["an empty form", 400, { "content-type": form }, ""],
  ["a form with a file", 400, { "content-type": "multipart/form-data; boundary=x" }, "--x"],
  ["a form of 5 MB", 413, { "content-type": form }, `handle=${"x".repeat(5 << 20)}`],
] as const)(
  "AZ-31 %s in place of the form is refused with %i",
  async ([, status, headers, body], { visitor, expect }) => {
    const init = { method: "POST", headers, ...(body !== undefined && { body }) };
    const response = await visitor.request("/authorize", init);
    expect(response.status).toBe(status);
    expect(await response.text()).not.toMatch(/\bat \w+ \(/);
  },
);
