import {
  AuthorizationError,
  type AuthRequest,
  type OAuthHelpers,
} from "@cloudflare/workers-oauth-provider";
import { decodeUtf8, hasMediaType, readBody } from "../body.ts";
import { routes, scopes } from "../contract.ts";
import { scopesFor } from "../offers.ts";
import { consentPage } from "../pages/consent-page.ts";
import { signInProviderOf } from "../sign-in/provider-of.ts";
import { signInName } from "../sign-in/sign-in-name.ts";
import type { SignInSecrets } from "../sign-in/sign-in-provider.ts";
import { resourceNamed } from "../resource.ts";
import type { SignInContext } from "../route.ts";
import { redirectResponse } from "../response.ts";
import { refuseRepeatedParameters, reviewRequest } from "./authorization-request.ts";
import { refuseLocally, refuseThrown } from "./local-refusal.ts";
import { oauthApi } from "./oauth-api.ts";
import { useOnce } from "./one-time.ts";
import { openForm, sealForm } from "./consent-form.ts";
import { createPkcePair } from "./pkce.ts";
import { refuseSignIn } from "./refuse-sign-in.ts";

const maxFormBytes = 16 * 1024;

/**
 * The authorization endpoint: asks the person for consent, and only then sends them on to sign in.
 *
 * Consent is asked for each client and each time. All clients share one app at GitHub, which
 * approves a known app silently, so this page is the only place where a person can say no.
 *
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/security_best_practices#confused-deputy-problem
 */
export async function authorize(request: Request, context: SignInContext): Promise<Response> {
  const named = new URL(request.url).searchParams.get("resource");
  const oauth = oauthApi(resourceNamed(named, context.resources), context.env);
  try {
    if (request.method === "GET" || request.method === "HEAD")
      return await ask(request, oauth, context);
    if (request.method === "POST") return await decide(request, oauth, context);
  } catch (error) {
    return refuseThrown(request, error);
  }
  return refuseLocally(request, {
    status: 405,
    error: "invalid_request",
    description: "The authorization endpoint answers GET and POST.",
    headers: { Allow: "GET, HEAD, POST" },
  });
}

async function ask(
  request: Request,
  oauth: OAuthHelpers,
  { settings, env }: SignInContext,
): Promise<Response> {
  refuseRepeatedParameters(new URL(request.url).searchParams);
  const parsed = await parse(request, oauth);
  if (parsed instanceof Response) return parsed;
  const reviewed = reviewRequest(parsed, scopesFor(env));
  if ("redirectTo" in reviewed) return redirectResponse(reviewed.redirectTo);
  const details = await oauth.describeConsent(reviewed.request);
  const { handle, headers } = await oauth.beginConsent(reviewed.request);
  const form = { handle, offered: details.scope };
  return consentPage(details, {
    handle: await sealForm(form, settings.cookieEncryptionKey),
    headers,
    signInAt: signInName(signInProviderOf(settings).issuer),
  });
}

/** mcp-remote asks for JSON with the client id it has stored, and registers anew on `invalid_client` only. */
async function parse(request: Request, oauth: OAuthHelpers): Promise<AuthRequest | Response> {
  try {
    return await oauth.parseAuthRequest(request);
  } catch (error) {
    const clientId = new URL(request.url).searchParams.get("client_id");
    const mayBeUnknown = error instanceof AuthorizationError && !error.redirectUri && clientId;
    if (!mayBeUnknown || (await oauth.lookupClient(clientId))) throw error;
    const description = "This app is not registered here.";
    return refuseLocally(request, { status: 400, error: "invalid_client", description });
  }
}

async function decide(
  request: Request,
  oauth: OAuthHelpers,
  { resource, settings, env }: SignInContext,
): Promise<Response> {
  if (!isOwnForm(request, resource)) {
    throw new AuthorizationError("invalid_request", {
      description: "The form came from another site",
    });
  }
  const form = await readForm(request);
  if (form instanceof Response) return form;
  const opened = await openForm(form.get("handle") ?? "", settings.cookieEncryptionKey);
  if (!opened) {
    throw new AuthorizationError("invalid_request", { description: "The form is none of ours" });
  }
  const { handle, offered } = opened;
  const scope = form.getAll("scope");
  const [decision, ...others] = form.getAll("decision");
  if (others.length > 0) {
    throw new AuthorizationError("invalid_request", {
      description: "decision must not be repeated",
    });
  }
  if (decision === "deny" || (decision === "approve" && scope.length === 0)) {
    const description = decision === "deny" ? "The person declined." : "No permission was ticked.";
    const denied = await oauth.denyConsent(request, handle, { description });
    await useOnce(env, handle, "form");
    return redirectResponse(denied.redirectTo, denied.headers);
  }
  if (decision !== "approve") {
    throw new AuthorizationError("invalid_request", { description: "Neither allowed nor denied" });
  }
  if (!scope.every((each) => offered.includes(each))) {
    throw new AuthorizationError("invalid_scope", {
      description: `The page offered only ${offered.join(" and ")}`,
    });
  }
  if (!scope.includes(scopes[0])) {
    throw new AuthorizationError("invalid_scope", {
      description: `${scopes[0]} cannot be left out`,
    });
  }
  const approved = await oauth.approveConsent(request, handle, { scope });
  await useOnce(env, handle, "form");
  const { codeVerifier, codeChallenge } = await createPkcePair();
  const secrets: SignInSecrets = { codeVerifier, nonce: crypto.randomUUID() };
  const { state, headers } = await oauth.beginUpstream(approved.request, {
    data: secrets,
    headers: approved.headers,
  });
  const redirectUri = new URL(routes.callback, resource).href;
  const upstream = { state, codeChallenge, nonce: secrets.nonce, redirectUri };
  const location = await signInProviderOf(settings)
    .authorizeUrl(upstream)
    .catch((error: unknown) => refuseSignIn(approved.request, error, redirectUri));
  return redirectResponse(location, headers);
}

/**
 * Says whether the form was posted by our own page. The consent cookie already proves it; this is
 * the second lock. Our page sends no referrer, for which browsers post `Origin: null`.
 */
function isOwnForm(request: Request, resource: string): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin") return false;
  const origin = request.headers.get("origin");
  return origin === null || origin === "null" || origin === new URL(resource).origin;
}

async function readForm(request: Request): Promise<URLSearchParams | Response> {
  if (!hasMediaType(request.headers, "application/x-www-form-urlencoded")) {
    throw new AuthorizationError("invalid_request", { description: "The answer is not a form" });
  }
  const body = await readBody(request.body, maxFormBytes);
  if (body.kind === "too-large") {
    const description = "The form is too large.";
    return refuseLocally(request, { status: 413, error: "invalid_request", description });
  }
  return new URLSearchParams(decodeUtf8(body.bytes) ?? "");
}
