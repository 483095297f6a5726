import { AuthorizationError, CimdFetchError } from "@cloudflare/workers-oauth-provider";
import { messagePage } from "../pages/message-page.ts";
import { oauthErrorResponse, redirectResponse, wantsPage } from "../response.ts";

/** A refusal that stays here, because client and redirect URI are not proven to belong together. */
export interface LocalRefusal {
  status: 400 | 405 | 413;
  /** The OAuth error code that a program reads (RFC 6749 section 4.1.2.1). */
  error: string;
  description: string;
  headers?: Record<string, string>;
}

/** Answers with a page for a person and JSON for a program. Never redirects. */
export function refuseLocally(request: Request, refusal: LocalRefusal): Response {
  const { status, error, description, headers = {} } = refusal;
  const response = wantsPage(request)
    ? messagePage({
        status,
        title: "Sign-in cannot go on",
        text: description,
        hint: "Nothing was shared. Go back to your app and start the sign-in again.",
      })
    : oauthErrorResponse(status, error, description);
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

/**
 * Turns what the provider throws about a request into an answer; anything else is an outage and
 * goes on to the outermost handler.
 */
export function refuseThrown(request: Request, error: unknown): Response {
  if (error instanceof AuthorizationError) {
    if (error.redirectTo) return redirectResponse(error.redirectTo);
    return refuseLocally(request, {
      status: 400,
      error: error.code,
      description: `${error.description}.`.replace(/\.\.$/, "."),
    });
  }
  if (error instanceof CimdFetchError) {
    // Its message quotes the URL and the inner failure. The provider has written both to the log.
    return refuseLocally(request, {
      status: 400,
      error: "invalid_client",
      description: "The app's metadata document could not be read.",
    });
  }
  throw error;
}
