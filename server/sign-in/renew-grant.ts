import {
  GrantType,
  OAuthError,
  type TokenExchangeCallbackOptions,
  type TokenExchangeCallbackResult,
} from "@cloudflare/workers-oauth-provider";
import { logLine } from "../incident.ts";
import type { GrantProps } from "../oauth/grant.ts";
import { maySignIn } from "../people.ts";
import { readSettings } from "../settings.ts";
import { accessTokenTtl, isEnding } from "./lifetime.ts";
import { signInProviderOf } from "./provider-of.ts";
import type { SignInProvider, UpstreamTokens } from "./sign-in-provider.ts";
import { renewTokens } from "./token-renewal.ts";
import { UpstreamError } from "./upstream-error.ts";

const retryAfterSeconds = "30";
const unrenewableTtlSeconds = 8 * 60 * 60;

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
  if (options.grantType !== GrantType.REFRESH_TOKEN) {
    const refreshTokenTTL = isUnrenewable(props.upstream) ? unrenewableTtlSeconds : undefined;
    return { accessTokenTTL: ttlOf(props), ...(refreshTokenTTL && { refreshTokenTTL }) };
  }
  try {
    const newProps = await renew(options.env, props);
    if (!maySignIn(newProps, options.env)) throw over("not_in_sign_in_logins");
    const accessTokenTTL = ttlOf(newProps);
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
async function renew(env: Env, props: GrantProps): Promise<GrantProps> {
  const settings = readSettings(env);
  if (Array.isArray(settings)) throw new Error("The settings have gone since the sign-in");
  const provider = signInProviderOf(settings);
  if (props.issuer !== provider.issuer) throw over("other_issuer");
  const { upstreamRefreshToken, expiresAt, subject, grantedScopes } = props.upstream;
  if (isEnding(expiresAt, nowSeconds())) {
    if (!upstreamRefreshToken) return props;
    const upstream = await renewTokens(env, upstreamRefreshToken);
    if (upstream.subject && upstream.subject !== subject) throw over("other_subject");
    // What a renewal leaves out has stayed as it was (RFC 6749 section 6).
    const before = { ...(grantedScopes && { grantedScopes }) };
    const renewed = { ...props, upstream: { ...before, ...upstream, ...(subject && { subject }) } };
    return identify(provider, renewed).catch((error: unknown) => {
      // The tokens are new and good, and the provider is asked again at the next refresh.
      if (error instanceof UpstreamError && !error.isOver) return renewed;
      throw error;
    });
  }
  return identify(provider, props);
}

/** Looks whose sign-in it is, and what they are called by now. @returns the same props where nothing has changed */
async function identify(provider: SignInProvider, props: GrantProps): Promise<GrantProps> {
  const { userId, login } = await provider.identity(props.upstream);
  if (userId !== props.userId) throw over("other_user");
  return login === props.login ? props : { ...props, login };
}

/** Where tokens end and cannot be renewed, nothing tells later that the person was shut out: such a grant is short. */
function isUnrenewable({ upstreamRefreshToken, expiresAt }: UpstreamTokens): boolean {
  return expiresAt !== undefined && !upstreamRefreshToken;
}

/** Counted from now, and not from before a call that may have taken seconds. */
function ttlOf({ upstream }: GrantProps): number {
  return accessTokenTtl(isUnrenewable(upstream) ? undefined : upstream.expiresAt, nowSeconds());
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

function over(slug: string): UpstreamError {
  const description = "The sign-in is over. Sign in again.";
  return new UpstreamError(slug, { oauthError: "access_denied", description, isOver: true });
}
