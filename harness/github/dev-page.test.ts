import { test } from "vitest";
import { createGitHubEmulator } from "./emulator.ts";
import { serveGitHub } from "./serve-github.ts";

async function post(origin: string, form: Record<string, string>, headers: HeadersInit = {}) {
  const body = new URLSearchParams(form);
  return fetch(`${origin}/faults`, { method: "POST", body, headers, redirect: "manual" });
}
const read = async (url: string) => (await (await fetch(url)).text()).replaceAll(/\s+/g, " ");

test("shows who can sign in, lets something go wrong, counts it and ends it", async ({
  expect,
}) => {
  const github = createGitHubEmulator();
  await using served = await serveGitHub(github);
  expect(await read(served.origin)).toMatch(/Nothing: every answer.*octocat, hubot/);

  const fault = { target: "GET /user", fault: "rate-limited", times: "2", login: "" };
  expect((await post(served.origin, fault)).status).toBe(303);
  expect((await fetch(`${served.origin}/api/v3/user`)).headers.get("x-ratelimit-remaining")).toBe(
    "0",
  );
  expect(await read(served.origin)).toMatch(
    /<code>GET \/user<\/code>: <strong>rate-limited<\/strong> for everybody, 1 left, struck 1×/,
  );
  expect((await post(served.origin, { clear: "1" })).status).toBe(303);
  expect(github.faults).toEqual([]);
  expect((await fetch(`${served.origin}/api/v3/user`)).status).toBe(401);
});

test("strikes one user until it is cleared", async ({ expect }) => {
  const github = createGitHubEmulator();
  await using served = await serveGitHub(github);
  await post(served.origin, { target: "* /*", fault: "503", times: "always", login: "hubot" });
  expect(github.faults).toMatchObject([
    { name: "503", login: "hubot", left: Infinity, strikes: 0 },
  ]);
  expect((await fetch(`${served.origin}/api/v3/user`)).status).toBe(401);
});

test("refuses what cannot go wrong there, and keeps what was chosen", async ({ expect }) => {
  await using served = await serveGitHub(createGitHubEmulator());
  const refused = await post(served.origin, {
    target: "GET /user",
    fault: "bad_verification_code",
  });
  expect(refused.status).toBe(422);
  expect(await refused.text()).toMatch(
    /role="alert">There is no fault[^]*value="GET \/user" selected/,
  );
});

test.for([
  {},
  { target: "GET /user" },
  { fault: "500" },
  { target: "x", fault: "500" },
  { target: "GET /user", fault: "__proto__" },
  { target: "GET /user", fault: "500", times: "" },
  { target: "GET /user", fault: "500", times: "-1" },
  { target: "GET /user", fault: "500", login: "nobody" },
])("answers %j with a page that says what is wrong", async (form, { expect }) => {
  const github = createGitHubEmulator();
  await using served = await serveGitHub(github);
  const refused = await post(served.origin, form as Record<string, string>);
  expect(refused.status).toBe(422);
  expect(await refused.text()).toContain('role="alert"');
  expect(github.faults).toEqual([]);
});

test("takes no form of another site's", async ({ expect }) => {
  const github = createGitHubEmulator();
  await using served = await serveGitHub(github);
  const fault = { target: "GET /user", fault: "500" };
  const refused = await post(served.origin, fault, { Origin: "https://evil.example" });
  expect(refused.status).toBe(403);
  expect((await post(served.origin, fault, { Origin: "null" })).status).toBe(403);
  expect(github.faults).toEqual([]);
});
