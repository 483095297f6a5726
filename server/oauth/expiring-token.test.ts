import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, test } from "vitest";
import type { Kit } from "../../harness/index.ts";
import { isLetIn, signInForTokens } from "../../harness/matrix/refresh.test-support.ts";
import { grantsOf } from "../grants.test-support.ts";
import { interfere } from "../interfere.test-support.ts";
import { callTool, message, send } from "../mcp-client.test-support.ts";
import { startOwnKit } from "../own-kit.test-support.ts";

// The Worker's app is a GitHub App, whose tokens last eight hours and come with a refresh token.
let kit: Kit;
beforeAll(async () => {
  kit = await startOwnKit({ apps: [{ name: "Worker under test", kind: "github-app" }] });
});
afterAll(() => kit.close());

const tokenAddress = "/login/oauth/access_token";

interface TokenAnswer {
  expires_in: number;
  refresh_token: string;
}

/** Has GitHub's next tokens last so long, and keeps what GitHub answers. */
function watchTokens(lives: number[], delayMs = 0) {
  const answers: TokenAnswer[] = [];
  let asked = 0;
  interfere(async ({ pathname }, pass) => {
    if (pathname !== tokenAddress) return pass();
    asked++;
    await sleep(delayMs);
    const response = await pass();
    const answer = (await response.json()) as TokenAnswer;
    answers.push(answer);
    const [life] = lives.splice(0, 1);
    return Response.json(life === undefined ? answer : { ...answer, expires_in: life });
  });
  return { answers, asked: () => asked };
}

function lifeOf(refreshed: object): number {
  return (refreshed as { expires_in: number }).expires_in;
}

async function whoami(mcpAccessToken = ""): Promise<unknown> {
  const bearer = { mcpAccessToken, mcpClientId: "" };
  const call = { path: "/mcp/stateless", bearer, body: callTool("whoami") };
  return (await message(await send(kit, call))).result?.structuredContent?.["login"];
}

test("GH-21 leaves a token of GitHub's alone while it lasts, and asks only whose it is", async ({
  expect,
}) => {
  const github = watchTokens([]);
  const { accessToken, refreshToken, refreshWith } = await signInForTokens(kit);
  const renewed = await refreshWith(refreshToken);
  expect(renewed.status).toBe(200);
  expect(github.asked()).toBe(1);
  expect(await whoami(accessToken)).toBe("octocat");
  expect(await whoami(renewed.access_token)).toBe("octocat");
});

test("RT-20 renews a token of GitHub's before it ends, stores the new pair, and never uses the old one again", async ({
  expect,
}) => {
  const github = watchTokens([200, 200]);
  const { refreshToken, refreshWith } = await signInForTokens(kit);
  const first = await refreshWith(refreshToken);
  const second = await refreshWith(first.refresh_token);
  const third = await refreshWith(second.refresh_token);
  expect([first.status, second.status, third.status]).toEqual([200, 200, 200]);
  // One sign-in and two renewals, each with the pair before; the last one lasts eight hours.
  expect(github.asked()).toBe(3);
  expect(new Set(github.answers.map((each) => each.refresh_token)).size).toBe(3);
  expect(await whoami(third.access_token)).toBe("octocat");
});

test("GH-23 gives no access token a longer life than GitHub's, and none less than a minute", async ({
  expect,
}) => {
  watchTokens([30, 2000, 30]);
  const { refreshToken, refreshWith } = await signInForTokens(kit);
  const first = await refreshWith(refreshToken);
  expect(lifeOf(first)).toBeGreaterThan(1930);
  expect(lifeOf(first)).toBeLessThanOrEqual(1940);
  const other = await signInForTokens(kit);
  expect(lifeOf(await other.refreshWith(other.refreshToken))).toBe(3600);
});

test("RT-20 GH-21 ends the grant when GitHub refuses the refresh token", async ({ expect }) => {
  watchTokens([200]);
  const { accessToken, refreshToken, refreshWith } = await signInForTokens(kit);
  kit.github.fail(`POST ${tokenAddress}`, "bad_refresh_token");
  expect(await refreshWith(refreshToken)).toMatchObject({ status: 400, error: "invalid_grant" });
  expect(await isLetIn(kit, accessToken)).toBe(false);
});

test.for(["503", "reset", "incorrect_client_credentials"] as const)(
  "RT-13 keeps the grant when a renewal at GitHub fails (%s)",
  async (fault, { expect }) => {
    watchTokens([200]);
    const { refreshToken, refreshWith, tokenRequest } = await signInForTokens(kit);
    kit.github.fail(`POST ${tokenAddress}`, fault);
    const refused = await fetch(...tokenRequest(refreshToken));
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "30"]);
    const renewed = await refreshWith(refreshToken);
    expect(renewed.status).toBe(200);
    expect(await whoami(renewed.access_token)).toBe("octocat");
  },
);

test("RT-21 GH-22 two refreshes at once use a refresh token of GitHub's once, and nobody is signed out", async ({
  expect,
}) => {
  const github = watchTokens([200], 300);
  const { refreshToken, refreshWith } = await signInForTokens(kit);
  const both = await Promise.all([refreshWith(refreshToken), refreshWith(refreshToken)]);
  expect(both.map(({ status }) => status)).toEqual([200, 200]);
  expect(github.asked()).toBe(2);
  expect(await Promise.all(both.map((each) => whoami(each.access_token)))).toEqual([
    "octocat",
    "octocat",
  ]);
  const next = await Promise.all(both.map((each) => refreshWith(each.refresh_token)));
  expect(next.map(({ status }) => status)).toContain(200);
});

test("RT-21 a refresh that still sees the grant of before is given what came of its token", async ({
  expect,
}) => {
  const github = watchTokens([200]);
  const { refreshToken, refreshWith } = await signInForTokens(kit);
  const [userId, grantId] = refreshToken.split(":");
  const key = `grant:${userId}:${grantId}`;
  const kv = await grantsOf(kit);
  const before = (await kv.get(key)) ?? "";
  expect((await refreshWith(refreshToken)).status).toBe(200);
  // As Workers KV shows it elsewhere for a minute.
  await kv.put(key, before);
  const late = await refreshWith(refreshToken);
  expect(late.status).toBe(200);
  expect(github.asked()).toBe(2);
  expect(await whoami(late.access_token)).toBe("octocat");
});
