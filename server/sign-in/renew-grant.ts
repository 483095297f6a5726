import {
  GrantType,
  OAuthError,
  type TokenExchangeCallbackOptions,
  type TokenExchangeCallbackResult,
} from "@cloudflare/workers-oauth-provider";
import { logLine } from "../incident.ts";
import type { GrantProps } from "../oauth/grant.ts";
import { readSettings } from "../settings.ts";
import { accessTokenTtl, isEnding } from "./lifetime.ts";
import { signInProviderOf } from "./provider-of.ts";
import { renewTokens } from "./token-renewal.ts";
import { UpstreamError } from "./upstream-error.ts";

const retryAfterSeconds = "30";

/**
 * Asks at each refresh whether the sign-in still stands where it was made, and renews its tokens there before they end.
 *
 * An outage must not sign everybody out, so only the provider's own refusal ends the grant.
 *
 * @throws {OAuthError} `invalid_grant`, which ends the grant, or `temporarily_unavailable`, which keeps it
 */
export async function renewGrant(
  options: TokenExchangeCallbackOptions<Env>,
): Promise<TokenExchangeCallbackResult> {
  // Only `completeAuthorization` of the callback makes grants.
  const props: GrantProps = options.props;
  const now = Math.floor(Date.now() / 1000);
  if (options.grantType !== GrantType.REFRESH_TOKEN) {
    return { accessTokenTTL: accessTokenTtl(props.upstream.expiresAt, now) };
  }
  try {
    const newProps = await renew(options.env, props, now);
    const accessTokenTTL = accessTokenTtl(newProps.upstream.expiresAt, now);
    return newProps === props ? { accessTokenTTL } : { accessTokenTTL, newProps };
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    const { slug, advice, isOver, description } = error;
    logLine("warn", { event: "sign-in-renewal", slug, advice, isOver });
    if (isOver) throw new OAuthError("invalid_grant", { description });
    throw new OAuthError("temporarily_unavailable", {
      description,
      statusCode: 503,
      headers: { "Retry-After": retryAfterSeconds },
    });
  }
}

/** @returns the same props where nothing has changed */
async function renew(env: Env, props: GrantProps, now: number): Promise<GrantProps> {
  const { upstreamRefreshToken, expiresAt } = props.upstream;
  if (upstreamRefreshToken && isEnding(expiresAt, now)) {
    return { ...props, upstream: await renewTokens(env, upstreamRefreshToken) };
  }
  const settings = readSettings(env);
  if (Array.isArray(settings)) throw new Error("The settings have gone since the sign-in");
  const { userId, login } = await signInProviderOf(settings).identity(props.upstream);
  if (userId !== props.userId) throw new Error("The token is another person's than the grant");
  return login === props.login ? props : { ...props, login };
}
