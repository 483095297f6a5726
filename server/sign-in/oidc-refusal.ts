import { AuthorizationResponseError, ResponseBodyError } from "oauth4webapi";
import { misunderstood } from "./oidc-fetch.ts";
import { UpstreamError, type UpstreamErrorOptions } from "./upstream-error.ts";

const ended: UpstreamErrorOptions = {
  oauthError: "access_denied",
  description: "The sign-in has ended. Sign in again.",
};
const notSetUp: UpstreamErrorOptions = {
  oauthError: "server_error",
  description: "Sign-in is not set up correctly here.",
  advice:
    "The provider refuses the app: check OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_SCOPE and the callback URL.",
};

const refusals = new Map<string, UpstreamErrorOptions>(
  Object.entries<UpstreamErrorOptions>({
    access_denied: { oauthError: "access_denied", description: "The sign-in was declined." },
    temporarily_unavailable: {
      oauthError: "temporarily_unavailable",
      description: "The sign-in provider is not available. Try again later.",
    },
    invalid_grant: ended,
    invalid_client: notSetUp,
    unauthorized_client: notSetUp,
    invalid_scope: notSetUp,
    invalid_request: notSetUp,
  }),
);

/**
 * Names what an OpenID Connect provider said no to, or what `oauth4webapi` found wrong with its answer.
 *
 * @param isOver whether a refusal of this call means that the sign-in has ended
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-5.2
 */
export function oidcRefusal(error: unknown, isOver: (slug: string) => boolean): UpstreamError {
  if (error instanceof UpstreamError) return error;
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) {
    // At the callback the slug comes from a URL: what is unknown is kept for the log only, and cut short.
    const slug = error.error.replaceAll(/\W/g, "").slice(0, 40) || "unknown_error";
    const known = refusals.get(slug) ?? {
      oauthError: "server_error",
      description: "The sign-in provider refused the sign-in.",
    };
    return new UpstreamError(slug, { ...known, isOver: isOver(slug) });
  }
  const slug = slugOf(error);
  if (isOver(slug)) return new UpstreamError(slug, { ...ended, isOver: true });
  return misunderstood(slug);
}

/** `OAUTH_JWT_CLAIM_COMPARISON_FAILED` and the like say enough; messages may quote what was compared. */
function slugOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code.toLowerCase() : "unexpected_error";
}
