import { UpstreamError, type UpstreamErrorOptions } from "../sign-in/upstream-error.ts";

const checkUrl = "Check GITHUB_URL: does it name GitHub or a GitHub Enterprise Server?";

const refusals = new Map<string, UpstreamErrorOptions>(
  Object.entries({
    access_denied: {
      oauthError: "access_denied",
      description: "The sign-in at GitHub was declined.",
    },
    application_suspended: {
      oauthError: "server_error",
      description: "Sign-in with GitHub is not available here at the moment.",
      advice: "GitHub suspended the OAuth app. Write to https://support.github.com.",
    },
    redirect_uri_mismatch: {
      oauthError: "server_error",
      description: "Sign-in with GitHub is not set up correctly here.",
      advice:
        "Set the OAuth app's authorization callback URL at GitHub to this Worker's /callback.",
    },
    incorrect_client_credentials: {
      oauthError: "server_error",
      description: "Sign-in with GitHub is not set up correctly here.",
      advice: "GitHub does not know this pair: check GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET.",
    },
    bad_verification_code: {
      oauthError: "access_denied",
      description: "The sign-in at GitHub has expired. Start again.",
    },
    bad_refresh_token: {
      oauthError: "access_denied",
      description: "The sign-in at GitHub has ended. Sign in again.",
      isOver: true,
    },
    unverified_user_email: {
      oauthError: "access_denied",
      description:
        "GitHub wants you to verify your e-mail address first: https://github.com/settings/emails.",
    },
  } satisfies Record<string, UpstreamErrorOptions>),
);

/**
 * Names the refusal that GitHub put into an `error` field, at the callback or in the token answer.
 *
 * The slug comes from a URL, so anything unknown is kept for the log only, and cut short.
 *
 * @see https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors
 */
export function gitHubRefusal(slug: string): UpstreamError {
  const known = refusals.get(slug);
  if (known) return new UpstreamError(slug, known);
  return new UpstreamError(slug.replace(/\W/g, "").slice(0, 40) || "unknown_error", {
    oauthError: "server_error",
    description: "GitHub refused the sign-in.",
  });
}

/**
 * Names what an HTTP status other than 200 means for a sign-in or a call with the user's token.
 *
 * @param text what came with it; only a secondary rate limit is told by it
 * @see https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
 */
export function gitHubStatusError(status: number, headers: Headers, text = ""): UpstreamError {
  const slug = `http_${status}`;
  const rateLimited =
    headers.get("x-ratelimit-remaining") === "0" ||
    headers.has("retry-after") ||
    /secondary rate limit/i.test(text);
  if (status >= 500 || status === 429 || (status === 403 && rateLimited)) {
    const reason = `GitHub's rate limit is reached${untilReset(headers)}.`;
    return unavailable(slug, rateLimited ? reason : undefined);
  }
  const missingScope = scopeMissing(headers);
  if ((status === 403 || status === 404) && missingScope) {
    return new UpstreamError(slug, {
      oauthError: "access_denied",
      description: `GitHub wants the permission "${missingScope}", which this sign-in does not have.`,
    });
  }
  if (status === 401) {
    return new UpstreamError(slug, {
      oauthError: "access_denied",
      description: "GitHub no longer accepts this sign-in. Sign in again.",
      isOver: true,
    });
  }
  if (status === 403) {
    // To sign in again would change nothing. The header's link is not passed on.
    const reason = headers.has("x-github-sso")
      ? "an organization wants this app authorized for its single sign-on first"
      : "an organization's policy, or the app's own permissions, forbid it";
    return new UpstreamError(slug, {
      oauthError: "access_denied",
      description: `GitHub does not allow this: ${reason}.`,
    });
  }
  if (status === 404) {
    return new UpstreamError(slug, {
      oauthError: "server_error",
      description: "GitHub has nothing there, or does not show it to this sign-in.",
      advice: checkUrl,
    });
  }
  return misunderstood(slug);
}

/** When the limit is over, as the end of a sentence; nothing for a time that is past, or further off than a day. */
function untilReset(headers: Headers): string {
  if (headers.get("x-ratelimit-remaining") !== "0") return "";
  const resetMs = Number(headers.get("x-ratelimit-reset")) * 1000;
  const isSoon = resetMs > Date.now() && resetMs < Date.now() + 24 * 60 * 60 * 1000;
  return isSoon ? ` until ${new Date(resetMs).toISOString().slice(11, 16)} UTC` : "";
}

/**
 * The scope that GitHub would have taken and the token does not have: it answers 403, or 404 to hide what is there.
 *
 * @see https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api#insufficient-scopes
 */
function scopeMissing(headers: Headers): string | undefined {
  const listOf = (name: string) =>
    (headers.get(name) ?? "").split(/,\s*/).filter((each) => /^[a-z:_]{1,40}$/.test(each));
  const accepted = listOf("x-accepted-oauth-scopes");
  const held = listOf("x-oauth-scopes");
  return accepted.some((scope) => held.includes(scope)) ? undefined : accepted[0];
}

/** GitHub is down, slow or out of quota: the same request may work later. */
export function unavailable(
  slug: string,
  reason = "GitHub does not answer.",
  cause?: unknown,
): UpstreamError {
  return new UpstreamError(slug, {
    oauthError: "temporarily_unavailable",
    description: `${reason} Try again later.`,
    cause,
  });
}

/** An answer that is not what GitHub documents. Its content goes nowhere, not into the log either. */
export function misunderstood(slug: string): UpstreamError {
  return new UpstreamError(slug, {
    oauthError: "server_error",
    description: "GitHub's answer was not understood.",
    advice: checkUrl,
  });
}
