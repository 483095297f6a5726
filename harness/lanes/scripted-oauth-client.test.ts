import { test } from "vitest";
import { createGitHubEmulator } from "../github/emulator.ts";
import { startNetwork } from "../github/network.ts";
import { errorOf, serve, type Answer } from "../browser/site.test-support.ts";
import { createHttpLane } from "./http.ts";
import type { LaneContext } from "./lane.ts";
import { signIn } from "./scripted-oauth-client.ts";

const json = (body: object, status = 200): Answer => ({
  status,
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

/** An authorization server that approves everybody, and refuses when it comes to the token. */
async function serveRefusing(token: Answer) {
  return serve({
    "POST /mcp": { status: 401, headers: { "WWW-Authenticate": "Bearer" } },
    "GET /.well-known/oauth-authorization-server": ({ url: { origin } }) =>
      json({
        issuer: origin,
        authorization_endpoint: `${origin}/authorize`,
        token_endpoint: `${origin}/token`,
        registration_endpoint: `${origin}/register`,
        response_types_supported: ["code"],
        code_challenge_methods_supported: ["S256"],
      }),
    "POST /register": ({ body }) => json({ ...JSON.parse(body), client_id: "c1" }, 201),
    "GET /authorize": ({ url }) => {
      const query = new URLSearchParams({ code: "c0de", state: url.searchParams.get("state")! });
      return {
        status: 302,
        headers: { Location: `${url.searchParams.get("redirect_uri")}?${query}` },
      };
    },
    "POST /token": token,
  });
}

const refusal = json({ error: "invalid_grant", error_description: "nope" }, 400);

test("a sign-in that fails at the token tells the way there, what was sent and what came back", async ({
  expect,
}) => {
  using network = startNetwork({ handlers: createGitHubEmulator().handlers });
  await using site = await serveRefusing(refusal);
  const context: LaneContext = {
    url: `${site.origin}/mcp`,
    login: "octocat",
    person: {},
    fetch: globalThis.fetch,
    home: "/",
    patienceS: 30,
    environment: {},
    ending: new AbortController().signal,
    onProcess: () => () => {},
    onSignIn: () => {},
  };
  for (const fail of [() => signIn(context, "octocat"), () => createHttpLane()(context)]) {
    const error = (await errorOf(fail())) as { code: string; message: string };
    expect(error.code).toBe("SIGN_IN_FAILED");
    expect(error.message).toMatch(
      /^The sign-in failed\. The client was told "invalid_grant": nope\n {2}1\. /,
    );
    expect(error.message).toMatch(/\d+\. GET \S+\/authorize\S* → 302 .*\n/);
    expect(error.message).toMatch(
      /\d+\. POST \S+\/token → 400 .*\n +sent: form grant_type=… code=….*\n +came back: .*invalid_grant.*nope/,
    );
    expect(error.message).not.toContain("c0de");
  }
  network.assertNothingUnexpected();
});
