import { createHash } from "node:crypto";
import { test } from "vitest";
import { completeSignIn } from "../browser/sign-in.ts";
import { createGitHubEmulator } from "./emulator.ts";
import { startNetwork } from "./network.ts";
import { codeChallengeOf } from "./secrets.ts";
import { gitHubUsersSchema } from "./user-schema.ts";

test("gives every emulator an app of its own, which no real app can be", ({ expect }) => {
  const [first, second] = [createGitHubEmulator(), createGitHubEmulator()];
  expect(first.app.clientId).toMatch(/^Ov23liFAKE[A-Za-z\d]{10}$/);
  expect(first.app.clientSecret).toMatch(/^fa4efa4e[\da-f]{32}$/);
  expect(second.app).not.toEqual(first.app);
});

test("refuses what another emulator issued", async ({ expect }) => {
  const [ours, theirs] = [createGitHubEmulator(), createGitHubEmulator()];
  using network = startNetwork({ handlers: ours.handlers });
  const address = "https://github.com/login/oauth/authorize?client_id=";
  expect((await fetch(address + ours.app.clientId)).status).toBe(200);
  expect((await fetch(address + theirs.app.clientId)).status).toBe(404);
  network.assertNothingUnexpected();
});

/** @see https://docs.github.com/en/enterprise-server@latest/rest/enterprise-admin#endpoint-urls */
test("emulates a GitHub Enterprise Server with its API below /api/v3", async ({ expect }) => {
  const gitHubUrl = "https://github.example";
  const github = createGitHubEmulator({ gitHubUrl });
  using network = startNetwork({ handlers: github.handlers });
  const { clientId: client_id, clientSecret: client_secret } = github.app;
  // The default callback URL is on localhost, where any port will do.
  const stopBefore = "http://localhost:1234/callback";
  const query = new URLSearchParams({ client_id, redirect_uri: stopBefore });
  const { url } = await completeSignIn({
    url: `${gitHubUrl}/login/oauth/authorize?${query}`,
    login: "hubot",
    stopBefore,
    gitHubUrl,
  });
  const code = new URL(url).searchParams.get("code") ?? "";
  const response = await fetch(`${gitHubUrl}/login/oauth/access_token`, {
    method: "POST",
    headers: { Accept: "application/json" },
    body: new URLSearchParams({ client_id, client_secret, code }),
  });
  const { access_token }: { access_token: string } = await response.json();
  const headers = { Authorization: `Bearer ${access_token}` };
  const user = await fetch(`${gitHubUrl}/api/v3/user`, { headers });
  expect(await user.json()).toMatchObject({ login: "hubot", html_url: `${gitHubUrl}/hubot` });
  expect(network.unexpected).toEqual([]);
  await expect(fetch("https://api.github.com/user", { headers })).rejects.toThrow();
});

test("lets time pass for everybody, and takes it back", async ({ expect }) => {
  const github = createGitHubEmulator({ now: () => 0 });
  const timeAt = async (answer: typeof github.answer) => {
    const response = await answer(new Request("https://api.github.com/rate_limit"));
    return Date.parse(response?.headers.get("Date") ?? "");
  };
  github.passTime(60_000);
  expect(await timeAt(github.answer)).toBe(60_000);
  github.passTime(-20_000);
  expect(await timeAt(github.answer)).toBe(40_000);
  github.reset();
  expect(await timeAt(github.answer)).toBe(0);
});

test("takes its users from the caller", ({ expect }) => {
  const users = gitHubUsersSchema.parse([{ login: "ada", id: 1, name: "Ada" }]);
  expect(createGitHubEmulator({ users }).logins).toEqual(["ada"]);
  expect(createGitHubEmulator().logins).toContain("octocat");
});

test("computes the code challenge of RFC 7636, appendix B", ({ expect }) => {
  const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  expect(codeChallengeOf(verifier)).toBe("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
  expect(codeChallengeOf(verifier)).not.toBe(createHash("sha256").update(verifier).digest("hex"));
});

test("no time passes that is no number, and a login that is a secret is not told", ({ expect }) => {
  const github = createGitHubEmulator();
  expect(() => github.passTime(Number.NaN)).toThrow("No time passes in NaN ms.");
  const secret = `gho_${"a1B2".repeat(9)}`;
  expect(() => github.revoke(secret)).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining(secret) }),
  );
});
