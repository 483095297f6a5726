import { z } from "zod";
import type { GitHubSettings } from "../settings.ts";
import type { SignInProvider, UpstreamTokens } from "../sign-in/sign-in-provider.ts";
import { callGitHub } from "./call-github.ts";
import { createGitHubApi } from "./github-api.ts";
import { gitHubRefusal, misunderstood } from "./github-refusal.ts";

/** The least that names a person. Always sent: without it GitHub silently reuses the scopes of last time. */
const scope = "read:user";

const refusalAnswer = z.object({ error: z.string() });
const tokenAnswer = z.object({
  access_token: z.string().min(1),
  token_type: z.literal("bearer"),
  // With commas between; empty for a GitHub App, and where the person has unticked all.
  scope: z.string().optional(),
  // An app's tokens expire, unless its owner has switched that off; those of older OAuth apps do not.
  expires_in: z.int().positive().optional(),
  refresh_token: z.string().min(1).optional(),
});

/**
 * Signs people in with GitHub, or a GitHub Enterprise Server, as the OAuth app or GitHub App of the settings.
 *
 * @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps
 * @see https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens
 */
export function createGitHubSignIn(settings: GitHubSettings): SignInProvider {
  const { githubClientId, githubClientSecret, githubUrl } = settings;
  const requestTokens = async (
    grant: Record<string, string>,
    signal?: AbortSignal,
  ): Promise<UpstreamTokens> => {
    const answer = await callGitHub(`${githubUrl}/login/oauth/access_token`, {
      method: "POST",
      body: new URLSearchParams({
        client_id: githubClientId,
        client_secret: githubClientSecret,
        ...grant,
      }),
      signal,
    });
    // GitHub answers 200 even when it refuses.
    const refused = refusalAnswer.safeParse(answer);
    if (refused.success) throw gitHubRefusal(refused.data.error);
    const granted = tokenAnswer.safeParse(answer);
    if (!granted.success) throw misunderstood("no_bearer_token");
    const { access_token, expires_in, refresh_token, scope: scopes } = granted.data;
    return {
      upstreamAccessToken: access_token,
      ...(refresh_token && { upstreamRefreshToken: refresh_token }),
      ...(scopes !== undefined && { grantedScopes: scopes.split(/[\s,]+/).filter(Boolean) }),
      ...(expires_in && { expiresAt: Math.floor(Date.now() / 1000) + expires_in }),
    };
  };
  return {
    issuer: githubUrl,
    async authorizeUrl({ state, codeChallenge, redirectUri }) {
      const url = new URL("/login/oauth/authorize", githubUrl);
      url.search = new URLSearchParams({
        client_id: githubClientId,
        redirect_uri: redirectUri,
        scope,
        state,
        code_challenge: codeChallenge,
        code_challenge_method: "S256",
      }).toString();
      return url.href;
    },
    async exchange({ parameters, codeVerifier, redirectUri, signal }) {
      const refusal = parameters.get("error");
      if (refusal !== null) throw gitHubRefusal(refusal);
      const code = parameters.get("code");
      if (!code) throw misunderstood("no_code");
      const grant = { code, redirect_uri: redirectUri, code_verifier: codeVerifier };
      return requestTokens(grant, signal);
    },
    refresh: (upstreamRefreshToken) =>
      requestTokens({ grant_type: "refresh_token", refresh_token: upstreamRefreshToken }),
    async identity({ upstreamAccessToken }, signal) {
      const { id, login } = await createGitHubApi(githubUrl).identity(upstreamAccessToken, signal);
      return { userId: String(id), login };
    },
  };
}
