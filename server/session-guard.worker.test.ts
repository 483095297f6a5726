import type { Kit, SignedIn } from "../harness/index.ts";
import { test as base } from "../harness/vitest.ts";
import { ask, exchange, signInFor } from "./oauth/visitor.test-support.ts";
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

test("two users at once each see their own name", async ({ kit, expect }) => {
  const people = ["octocat", "hubot", "octocat", "hubot"];
  const sessions = await Promise.all(people.map(async (as) => kit.connect({ as })));
  const answers = await Promise.all(sessions.map((session) => session.callTool("whoami")));
  expect(answers.map((answer) => (answer.structuredContent as { login: string }).login)).toEqual(
    people,
  );
});

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

test("SID-06 a session goes on with the token of a refresh", async ({ kit, expect }) => {
  const before = await signInFor(kit, "monalisa");
  const sessionId = await openSession(kit, before);
  const { access_token: mcpAccessToken } = await exchange(kit, {
    grant_type: "refresh_token",
    client_id: before.mcpClientId,
    refresh_token: before.refresh_token,
  });
  expect(mcpAccessToken).not.toBe(before.mcpAccessToken);
  const after = { ...before, mcpAccessToken };
  expect(await whoami(kit, after, sessionId)).toMatchObject({ status: 200, login: "monalisa" });
});

test("SID-08 a session is its user's again after they signed in anew with the same client", async ({
  kit,
  expect,
}) => {
  const first = await signInFor(kit, "monalisa");
  const sessionId = await openSession(kit, first);
  await ask(kit, "/token", {
    method: "POST",
    body: new URLSearchParams({ token: first.refresh_token, client_id: first.mcpClientId }),
  });
  expect((await send(kit, { bearer: first, sessionId, body: callTool("whoami") })).status).toBe(
    401,
  );
  const again = await signInFor(kit, "monalisa", { client: first.client });
  expect(await whoami(kit, again, sessionId)).toMatchObject({ status: 200, login: "monalisa" });
});

test("SID-09 RPC-21 nobody can choose a session's id, since the transport of 2024 is closed", async ({
  kit,
  a,
  sessionOfA,
  expect,
}) => {
  const [id = ""] = sessionOfA.split(".");
  for (const path of ["/sse", "/sse/message"]) {
    for (const sessionId of [id, sessionOfA, "fixed"]) {
      const request = { path: `${path}?sessionId=${sessionId}`, bearer: a };
      const answers = [
        await send(kit, { ...request, method: "GET", headers: { accept: "text/event-stream" } }),
        await send(kit, { ...request, body: callTool("whoami") }),
      ];
      // Below /mcp it is McpAgent's path, which knows no such session either.
      for (const { status } of answers) expect([400, 404]).toContain(status);
    }
  }
});

test("SID-13 twenty clients at once are each answered what they asked", async ({ kit, expect }) => {
  const people = await Promise.all(["octocat", "hubot"].map((as) => kit.signIn({ as })));
  for (const path of ["/mcp", "/mcp/stateless"]) {
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, nonce) => {
        const bearer = people[nonce % 2]!;
        const sessionId = path === "/mcp" ? await openSession(kit, bearer) : undefined;
        const request = { path, bearer, sessionId };
        // The same JSON-RPC id for all: a server that several share would mix them up.
        const [sum, user] = await Promise.all([
          send(kit, { ...request, body: callTool("add", { a: nonce, b: 0.5 }) }).then(message),
          send(kit, { ...request, body: { ...callTool("whoami"), id: 2 } }).then(message),
        ]);
        return [sum, user].map(({ result }) => Object.values(result?.structuredContent ?? {})[0]);
      }),
    );
    expect([path, answers]).toEqual([
      path,
      answers.map((_, nonce) => [nonce + 0.5, ["octocat", "hubot"][nonce % 2]]),
    ]);
  }
});

test(
  "SID-15 a thousand session ids are 256 random bits each, and none comes twice",
  { timeout: 240_000 },
  async ({ kit, a, expect }) => {
    const ids: string[] = [];
    while (ids.length < 1000) {
      ids.push(...(await Promise.all(Array.from({ length: 50 }, () => openSession(kit, a)))));
    }
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{64}\.[0-9a-f]{64}$/);
    expect(new Set(ids.map((id) => id.split(".")[0])).size).toBe(1000);
    // Each of the 256 bits is as often one as zero: six standard deviations about the half of a thousand.
    const bits = Array.from({ length: 256 }, (_, bit) => {
      const ones = ids.filter((id) => Number.parseInt(id[bit >> 2] ?? "", 16) & (1 << (bit & 3)));
      return ones.length;
    });
    expect(Math.min(...bits)).toBeGreaterThan(400);
    expect(Math.max(...bits)).toBeLessThan(600);
  },
);

test("SID-17 a session's id is in no line of the log, nor is an address with one", async ({
  kit,
  a,
  b,
  sessionOfA,
  expect,
}) => {
  await whoami(kit, a, sessionOfA);
  await whoami(kit, b, sessionOfA);
  await send(kit, { method: "DELETE", bearer: a, sessionId: sessionOfA });
  const [id = ""] = sessionOfA.split(".");
  expect(kit.logs().filter((line) => line.includes(id) || line.includes("sessionId="))).toEqual([]);
});

test("SID-18 the stateless endpoint hands out no session", async ({ kit, a, expect }) => {
  for (const path of ["/mcp/stateless", "/public/mcp", "/public/raw"]) {
    for (const body of [initialize, callTool("add", { a: 1, b: 2 })]) {
      const response = await send(kit, { path, bearer: a, body });
      expect([path, response.status]).toEqual([path, 200]);
      expect(response.headers.get("mcp-session-id")).toBeNull();
    }
  }
});

// Stated in SECURITY.md.
test("SID-19 a session has no end of its own: nothing is planned to end it", async ({
  kit,
  sessionOfA,
  expect,
}) => {
  const storage = await kit.worker.getDurableObjectStorage("MCP_AGENT", {
    name: `streamable-http:${sessionOfA.split(".")[0]}`,
  });
  expect(await storage.exec("SELECT * FROM cf_agents_jobs")).toEqual([]);
});
