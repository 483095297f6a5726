import type { TokenSummary } from "@cloudflare/workers-oauth-provider";
import type { UpstreamIdentity, UpstreamTokens } from "../sign-in/sign-in-provider.ts";
import { ToolFailure } from "../tools/tool.ts";
import { oauthApi } from "./oauth-api.ts";

/** What a grant holds, encrypted by the OAuth provider with the token as key. */
export interface GrantProps extends UpstreamIdentity {
  /** Who signed the person in: only there may the tokens be shown. */
  issuer: string;
  upstream: UpstreamTokens;
}

export interface GrantQuery {
  resource: string;
  /** The `Authorization` header of the very request that asks. */
  authorization: string | undefined;
  /** Whose session asks: a grant of anybody else is not opened for it. */
  userId: string;
}

/**
 * Opens the grant behind a request's own access token, so that no session has to keep a copy.
 *
 * @throws {ToolFailure} when the token is gone, expired, or another user's
 */
export async function readGrant(env: Env, query: GrantQuery): Promise<GrantProps> {
  return (await readToken(env, query)).grant.props;
}

/**
 * Ends a request's own access token, and nothing else: the client is told 401 next and refreshes, and then the sign-in is asked
 * for at its source. Ending the grant here would sign out a person whose other token was merely renewed meanwhile.
 */
export async function endAccess(env: Env, query: GrantQuery): Promise<void> {
  const { userId, grantId, id } = await readToken(env, query);
  await env.OAUTH_KV.delete(`token:${userId}:${grantId}:${id}`); // as the OAuth provider names it
}

async function readToken(env: Env, query: GrantQuery): Promise<TokenSummary<GrantProps>> {
  const mcpAccessToken = /^Bearer ([^\s,]+)$/i.exec(query.authorization ?? "")?.[1];
  const token = mcpAccessToken
    ? await oauthApi(query.resource, env).unwrapToken<GrantProps>(mcpAccessToken)
    : null;
  if (token?.userId !== query.userId) throw new ToolFailure("The sign-in is over. Sign in again.");
  return token;
}
