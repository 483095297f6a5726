import { ToolFailure } from "../tools/tool.ts";
import { oauthApi } from "./oauth-api.ts";

/** What a grant holds, encrypted by the OAuth provider with the token as key. */
export interface GrantProps {
  /** GitHub's numeric id, as text. */
  userId: string;
  login: string;
  githubAccessToken: string;
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
  const mcpAccessToken = /^Bearer ([^\s,]+)$/i.exec(query.authorization ?? "")?.[1];
  const token = mcpAccessToken
    ? await oauthApi(query.resource, env).unwrapToken<GrantProps>(mcpAccessToken)
    : null;
  if (token?.userId !== query.userId) throw new ToolFailure("The sign-in is over. Sign in again.");
  return token.grant.props;
}
