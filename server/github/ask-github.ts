import { endAccess, readGrant, type GrantQuery } from "../oauth/grant.ts";
import { UpstreamError } from "../sign-in/upstream-error.ts";
import { ToolFailure } from "../tools/tool.ts";
import { createGitHubApi } from "./github-api.ts";
import type { GitHubQuestion } from "./github.ts";

/**
 * Asks GitHub with a person's own token, which is fetched for this call and kept nowhere.
 *
 * Where GitHub no longer takes it, the access token of the call ends with it, so that the client finds out.
 *
 * @throws {ToolFailure} that says what GitHub said no to, in words for the person
 */
export async function askGitHub<Answer>(
  env: Env,
  query: GrantQuery & { githubUrl: string },
  ask: GitHubQuestion<Answer>,
): Promise<Answer> {
  const { issuer, upstream } = await readGrant(env, query);
  if (issuer !== query.githubUrl) throw new ToolFailure("The sign-in is over. Sign in again.");
  try {
    return await ask(createGitHubApi(query.githubUrl), upstream.upstreamAccessToken);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    if (error.isOver) await endAccess(env, query);
    throw new ToolFailure(error.description, { cause: error });
  }
}
