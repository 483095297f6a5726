import { afterAll, beforeAll, test } from "vitest";
import type { Kit, SignedIn } from "../harness/index.ts";
import { routes } from "./contract.ts";
import { callTool, initialize, openSession, send } from "./mcp-client.test-support.ts";
import { watchGitHub } from "./oauth/visitor.test-support.ts";
import { startOwnKit } from "./own-kit.test-support.ts";
import { openSse, type SseStream } from "./sse.test-support.ts";

// Every route is open here, that of 2024 too.
let kit: Kit;
beforeAll(async () => {
  kit = await startOwnKit({ vars: { ENABLE_LEGACY_SSE: "true" } });
});
afterAll(() => kit.close());

interface Person {
  login: string;
  id: number;
  name: string;
  note: string;
  bearer: SignedIn;
  /** For the transport of 2024, a resource of its own. */
  sseBearer: SignedIn;
  sessionId: string;
  stream: SseStream;
  /** All that this person was answered. */
  seen: string[];
}

const accounts = [
  { login: "octocat", id: 583231, name: "The Octocat" },
  { login: "hubot", id: 480938, name: "Hubot" },
];

async function arrive(account: (typeof accounts)[number]): Promise<Person> {
  const bearer = await kit.signIn({ as: account.login });
  const sessionId = await openSession(kit, bearer);
  const sseBearer = await kit.signIn({ as: account.login, endpoint: routes.legacySse });
  const stream = await openSse(kit, sseBearer);
  await send(kit, { path: stream.endpoint, bearer: sseBearer, body: initialize });
  const note = `a secret of ${account.login}`;
  return { ...account, note, bearer, sseBearer, sessionId, stream, seen: [] };
}

const paths = [
  "/",
  "/.well-known/oauth-authorization-server",
  "/.well-known/oauth-protected-resource/mcp",
  ...Object.values(routes),
];

/** Asks everything there is, with the person's own token and session; and then with the other's session. */
async function askEverywhere(person: Person, other: Person): Promise<void> {
  const { note, seen } = person;
  const calls = [
    callTool("whoami"),
    callTool("add_note", { text: note }),
    callTool("server_status"),
  ];
  for (const path of [...paths, person.stream.endpoint, other.stream.endpoint]) {
    for (const sessionId of [person.sessionId, other.sessionId, undefined]) {
      const posts = calls.map((body) => ({ method: "POST", body }));
      const requests = [{ method: "GET" }, ...posts];
      for (const request of requests) {
        // A stream would stay open: what it would tell is not this person's to read unless it is their session.
        const isOwnStream = request.method === "GET" && sessionId === person.sessionId;
        if (isOwnStream && path === routes.mcp) continue;
        if (request.method === "GET" && path === routes.legacySse) continue;
        const bearer = path.startsWith(routes.legacySse) ? person.sseBearer : person.bearer;
        const response = await send(kit, { path, bearer, sessionId, ...request });
        seen.push(`${[...response.headers].join("\n")}\n${await response.text()}`);
      }
    }
  }
}

test("two users who are signed in at once see nothing of each other, before and after eviction, on any route", async ({
  expect,
}) => {
  const [octocat, hubot] = (await Promise.all(accounts.map(arrive))) as [Person, Person];
  const exchanges = watchGitHub();
  await Promise.all([askEverywhere(octocat, hubot), askEverywhere(hubot, octocat)]);
  for (const { sessionId, id } of [octocat, hubot]) {
    const name = `streamable-http:${sessionId.split(".")[0]}`;
    await kit.worker.evictDurableObject("MCP_AGENT", { name });
    await kit.worker.evictDurableObject("USER_NOTES", { name: `https://github.com ${id}` });
  }
  // Each is the first to reach an object of the other's.
  await askEverywhere(hubot, octocat);
  await askEverywhere(octocat, hubot);

  for (const [person, other] of [
    [octocat, hubot],
    [hubot, octocat],
  ] as const) {
    expect(person.stream.told()).toContain(person.note);
    const seen = [...person.seen, person.stream.told()].join("\n");
    for (const own of [person.login, person.name, person.note, String(person.id)]) {
      expect(seen).toContain(own);
    }
    const { login, name, note, id, bearer, sseBearer, sessionId, stream } = other;
    for (const theirs of [
      login,
      name,
      note,
      String(id),
      bearer.mcpAccessToken,
      sseBearer.mcpAccessToken,
      sessionId,
      stream.endpoint,
      "gho_",
    ]) {
      expect([theirs, seen.includes(theirs)]).toEqual([theirs, false]);
    }
  }
  // And each is known at GitHub by their own token.
  expect(exchanges.length).toBeGreaterThan(0);
  for (const { request, answer } of exchanges) {
    const whose = /CANARY(octocat|hubot)/.exec(request.headers.get("authorization") ?? "")?.[1];
    expect(JSON.parse(answer)).toMatchObject({ login: whose });
  }
});
