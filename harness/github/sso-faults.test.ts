import { test } from "./github.test-support.ts";

function linkOf({ headers }: Response): string {
  return /^required; url=(.+)$/.exec(headers.get("X-GitHub-SSO") ?? "")?.[1] ?? "";
}

/**
 * "If you receive a `403 Forbidden` error, the `X-GitHub-SSO` header will include a URL that you can follow to authorize
 * your token." https://docs.github.com/rest/authentication/authenticating-to-the-rest-api#personal-access-tokens-and-saml-sso
 */
test("GH-14 links to GitHub, or to a host whose name only begins like it", async ({
  github,
  getAs,
  expect,
}) => {
  await getAs();
  github.fail("GET /user", "sso");
  github.fail("GET /user", "sso-hostile-link");
  const [link, hostile] = [new URL(linkOf(await getAs())), new URL(linkOf(await getAs()))];
  expect(link.href).toBe("https://github.com/orgs/octo-org/sso?authorization_request=FAKE");
  expect(hostile.origin).not.toBe("https://github.com");
  expect(hostile.href.startsWith("https://github.com")).toBe(true);
});

/**
 * "The API will not return results from the organizations that require SAML SSO and the `X-GitHub-SSO` header will
 * indicate the ID of the organizations."
 * https://docs.github.com/rest/authentication/authenticating-to-the-rest-api#personal-access-tokens-and-saml-sso
 */
test.for([
  ["/user/repos", "partial-results; organizations=3000001", "octo-org/handbook"],
  ["/user/orgs", "partial-results; organizations=3000001", '"login":"octo-org"'],
] as const)(
  "GH-14 leaves an organization out of %s, and tells which",
  async ([path, sso, hidden], { github, getAs, expect }) => {
    const whole = await getAs(path);
    expect(whole.headers.has("X-GitHub-SSO")).toBe(false);
    expect(await whole.text()).toContain(hidden);
    github.fail(`GET ${path}`, "sso-partial-results");
    const partial = await getAs(path);
    expect(partial.status).toBe(200);
    expect(partial.headers.get("X-GitHub-SSO")).toBe(sso);
    expect(await partial.text()).not.toContain(hidden);
  },
);

test("GH-14 leaves an answer alone that has nothing of an organization's", async ({
  github,
  getAs,
  expect,
}) => {
  const whole: unknown = await (await getAs("/user/emails")).json();
  github.fail("GET /user/emails", "sso-partial-results");
  const partial = await getAs("/user/emails");
  expect(partial.headers.get("X-GitHub-SSO")).toBe(
    "partial-results; organizations=21955855,20582480",
  );
  expect(await partial.json()).toEqual(whole);
});
