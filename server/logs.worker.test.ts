import { test } from "../harness/vitest.ts";
import { callTool, openSession, send } from "./mcp-client.test-support.ts";
import {
  ask,
  authorizationPath,
  register,
  sendRegistration,
  signInFor,
  Visitor,
} from "./oauth/visitor.test-support.ts";

test("LG-03 LG-06 LG-07 a line of the log is one of JSON that names no secret, no login, and nothing of a body", async ({
  kit,
  expect,
}) => {
  const nasty = 'evil\r\n{"event":"forged"}\u001B[2J';
  const before = kit.logs().length;
  const tokens = await signInFor(kit, "octocat", { scope: "read repositories" });
  const sessionId = await openSession(kit, tokens);

  // All that writes a line: refusals by GitHub, by the OAuth provider, and of a tool.
  const visitor = new Visitor(kit);
  const client = await register(kit, { client_name: nasty });
  const path = await visitor.goToCallback(client, "octocat");
  kit.github.fail("POST /login/oauth/access_token", "incorrect_client_credentials");
  await visitor.request(path, { headers: { "user-agent": "evil\u00e9[2J" } });
  const state = (await visitor.goToGitHub(client)).searchParams.get("state") ?? "";
  await visitor.request(`/callback?${new URLSearchParams({ error: nasty, state })}`);
  kit.github.fail("GET /user", "bad-credentials");
  await (await send(kit, { bearer: tokens, sessionId, body: callTool("whoami") })).text();
  await sendRegistration(kit, { redirect_uris: [nasty], client_name: nasty });
  for (const code of [nasty, tokens.refresh_token]) {
    const form = { grant_type: "authorization_code", client_id: tokens.mcpClientId, code };
    await ask(kit, "/token", { method: "POST", body: new URLSearchParams(form) });
  }

  const lines = kit.logs().slice(before);
  const events = lines.map((line) => (JSON.parse(line) as { event: string }).event);
  expect(new Set(events)).toEqual(new Set(["sign-in", "oauth-error", "tool-failure"]));
  for (const line of lines) {
    expect(line).not.toMatch(/\p{Cc}/u);
    expect(line).not.toMatch(/octocat|"forged"|gho_|[?&](?:code|state)=/);
    for (const secret of [
      tokens.access_token,
      tokens.refresh_token,
      kit.github.app.clientSecret,
      sessionId,
      state,
    ]) {
      expect(line).not.toContain(secret);
    }
  }
});

test("LG-04 the operator reads which check failed, and the client no more than OAuth's code", async ({
  kit,
  expect,
}) => {
  const { client_id } = await register(kit);
  const cases: [form: Record<string, string>, category: string, reason: RegExp][] = [
    [{ grant_type: "password", client_id }, "token-endpoint-request", /grant_type/],
    [{ grant_type: "authorization_code", client_id: "gone" }, "client-authentication", /client/],
    [
      { grant_type: "authorization_code", client_id, code: "a:b:c" },
      "authorization-code-grant",
      /./,
    ],
    [{ grant_type: "refresh_token", client_id, refresh_token: "x" }, "refresh-token-grant", /./],
  ];
  for (const [form, category, reason] of cases) {
    const body = new URLSearchParams(form);
    const response = await ask(kit, "/token", { method: "POST", body });
    const told = (await response.json()) as Record<string, string>;
    const line = JSON.parse(kit.logs().at(-1) ?? "{}") as Record<string, string>;
    expect(line).toMatchObject({ event: "oauth-error", status: response.status, category });
    expect(line["reason"]).toMatch(reason);
    expect(line["code"]).toBe(told["error"]);
    expect(Object.keys(told).toSorted()).toEqual(["error", "error_description"]);
  }
});

test("LG-03 what is refused before the provider sees it is not in the log at all", async ({
  kit,
  expect,
}) => {
  const before = kit.logs().length;
  const visitor = new Visitor(kit);
  await visitor.request(
    authorizationPath(await register(kit), { redirect_uri: "https://evil.example" }),
  );
  await visitor.request("/callback?code=c0de&state=x");
  expect(kit.logs().slice(before).join()).not.toMatch(/c0de|evil/);
});

test("LG-01 LG-07 what a library writes of a stranger's words is one line of JSON, short and without secrets", async ({
  kit,
  expect,
}) => {
  const before = kit.logs().length;
  const query = `access_token=gho_${"a".repeat(36)}&code=SECRETCODE`;
  for (const path of [
    'x\r\n{"event":"forged"}\u001B[31m',
    `x?${query}\r\n`,
    `${"x".repeat(5000)}\r\n`,
  ]) {
    const parameters = {
      response_type: "code",
      client_id: `https://a.example/${path}`,
      redirect_uri: "http://127.0.0.1:1/cb",
    };
    const refused = await kit.request(`/authorize?${new URLSearchParams(parameters)}`);
    expect(refused.status).toBe(400);
  }
  const lines = kit.logs().slice(before);
  expect(lines.filter((line) => line.includes("a.example")).length).toBeGreaterThan(2);
  for (const line of lines) {
    expect((JSON.parse(line) as { event: string }).event).not.toBe("forged");
    for (const text of ["gho_a", "SECRETCODE", "\r", "\n", "\u001B"]) {
      expect([text, line.includes(text)]).toEqual([text, false]);
    }
    expect(line.length).toBeLessThan(1500);
  }
});
