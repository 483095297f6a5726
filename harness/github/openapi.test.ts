import type { GitHubFault } from "./fault-plan.ts";
import { test as base } from "./github.test-support.ts";
import { describedAnswers, describeFlaws, type DescribedAnswer } from "./openapi.test-support.ts";

const API = "https://api.github.com";
const TOKEN = "/applications/{client_id}/token";
const GRANT = "/applications/{client_id}/grant";
const SECRET = "/repos/octocat/secret-plans";

/** What a request goes without, or what goes wrong with it. */
interface Request {
  path?: string;
  /** Of its token. Without one it has a token that nobody issued. */
  scope?: string;
  fault?: GitHubFault;
  /** The body of what an app asks about one of its tokens. */
  body?: object | "token";
}

/** A request for every answer that the kit has GitHub's description of: a missing one fails below. */
const requests: Record<DescribedAnswer, Request> = {
  "GET /user 200": { scope: "user" },
  "GET /user 401": {},
  "GET /user 403": { scope: "", fault: "rate-limited" },
  "GET /user/emails 200": { scope: "user:email" },
  "GET /user/emails 401": {},
  "GET /user/emails 403": { scope: "user:email", fault: "sso" },
  "GET /user/emails 404": { scope: "read:user" },
  "GET /user/orgs 200": { scope: "read:org" },
  "GET /user/orgs 401": {},
  "GET /user/orgs 403": { scope: "gist" },
  "GET /user/repos 200": { scope: "repo" },
  "GET /user/repos 401": {},
  "GET /user/repos 403": { scope: "repo", fault: "secondary-rate-limit" },
  "GET /user/repos 422": { scope: "repo", path: "/user/repos?visibility=secret" },
  "GET /repos/{owner}/{repo} 200": { scope: "repo", path: SECRET },
  "GET /repos/{owner}/{repo} 403": { scope: "repo", path: SECRET, fault: "not-accessible" },
  "GET /repos/{owner}/{repo} 404": { scope: "", path: SECRET },
  "GET /rate_limit 200": { scope: "" },
  "GET /rate_limit 404": { scope: "", fault: "not-found" },
  [`POST ${TOKEN} 200`]: { body: "token" },
  [`POST ${TOKEN} 404`]: { body: { access_token: "gho_unknown" } },
  [`POST ${TOKEN} 422`]: { body: {} },
  [`PATCH ${TOKEN} 200`]: { body: "token" },
  [`PATCH ${TOKEN} 422`]: { body: {} },
  [`DELETE ${TOKEN} 422`]: { body: {} },
  [`DELETE ${GRANT} 422`]: { body: {} },
};

const test = base.extend(
  "send",
  ({ github, githubAccessToken }) =>
    async (method: string, address: `/${string}`, request: Request) => {
      const { path = address, scope, fault, body } = request;
      const { clientId, clientSecret } = github.app;
      const access_token = await githubAccessToken("octocat", scope);
      const bearer = scope === undefined ? "gho_unknown" : access_token;
      if (fault !== undefined) github.fail(`GET ${address}`, fault);
      return fetch(API + path.replace("{client_id}", clientId), {
        method,
        headers: {
          "Content-Type": "application/json",
          Authorization: body ? `Basic ${btoa(`${clientId}:${clientSecret}`)}` : `Bearer ${bearer}`,
        },
        body: body ? JSON.stringify(body === "token" ? { access_token } : body) : null,
      });
    },
);

test.for(describedAnswers)(
  "answers %s as GitHub's OpenAPI description says",
  async (described, { send, expect }) => {
    const [method, address, status] = described.split(" ") as [string, `/${string}`, string];
    const response = await send(method, address, requests[described]);
    expect(response.status).toBe(Number(status));
    expect(describeFlaws(described, await response.json())).toEqual([]);
  },
);

test("sees an answer that GitHub's description does not allow", ({ expect }) => {
  expect(describeFlaws("GET /user 200", { login: "octocat" })).not.toEqual([]);
  expect(describeFlaws("GET /user/emails 200", [{ email: "no address" }])).not.toEqual([]);
  expect(describeFlaws("GET /user 401", { message: 401 })).not.toEqual([]);
});
