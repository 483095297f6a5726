import { authorizationErrorRedirect, type AuthRequest } from "@cloudflare/workers-oauth-provider";
import { logLine } from "../incident.ts";
import { UpstreamError } from "../sign-in/upstream-error.ts";

/**
 * Tells the client what GitHub, or whoever else signs people in, said no to; the operator's log says more.
 *
 * @returns the client's redirect URI with an OAuth error
 */
export function refuseSignIn(request: AuthRequest, error: unknown, callbackUrl: string): string {
  if (!(error instanceof UpstreamError)) throw error;
  const { slug, advice, oauthError, description } = error;
  logLine("warn", { event: "sign-in", slug, oauthError, advice, callbackUrl });
  return authorizationErrorRedirect(request, oauthError, description);
}
