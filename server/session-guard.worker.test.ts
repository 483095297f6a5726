import type { Kit, SignedIn } from "../harness/index.ts";
import { test as base } from "../harness/vitest.ts";
import { callTool, initialize, message, openSession, send } from "./mcp-client.test-support.ts";

/** Two people who are signed in at once, and a session of the first. */
const test = base.extend<{ a: SignedIn; b: SignedIn; sessionOfA: string }>({
  a: async ({ kit }, use) => use(await kit.signIn({ as: "octocat" })),
  b: async ({ kit }, use) => use(await kit.signIn({ as: "hubot" })),
  sessionOfA: async ({ kit, a }, use) => use(await openSession(kit, a)),
});

/** The login that a session's `whoami` answers with, or the refusal. */
async function whoami(kit: Kit, bearer: SignedIn, sessionId: string) {
  const response = await send(kit, { bearer, sessionId, body: callTool("whoami") });
  const { result, error } = await message(response);
  return {
    status: response.status,
    login: result?.structuredContent?.["login"],
    code: error?.code,
  };
}

const notFound = { status: 404, login: undefined, code: -32001 };

test("SID-01 another user's call to a session is answered as if there were none", async ({
  kit,
  a,
  b,
  sessionOfA,
  expect,
}) => {
  expect(await whoami(kit, b, sessionOfA)).toEqual(notFound);
  expect(await whoami(kit, a, sessionOfA)).toMatchObject({ status: 200, login: "octocat" });
});

test("SID-02 SID-03 another user neither reads a session's stream nor ends it", async ({
  kit,
  a,
  b,
  sessionOfA,
  expect,
}) => {
  for (const method of ["GET", "DELETE"]) {
    expect((await send(kit, { method, bearer: b, sessionId: sessionOfA })).status).toBe(404);
  }
  expect(await whoami(kit, a, sessionOfA)).toMatchObject({ status: 200, login: "octocat" });
});

test("SID-04 the same user's other client does not reach the session", async ({
  kit,
  sessionOfA,
  expect,
}) => {
  const otherClient = await kit.signIn({ as: "octocat" });
  expect(await whoami(kit, otherClient, sessionOfA)).toEqual(notFound);
});

test("SID-05 after eviction the first caller does not become the session's user", async ({
  kit,
  a,
  b,
  sessionOfA,
  expect,
}) => {
  await kit.worker.evictDurableObject("KitMcpAgent", {
    name: `streamable-http:${sessionOfA.split(".")[0]}`,
  });
  expect(await whoami(kit, b, sessionOfA)).toEqual(notFound);
  expect(await whoami(kit, a, sessionOfA)).toMatchObject({ status: 200, login: "octocat" });
});

test("SID-07 SID-12 SID-14 an id without its own seal is unknown", async ({
  kit,
  a,
  sessionOfA,
  expect,
}) => {
  const [id = "", seal = ""] = sessionOfA.split(".");
  const [, sealOfAnother = ""] = (await openSession(kit, a)).split(".");
  const forged = [
    id,
    `${id}.${sealOfAnother}`,
    `${id}.${seal.toUpperCase()}X`,
    `${id}.`,
    "a".repeat(64),
    "a".repeat(5000),
    "../",
    "",
  ];
  for (const sessionId of forged) {
    const { status } = await whoami(kit, a, sessionId);
    expect([sessionId.slice(0, 70), [400, 404].includes(status)]).toEqual([
      sessionId.slice(0, 70),
      true,
    ]);
  }
});

test("SID-10 SID-11 SID-16 initialize takes no session, other calls need one, an ended one is gone", async ({
  kit,
  a,
  sessionOfA,
  expect,
}) => {
  expect((await send(kit, { bearer: a, sessionId: sessionOfA, body: initialize })).status).toBe(
    400,
  );
  expect((await send(kit, { bearer: a, body: callTool("add") })).status).toBe(400);
  expect((await send(kit, { method: "DELETE", bearer: a, sessionId: sessionOfA })).status).toBe(
    204,
  );
  expect(await whoami(kit, a, sessionOfA)).toMatchObject({ status: 404, code: -32001 });
});

test("two users at once each see their own name", async ({ kit, expect }) => {
  const people = ["octocat", "hubot", "octocat", "hubot"];
  const sessions = await Promise.all(people.map(async (as) => kit.connect({ as })));
  const answers = await Promise.all(sessions.map((session) => session.callTool("whoami")));
  expect(answers.map((answer) => (answer.structuredContent as { login: string }).login)).toEqual(
    people,
  );
});

test.for([
  "https://evil.example",
  "null",
  "file://",
  "chrome-extension://abc",
  "http://localhost.evil.example",
  "garbage",
])(
  "OH-01 OH-02 OH-03 OH-04 the origin %s is refused",
  async (origin, { kit, a, sessionOfA, expect }) => {
    const request = { bearer: a, sessionId: sessionOfA, body: callTool("whoami") };
    expect((await send(kit, { ...request, headers: { origin } })).status).toBe(403);
    expect(
      (await send(kit, { ...request, headers: { origin: "http://localhost:6274" } })).status,
    ).toBe(200); // OH-05
  },
);

test("OH-07 DM-08 DM-11 a foreign host is refused before any metadata is made", async ({
  kit,
  a,
  expect,
}) => {
  for (const path of ["/.well-known/oauth-authorization-server", "/mcp", "/public/mcp", "/"]) {
    const response = await send(kit, {
      path: `http://evil.example${path}`,
      method: "GET",
      bearer: a,
    });
    expect([path, response.status]).toEqual([path, 403]);
    expect(JSON.stringify([...response.headers]) + (await response.text())).not.toContain("evil");
  }
});

test("RPC-03 RPC-04 RPC-17 RPC-25 RPC-29 malformed requests are refused in JSON", async ({
  kit,
  a,
  sessionOfA,
  expect,
}) => {
  const call = callTool("whoami");
  const cases: [what: string, status: number, request: Parameters<typeof send>[1]][] = [
    ["an empty batch", 400, { body: [] }],
    ["a batch", 400, { body: [call, call] }],
    ["broken JSON", 400, { body: "{" }],
    ["a body of two megabytes", 413, { body: { ...call, padding: "x".repeat(2 << 20) } }],
    [
      "a media type that only looks like JSON",
      415,
      { body: call, headers: { "content-type": "text/plain; a=application/json" } },
    ],
    ["PUT", 405, { method: "PUT", body: call }],
  ];
  for (const [what, status, request] of cases) {
    const response = await send(kit, { bearer: a, sessionId: sessionOfA, ...request });
    expect([what, response.status, response.headers.get("content-type")]).toEqual([
      what,
      status,
      expect.stringContaining("application/json"),
    ]);
    expect(await response.json()).toBeTypeOf("object");
    if (status === 405) expect(response.headers.get("allow")).toContain("POST");
  }
  expect(await whoami(kit, a, sessionOfA)).toMatchObject({ status: 200, login: "octocat" });
});

test("RS-03 GitHub's own token opens nothing", async ({ kit, expect }) => {
  const bearer = { mcpAccessToken: `gho_${"a".repeat(36)}`, mcpClientId: "" };
  expect((await send(kit, { bearer, body: initialize })).status).toBe(401);
});

test("DM-01 a request without a token is told where the authorization server is", async ({
  kit,
  expect,
}) => {
  const refused = await send(kit, { body: initialize });
  expect(refused.status).toBe(401);
  const challenge = refused.headers.get("www-authenticate") ?? "";
  expect(challenge).not.toContain("error=");
  const metadataUrl = /resource_metadata="([^"]+)"/.exec(challenge)?.[1] ?? "";
  const metadata = (await (await kit.request(metadataUrl)).json()) as {
    resource: string;
    authorization_servers: string[];
  };
  expect(metadata).toMatchObject({
    resource: `${kit.origin}/mcp`,
    authorization_servers: [kit.origin],
  });
});
