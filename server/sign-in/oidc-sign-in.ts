import * as oauth from "oauth4webapi";
import type { OidcSettings } from "../settings.ts";
import { base64Url } from "../oauth/pkce.ts";
import { misunderstood, oidcFetch } from "./oidc-fetch.ts";
import { oidcRefusal } from "./oidc-refusal.ts";
import type { SignInProvider, UpstreamTokens } from "./sign-in-provider.ts";

const metadataAgeMs = 10 * 60 * 1000;
const known = new Map<string, { server: oauth.AuthorizationServer; readAt: number }>();

/**
 * Signs people in with any OpenID Connect provider, found by its issuer URL.
 *
 * `oauth4webapi`, which the OpenID Foundation has certified, checks the answers: issuer (RFC 9207), ID token with signature,
 * audience, expiry and nonce, and that the userinfo is of the same person.
 *
 * @see https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth
 */
export function createOidcSignIn(settings: OidcSettings): SignInProvider {
  const { issuer, oidcClientId, oidcClientSecret, scope } = settings;
  const client: oauth.Client = { client_id: oidcClientId };
  const http = (signal?: AbortSignal) => ({
    [oauth.customFetch]: oidcFetch,
    // Plain http is for loopback only, which the settings and `oidcFetch` see to.
    [oauth.allowInsecureRequests]: issuer.startsWith("http:"),
    ...(signal && { signal }),
  });

  async function discover(signal?: AbortSignal): Promise<oauth.AuthorizationServer> {
    const kept = known.get(issuer);
    if (kept && Date.now() - kept.readAt < metadataAgeMs) return kept.server;
    const url = new URL(issuer);
    const response = await oauth.discoveryRequest(url, http(signal));
    const server = await oauth.processDiscoveryResponse(url, response);
    known.set(issuer, { server, readAt: Date.now() });
    return server;
  }

  /** Reads the tokens, and has the ID token's signature checked where there is one. */
  async function accept(
    server: oauth.AuthorizationServer,
    response: Response,
    answer: oauth.TokenEndpointResponse,
    signal?: AbortSignal,
  ): Promise<UpstreamTokens> {
    const claims = oauth.getValidatedIdTokenClaims(answer);
    if (claims) await oauth.validateApplicationLevelSignature(server, response, http(signal));
    const { access_token, refresh_token, expires_in, scope: scopes } = answer;
    return {
      upstreamAccessToken: access_token,
      ...(refresh_token && { upstreamRefreshToken: refresh_token }),
      ...(expires_in !== undefined && { expiresAt: Math.floor(Date.now() / 1000 + expires_in) }),
      ...(scopes !== undefined && { grantedScopes: scopes.split(" ") }),
      ...(claims && { subject: claims.sub }),
    };
  }

  return {
    issuer,
    authorizeUrl: ({ state, codeChallenge, nonce, redirectUri }) =>
      refusing(never, async () => {
        const { authorization_endpoint } = await discover();
        if (!authorization_endpoint) throw misunderstood("no_authorization_endpoint");
        const url = new URL(authorization_endpoint);
        const parameters = {
          client_id: oidcClientId,
          response_type: "code",
          redirect_uri: redirectUri,
          scope,
          state,
          nonce,
          code_challenge: codeChallenge,
          code_challenge_method: "S256",
          // OpenID Connect Core 1.0, section 11: otherwise the provider leaves the refresh token out.
          ...(/\boffline_access\b/.test(scope) && { prompt: "consent" }),
        };
        for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
        return url.href;
      }),
    exchange: ({ parameters, codeVerifier, nonce, redirectUri, signal }) =>
      refusing(never, async () => {
        const server = await discover(signal);
        // The OAuth provider has checked `state` against this browser.
        const checked = oauth.validateAuthResponse(
          server,
          client,
          parameters,
          oauth.skipStateCheck,
        );
        const response = await oauth.authorizationCodeGrantRequest(
          server,
          client,
          authentication(server, oidcClientSecret),
          checked,
          redirectUri,
          codeVerifier,
          http(signal),
        );
        const answer = await oauth.processAuthorizationCodeResponse(server, client, response, {
          expectedNonce: nonce,
          requireIdToken: true,
        });
        return accept(server, response, answer, signal);
      }),
    refresh: (upstreamRefreshToken) =>
      refusing(
        (slug) => slug === "invalid_grant",
        async () => {
          const server = await discover();
          const response = await oauth.refreshTokenGrantRequest(
            server,
            client,
            authentication(server, oidcClientSecret),
            upstreamRefreshToken,
            http(),
          );
          const answer = await oauth.processRefreshTokenResponse(server, client, response);
          // Many providers let a refresh token be used again, and then send none.
          return { upstreamRefreshToken, ...(await accept(server, response, answer)) };
        },
      ),
    identity: ({ upstreamAccessToken, subject = "" }, signal) =>
      refusing(
        (slug) => slug === oauth.WWW_AUTHENTICATE_CHALLENGE.toLowerCase(),
        async () => {
          const server = await discover(signal);
          const userId = await userIdOf(issuer, subject);
          if (!server.userinfo_endpoint) return { userId, login: nameless(subject) };
          const options = http(signal);
          const response = await oauth.userInfoRequest(
            server,
            client,
            upstreamAccessToken,
            options,
          );
          const user = await oauth.processUserInfoResponse(server, client, subject, response);
          // Names can be chosen. Only an address that the provider has checked may stand for a person.
          const login =
            isText(user.email) && user.email_verified === true ? user.email : nameless(subject);
          return { userId, login };
        },
      ),
  };
}

/** The library leaves the claims of the profile as they came. */
function isText(claim: unknown): claim is string {
  return typeof claim === "string" && claim !== "";
}

/** Whose address nobody has verified. A subject may look like an address, and even be somebody else's: it never counts as one. */
function nameless(subject: string): string {
  return `sub:${subject}`;
}

/** Two providers may give two people the same subject, and a user id may hold no colon. */
async function userIdOf(issuer: string, subject: string): Promise<string> {
  const pair = new TextEncoder().encode(JSON.stringify([issuer, subject]));
  return `oidc-${base64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", pair)))}`;
}

/** `client_secret_basic` is the default of OpenID Connect; some providers take the secret in the body only. */
function authentication(server: oauth.AuthorizationServer, secret: string): oauth.ClientAuth {
  const methods = server.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
  return methods.includes("client_secret_basic")
    ? oauth.ClientSecretBasic(secret)
    : oauth.ClientSecretPost(secret);
}

const never = () => false;

async function refusing<Answer>(
  isOver: (slug: string) => boolean,
  act: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await act();
  } catch (error) {
    throw oidcRefusal(error, isOver);
  }
}
