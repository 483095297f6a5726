import { test } from "vitest";
import { apiUrl } from "./github-api.ts";
import { gitHubRefusal, gitHubStatusError } from "./github-refusal.ts";

test.for([
  ["access_denied", "access_denied"],
  ["application_suspended", "server_error"],
  ["redirect_uri_mismatch", "server_error"],
  ["incorrect_client_credentials", "server_error"],
  ["bad_verification_code", "access_denied"],
  ["unverified_user_email", "access_denied"],
  ["something_new", "server_error"],
  ["constructor", "server_error"],
] as const)("tells the client %s as %s", ([slug, oauthError], { expect }) => {
  expect(gitHubRefusal(slug)).toMatchObject({ slug, oauthError });
});

test("CB-12 repeats nothing that came in the URL, and keeps little of it for the log", ({
  expect,
}) => {
  const error = gitHubRefusal(`<script>alert(1)</script>${"x".repeat(1000)}`);
  expect(error.description).toBe("GitHub refused the sign-in.");
  expect(error.slug).toMatch(/^\w{1,40}$/);
});

test.for([
  [401, {}, "access_denied"],
  [403, {}, "access_denied"],
  [403, { "x-ratelimit-remaining": "0" }, "temporarily_unavailable"],
  [403, { "retry-after": "60" }, "temporarily_unavailable"],
  [429, {}, "temporarily_unavailable"],
  [502, {}, "temporarily_unavailable"],
  [301, { location: "https://evil.example" }, "server_error"],
  [404, {}, "server_error"],
] as const)(
  "takes GitHub's status %i with %j for %s",
  ([status, headers, expected], { expect }) => {
    expect(gitHubStatusError(status, new Headers(headers)).oauthError).toBe(expected);
  },
);

function untilReset(reset: string): string {
  const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset };
  return gitHubStatusError(403, new Headers(headers)).description;
}

test("GH-11 GH-13 says until when the rate limit lasts, where that can be", ({ expect }) => {
  const soon = Math.floor(Date.now() / 1000) + 600;
  const time = new Date(soon * 1000).toISOString().slice(11, 16);
  expect(untilReset(String(soon))).toBe(
    `GitHub's rate limit is reached until ${time} UTC. Try again later.`,
  );
  for (const absurd of ["0", "4102444800", "soon", "-1"])
    expect(untilReset(absurd)).toBe("GitHub's rate limit is reached. Try again later.");
});

test("GH-12 knows the secondary rate limit by its words, too", ({ expect }) => {
  const text = '{"message":"You have exceeded a secondary rate limit. Please wait."}';
  expect(gitHubStatusError(403, new Headers(), text)).toMatchObject({
    oauthError: "temporarily_unavailable",
    description: "GitHub's rate limit is reached. Try again later.",
  });
});

test.for([
  [404, { "x-accepted-oauth-scopes": "repo", "x-oauth-scopes": "read:user" }, "repo"],
  [403, { "x-accepted-oauth-scopes": "admin:org, repo", "x-oauth-scopes": "" }, "admin:org"],
  [404, { "x-accepted-oauth-scopes": "repo", "x-oauth-scopes": "gist, repo" }, undefined],
  [404, { "x-accepted-oauth-scopes": "<script>", "x-oauth-scopes": "" }, undefined],
  [403, { "x-accepted-oauth-scopes": "repo", "retry-after": "60" }, undefined],
] as const)(
  "TOOL-12 names the permission that status %i with %j asks for: %s",
  ([status, headers, scope], { expect }) => {
    const { description } = gitHubStatusError(status, new Headers(headers));
    expect(/permission "(.+)"/.exec(description)?.[1]).toBe(scope);
  },
);

test.for([
  [{}, /^GitHub does not allow this: an organization's policy/],
  [
    { "x-github-sso": "required; url=https://github.com.evil.example" },
    /^GitHub does not allow this: an organization wants [^:/]+ single sign-on first\.$/,
  ],
] as const)(
  "GH-14 does not ask to sign in again at a 403 with %j",
  ([headers, words], { expect }) => {
    const { description, isOver } = gitHubStatusError(403, new Headers(headers));
    expect(description).toMatch(words);
    expect(description).not.toMatch(/sign in again/i);
    expect(isOver).toBe(false);
  },
);

test.for([
  ["https://github.com", "https://api.github.com"],
  ["https://octo.ghe.com", "https://api.octo.ghe.com"],
  ["https://github.example.com", "https://github.example.com/api/v3"],
] as const)("finds the API of %s at %s", ([githubUrl, expected], { expect }) => {
  expect(apiUrl(githubUrl)).toBe(expected);
});
