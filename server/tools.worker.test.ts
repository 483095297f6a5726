import type { Client, Result } from "@modelcontextprotocol/client";
import { describe } from "vitest";
import type { Kit, SignedIn } from "../harness/index.ts";
import { test } from "../harness/vitest.ts";
import { connectClient, textOf, type Generation } from "./connect.test-support.ts";
import { callTool, message, openSession, send } from "./mcp-client.test-support.ts";

const ways: [path: string, generation: Generation][] = [
  ["/mcp", "SDK v1"],
  ["/mcp/stateless", "SDK v2, 2026-07-28"],
];
const addNote = (text: string) => ({ name: "add_note", arguments: { text } });
const clearNotes = { name: "clear_notes", arguments: {} };

describe.for(ways)("notes at %s, %s", ([path, generation]) => {
  test("are kept from call to call, and are nobody else's", async ({ kit, expect }) => {
    const [octocat, hubot] = await Promise.all(
      ["octocat", "hubot"].map((as) => kit.signIn({ as })),
    );
    const client = await connectClient(kit, path, generation, { bearer: octocat, says: "accept" });
    await client.callTool(clearNotes);
    await client.callTool(addNote("one"));
    expect(await client.callTool(addNote("two"))).toMatchObject({
      structuredContent: { notes: ["one", "two"] },
    });
    const other = await connectClient(kit, path, generation, { bearer: hubot, says: "accept" });
    await other.callTool(clearNotes);
    expect(textOf(await other.callTool(addNote("mine")))).toBe("1. mine");
  });

  test("are thrown away when the person agrees, and only then", async ({ kit, expect }) => {
    const bearer = await kit.signIn({ as: "monalisa" });
    const clear = async (says?: "accept" | "decline") => {
      const client = await connectClient(kit, path, generation, { bearer, ...(says && { says }) });
      await client.callTool(addNote("kept"));
      return client.callTool(clearNotes).then(textOf, String);
    };
    expect(await clear("decline")).toBe("Nothing was thrown away.");
    expect(await clear()).toMatch(/cannot show a question|elicitation/i);
    expect(await clear("accept")).toMatch(/^Threw away \d+\.$/);
  });

  test("that were added after the question are no part of what was agreed to", async ({
    kit,
    expect,
  }) => {
    const bearer = await kit.signIn({ as: "monalisa" });
    const options = { bearer, says: "accept" as const };
    await (await connectClient(kit, path, generation, options)).callTool(clearNotes);
    const meanwhile = () => client.callTool(addNote("late"));
    const client = await connectClient(kit, path, generation, { ...options, meanwhile });
    await client.callTool(addNote("early"));
    expect(await client.callTool(clearNotes)).toMatchObject({
      content: [{ text: "Threw away 1." }],
      structuredContent: { cleared: 1 },
    });
    expect(textOf(await client.callTool(addNote("last")))).toBe("1. late\n2. last");
  });

  test("are a hundred at most, also when they come at once", async ({ kit, expect }) => {
    const bearer = await kit.signIn({ as: "monalisa" });
    const client = await connectClient(kit, path, generation, { bearer, says: "accept" });
    await client.callTool(clearNotes);
    const adding = Array.from({ length: 130 }, (_, index) => client.callTool(addNote(`${index}`)));
    const answers = await Promise.all(adding);
    const refused = answers.filter(({ isError }) => isError);
    expect(refused.map(textOf)).toEqual(
      Array.from({ length: 30 }, () => expect.stringMatching(/^There are 100 notes, and no more/)),
    );
    expect(textOf(await client.callTool(clearNotes))).toBe("Threw away 100.");
  });
});

test("an answer that belongs to no question of this person's throws nothing away", async ({
  kit,
  expect,
}) => {
  const people = await Promise.all(["octocat", "hubot"].map((as) => kit.signIn({ as })));
  const [octocat, hubot] = people as [SignedIn, SignedIn];
  const clear = async (bearer: SignedIn, further: object = {}) => {
    const { result } = await message(await sendModern(kit, bearer, { ...clearNotes, ...further }));
    return { requestState: "", ...result };
  };
  const inputResponses = { confirm: { action: "accept", content: {} } };
  for (const bearer of people) {
    const body = callTool("add_note", { text: "kept" });
    await send(kit, { path: "/mcp/stateless", bearer, body });
  }
  const [mine, theirs] = [await clear(octocat), await clear(hubot)];
  for (const requestState of [undefined, "", "5", theirs.requestState, `${mine.requestState}A`]) {
    const answer = await clear(octocat, { inputResponses, requestState });
    expect([answer.isError, answer.content?.[0]?.text]).toEqual([
      true,
      expect.stringContaining("belongs to no question that still stands"),
    ]);
  }
  const { requestState } = mine;
  expect((await clear(octocat, { inputResponses, requestState })).content?.[0]?.text).toMatch(
    /^Threw away [1-9]/,
  );
});

/** Calls a tool as a client of revision 2026-07-28 does. */
function sendModern(kit: Kit, bearer: SignedIn, params: { name: string }): Promise<Response> {
  const prefix = "io.modelcontextprotocol";
  const envelope = {
    [`${prefix}/protocolVersion`]: "2026-07-28",
    [`${prefix}/clientInfo`]: { name: "raw", version: "1" },
    [`${prefix}/clientCapabilities`]: { elicitation: {} },
  };
  const body = {
    jsonrpc: "2.0",
    id: 1,
    method: "tools/call",
    params: { ...params, _meta: envelope },
  };
  const headers = {
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": "tools/call",
    "mcp-name": params.name,
  };
  return send(kit, { path: "/mcp/stateless", bearer, headers, body });
}

test("notes of a session that anybody may open are that session's, and go when the person agrees", async ({
  kit,
  expect,
}) => {
  const [mine, other] = [
    await connectClient(kit, "/public/agent", "SDK v1", { says: "accept" }),
    await connectClient(kit, "/public/agent", "SDK v1", { says: "decline" }),
  ];
  expect(textOf(await mine.callTool(addNote("mine")))).toBe("1. mine");
  expect(textOf(await other.callTool(addNote("theirs")))).toBe("1. theirs");
  expect(textOf(await other.callTool(clearNotes))).toBe("Nothing was thrown away.");
  expect(textOf(await mine.callTool(clearNotes))).toBe("Threw away 1.");
  expect(textOf(await other.callTool(addNote("too")))).toBe("1. theirs\n2. too");
});

/** Puts an answer of its own in the place of what a client says to a question: its SDK would not send such a thing. */
function answerEach({ transport }: Client, result: Result): void {
  if (!transport) throw new Error("The client is not connected");
  const pass = transport.send.bind(transport);
  transport.send = (sent, options) => pass("result" in sent ? { ...sent, result } : sent, options);
}

test.for([
  ["with an error", "error"],
  ["in no way that there is", "accept"],
] as const)(
  "a client that answers a question %s has not confirmed, and nothing failed",
  async ([how, says], { kit, expect }) => {
    const bearer = await kit.signIn({ as: "octocat" });
    const client = await connectClient(kit, "/mcp", "SDK v1", { bearer, says });
    if (how !== "with an error") answerEach(client, { action: "maybe" });
    await client.callTool(addNote("kept"));
    const logged = kit.logs().length;
    const refused = await client.callTool(clearNotes);
    expect([refused.isError, textOf(refused)]).toEqual([
      true,
      "This was not confirmed: your client did not answer the question. Nothing was done.",
    ]);
    expect(kit.logs().slice(logged)).toEqual([]);
    expect(textOf(await client.callTool(addNote("too")))).toBe("1. kept\n2. too");
  },
);

test.for([
  ["/mcp", "SDK v1"],
  ["/mcp/stateless", "SDK v1"],
  ["/mcp/stateless", "SDK v2, 2025-11-25"],
] as const)(
  "a client of 2025 at %s (%s) that cannot be asked is told so in this server's words",
  async ([path, generation], { kit, expect }) => {
    const bearer = await kit.signIn({ as: "octocat" });
    const client = await connectClient(kit, path, generation, { bearer });
    await client.callTool(addNote("kept"));
    expect(textOf(await client.callTool(clearNotes))).toMatch(
      /^This asks you first, and your client cannot be asked here/,
    );
  },
);

test("notes of a session survive the eviction of its Durable Object", async ({ kit, expect }) => {
  const bearer = await kit.signIn({ as: "octocat" });
  const sessionId = await openSession(kit, bearer);
  const add = async (text: string) => {
    const body = callTool("add_note", { text });
    return (await send(kit, { bearer, sessionId, body })).text();
  };
  expect(await add("before")).toContain("before");
  await evict(kit, sessionId);
  expect(await add("after")).toMatch(/1\. before\\n2\. after/);
});

async function evict(kit: Kit, sessionId: string): Promise<void> {
  const name = `streamable-http:${sessionId.split(".")[0]}`;
  await kit.worker.evictDurableObject("MCP_AGENT", { name, webSockets: "close" });
}

describe.for(ways)("repositories at %s, %s", ([path, generation]) => {
  test("need a further scope, which the refusal names", async ({ kit, expect }) => {
    const bearer = await kit.signIn({ as: "octocat" });
    const body = callTool("list_repositories");
    const sessionId = path === "/mcp" ? await openSession(kit, bearer) : undefined;
    const refused = await send(kit, { path, bearer, sessionId, body });
    expect(refused.status).toBe(403);
    const challenge = refused.headers.get("www-authenticate");
    expect(challenge).toContain('error="insufficient_scope"');
    expect(challenge).toContain('scope="read repositories"');
    expect(challenge).toContain("/.well-known/oauth-protected-resource/mcp");
  });

  test("are listed a page at a time, and by language", async ({ kit, expect }) => {
    const bearer = await kit.signIn({ as: "octocat", scope: "read repositories" });
    const client = await connectClient(kit, path, generation, { bearer });
    const list = async (args: object) => {
      const result = await client.callTool({ name: "list_repositories", arguments: { ...args } });
      return result.structuredContent as {
        repositories: { name: string; language: string | null }[];
        nextPage: number | null;
      };
    };
    const all = await list({});
    expect(all.repositories.length).toBeGreaterThan(1);
    expect(all.nextPage).toBeNull();
    const first = await list({ perPage: 1 });
    expect(first.repositories).toEqual([all.repositories[0]]);
    expect(first.nextPage).toBe(2);
    expect((await list({ perPage: 1, page: 2 })).repositories).toEqual([all.repositories[1]]);
    const { language } = all.repositories.find((each) => each.language)!;
    const filtered = await list({ language: language!.toUpperCase() });
    expect(new Set(filtered.repositories.map((each) => each.language))).toEqual(
      new Set([language]),
    );
  });
});
