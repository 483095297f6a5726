import {
  authorizationErrorRedirect,
  AuthorizationError,
  type AuthRequest,
  type OAuthHelpers,
} from "@cloudflare/workers-oauth-provider";
import { routes } from "../contract.ts";
import { GitHubError } from "../github/github.ts";
import { createGitHub } from "../github/github-client.ts";
import { gitHubRefusal, misunderstood } from "../github/github-refusal.ts";
import { logLine } from "../incident.ts";
import { redirectResponse } from "../response.ts";
import type { SignInContext } from "../route.ts";
import type { GrantProps } from "./grant.ts";
import { refuseLocally, refuseThrown } from "./local-refusal.ts";
import { oauthApi } from "./oauth-api.ts";

/** Both calls to GitHub together: a person is waiting, and each call alone may take ten seconds. */
const deadlineMs = 14_000;

/**
 * Where GitHub sends the person back: turns GitHub's code into a grant of ours.
 *
 * `state` must belong to this browser and works once. From then on the client is proven, so whatever
 * GitHub refuses goes to the client as an OAuth error; before that it stays here, on a page.
 */
export async function callback(request: Request, context: SignInContext): Promise<Response> {
  if (request.method !== "GET") {
    const description = "The callback answers GET.";
    const headers = { Allow: "GET" };
    return refuseLocally(request, { status: 405, error: "invalid_request", description, headers });
  }
  const oauth = oauthApi(context.resource, context.env);
  const parameters = new URL(request.url).searchParams;
  try {
    if (parameters.getAll("state").length > 1) {
      throw new AuthorizationError("invalid_request", {
        description: "state must not be repeated",
      });
    }
    const resumed = await oauth.finishUpstream<{ codeVerifier: string }>(request);
    return redirectResponse(await finish(oauth, resumed, parameters, context), resumed.headers);
  } catch (error) {
    return refuseThrown(request, error);
  }
}

/** @returns the client's redirect URI, with a code or with an error */
async function finish(
  oauth: OAuthHelpers,
  resumed: { request: AuthRequest; data: { codeVerifier: string } },
  parameters: URLSearchParams,
  context: SignInContext,
): Promise<string> {
  try {
    const props = await signIn(resumed.data.codeVerifier, parameters, context);
    const { redirectTo } = await oauth.completeAuthorization({
      request: resumed.request,
      userId: props.userId,
      metadata: { login: props.login },
      scope: resumed.request.scope,
      props,
    });
    return redirectTo;
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    const { slug, advice, oauthError, description } = error;
    const callbackUrl = new URL(routes.callback, context.resource).href;
    logLine("warn", { event: "github-sign-in", slug, oauthError, advice, callbackUrl });
    return authorizationErrorRedirect(resumed.request, oauthError, description);
  }
}

async function signIn(
  codeVerifier: string,
  parameters: URLSearchParams,
  { resource, settings }: SignInContext,
): Promise<GrantProps> {
  const refusal = parameters.get("error");
  if (refusal !== null) throw gitHubRefusal(refusal);
  const code = parameters.get("code");
  if (!code) throw misunderstood("no_code");
  const github = createGitHub(settings);
  const signal = AbortSignal.timeout(deadlineMs);
  const redirectUri = new URL(routes.callback, resource).href;
  const { githubAccessToken } = await github.exchange({ code, codeVerifier, redirectUri, signal });
  const { id, login } = await github.identity(githubAccessToken, signal);
  return { userId: String(id), login, githubAccessToken };
}
