import { AuthorizationError, type AuthRequest } from "@cloudflare/workers-oauth-provider";
import { routes } from "../contract.ts";
import { maySignIn } from "../people.ts";
import { redirectResponse } from "../response.ts";
import { resourceNamed } from "../resource.ts";
import type { SignInContext } from "../route.ts";
import { signInProviderOf } from "../sign-in/provider-of.ts";
import type { SignInProvider, SignInSecrets, UpstreamAnswer } from "../sign-in/sign-in-provider.ts";
import { UpstreamError } from "../sign-in/upstream-error.ts";
import type { GrantProps } from "./grant.ts";
import { refuseLocally, refuseThrown } from "./local-refusal.ts";
import { oauthApi } from "./oauth-api.ts";
import { useOnce } from "./one-time.ts";
import { refuseSignIn } from "./refuse-sign-in.ts";

/** All calls to GitHub together: a person is waiting, and each call alone may take ten seconds. */
const deadlineMs = 14_000;

/**
 * Where GitHub, or whoever else signs people in, sends the person back: turns its code into a grant of ours.
 *
 * `state` must belong to this browser and works once. From then on the client is proven, so whatever
 * is refused there goes to the client as an OAuth error; before that it stays here, on a page.
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
    const repeated = ["state", "code", "error"].find((name) => parameters.getAll(name).length > 1);
    if (repeated !== undefined) {
      throw new AuthorizationError("invalid_request", {
        description: `${repeated} must not be repeated`,
      });
    }
    const resumed = await oauth.finishUpstream<SignInSecrets>(request);
    await useOnce(context.env, parameters.get("state") ?? "", "state");
    return redirectResponse(await finish(resumed, parameters, context), resumed.headers);
  } catch (error) {
    return refuseThrown(request, error);
  }
}

/** @returns the client's redirect URI, with a code or with an error */
async function finish(
  resumed: { request: AuthRequest; data: SignInSecrets },
  parameters: URLSearchParams,
  { resource, resources, settings, env }: SignInContext,
): Promise<string> {
  const redirectUri = new URL(routes.callback, resource).href;
  try {
    const answer = { ...resumed.data, parameters, redirectUri };
    const props = await signIn(signInProviderOf(settings), answer);
    if (!maySignIn(props, env)) throw notNamed(props.userId);
    const named = resumed.request.resource;
    const oauth = oauthApi(resourceNamed(String(named), resources), env);
    const { redirectTo } = await oauth.completeAuthorization({
      request: resumed.request,
      userId: props.userId,
      metadata: { login: props.login },
      scope: resumed.request.scope,
      props,
      // All who have an app that names itself by a document share its client id: nobody is signed out on another machine.
      revokeExistingGrants: !URL.canParse(resumed.request.clientId),
    });
    return redirectTo;
  } catch (error) {
    return refuseSignIn(resumed.request, error, redirectUri);
  }
}

async function signIn(provider: SignInProvider, answer: UpstreamAnswer): Promise<GrantProps> {
  const signal = AbortSignal.timeout(deadlineMs);
  const upstream = await provider.exchange({ ...answer, signal });
  const identity = await provider.identity(upstream, signal);
  return { ...identity, issuer: provider.issuer, upstream };
}

function notNamed(userId: string): UpstreamError {
  return new UpstreamError("not_in_sign_in_logins", {
    oauthError: "access_denied",
    description: "This account may not sign in to this server.",
    advice: `SIGN_IN_LOGINS does not name the user with the id ${userId}.`,
  });
}
