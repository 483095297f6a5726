import { createHash } from "node:crypto";
import type { components } from "@octokit/openapi-types";
import type { AccessTokenGrant, IssuedToken } from "./access-tokens.ts";
import { describeAccount } from "./describe-user.ts";
import { readParameters, type GitHubEndpoint } from "./endpoint.ts";
import type { GitHubSites } from "./sites.ts";
import type { GitHubModel } from "./model.ts";
import {
  refuseAsInvalid,
  refuseAsNotFound,
  refuseCredentials,
  refuseRest,
} from "./rest-refusal.ts";
import { isSameSecret } from "./secrets.ts";
import { refuseUserAgent } from "./user-agent.ts";

type Authorization = components["schemas"]["authorization"];

const TOKEN = "/applications/{client_id}/token";
const GRANT = "/applications/{client_id}/grant";
const NO_CONTENT = 204;

/**
 * Makes what an app may do with its own tokens: check, reset and revoke one, and end all that it has of a user.
 *
 * @see https://docs.github.com/rest/apps/oauth-applications
 */
export function appTokenEndpoints(model: GitHubModel, sites: GitHubSites): GitHubEndpoint[] {
  const { tokens } = model;
  return [
    endpoint(model, "POST", TOKEN, (githubAccessToken, grant) => {
      const issuedAtMs = tokens.issuedAtMsOf(githubAccessToken) ?? grant.createdAtMs;
      return Response.json(describe({ githubAccessToken, grant, issuedAtMs }, sites));
    }),
    endpoint(model, "PATCH", TOKEN, (githubAccessToken) =>
      Response.json(describe(tokens.reset(githubAccessToken), sites)),
    ),
    endpoint(model, "DELETE", TOKEN, (githubAccessToken) => {
      tokens.revoke(githubAccessToken);
      return new Response(null, { status: NO_CONTENT });
    }),
    endpoint(model, "DELETE", GRANT, (_, { app, user }) => {
      model.revokeAuthorization(app, user);
      return new Response(null, { status: NO_CONTENT });
    }),
  ];
}

/** "Use Basic Authentication […] where the username is the GitHub App or OAuth app client_id and the password is its client_secret." */
function endpoint(
  model: GitHubModel,
  method: GitHubEndpoint["method"],
  path: string,
  act: (githubAccessToken: string, grant: AccessTokenGrant) => Response,
): GitHubEndpoint {
  return {
    method,
    site: "api",
    path,
    async answer(request, { client_id }) {
      const refusedAgent = refuseUserAgent(request);
      if (refusedAgent !== undefined) return refusedAgent;
      const [clientId = "", clientSecret = ""] = readBasic(request);
      const app = model.findApp(clientId);
      if (app === undefined || !isSameSecret(clientSecret, app.clientSecret)) {
        return refuseCredentials();
      }
      if (clientId !== client_id) return refuseAsNotFound();

      const malformed = await refuseMalformed(request.clone());
      if (malformed !== undefined) return malformed;
      const githubAccessToken = (await readParameters(request)).get("access_token");
      if (githubAccessToken === null) {
        const missing = { resource: "OauthAccess", field: "access_token", code: "missing_field" };
        return refuseAsInvalid("Validation Failed", [missing]);
      }
      const grant = model.tokens.find(githubAccessToken);
      // "Invalid tokens will return `404 NOT FOUND`", GitHub says of POST and PATCH. Of DELETE it lists 204 and 422 only,
      // but its 422 is about what a request lacks; so one that names an unknown token gets 404 there, too.
      return grant?.app === app ? act(githubAccessToken, grant) : refuseAsNotFound();
    },
  };
}

/** What the API says of a body that is no JSON, or no object; nothing of one that is, and of none. */
async function refuseMalformed(request: Request): Promise<Response | undefined> {
  const text = await request.text();
  if (text.trim() === "") return undefined;
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === "object" && body !== null && !Array.isArray(body)) return undefined;
    return refuseRest({ status: 400, message: "Body should be a JSON object" });
  } catch {
    return refuseRest({ status: 400, message: "Problems parsing JSON" });
  }
}

function readBasic(request: Request): string[] {
  const authorization = request.headers.get("Authorization") ?? "";
  const encoded = /^basic +(\S+)$/i.exec(authorization)?.[1] ?? "";
  return Buffer.from(encoded, "base64").toString().split(":");
}

function describe(
  { githubAccessToken, grant, issuedAtMs }: Omit<IssuedToken, "githubRefreshToken">,
  sites: GitHubSites,
): Authorization {
  const { app, id, user, scopes, createdAtMs, expiresAtMs } = grant;
  return {
    id,
    url: `${sites.api}/authorizations/${id}`,
    app: { name: app.name, url: new URL(app.callbackUrl).origin, client_id: app.clientId },
    token: githubAccessToken,
    hashed_token: createHash("sha256").update(githubAccessToken).digest("hex"),
    token_last_eight: githubAccessToken.slice(-8),
    note: null,
    note_url: null,
    fingerprint: null,
    scopes: [...scopes],
    created_at: new Date(createdAtMs).toISOString(),
    updated_at: new Date(issuedAtMs).toISOString(),
    expires_at: expiresAtMs === null ? null : new Date(expiresAtMs).toISOString(),
    user: describeAccount(user, sites),
  };
}
