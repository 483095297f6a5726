import { readParameters } from "./endpoint.ts";
import type { GitHubModel } from "./model.ts";
import { readSession } from "./session.ts";
import type { GitHubUser } from "./user-schema.ts";

/** Tells whose request it is, by the token, session, code or form it carries. */
export async function userOfRequest(
  model: GitHubModel,
  request: Request,
): Promise<GitHubUser | undefined> {
  const { tokens, codes, devices } = model;
  const githubAccessToken = bearerOf(request);
  if (githubAccessToken !== undefined) return tokens.userOf(githubAccessToken);
  const inSession = model.sessions.userOf(readSession(request));
  if (inSession !== undefined) return inSession;
  const parameters = await readParameters(request.clone());
  return (
    codes.userOf(parameters.get("code") ?? "") ??
    tokens.userOf(parameters.get("refresh_token") ?? parameters.get("access_token") ?? "") ??
    devices.userOf(parameters.get("device_code") ?? "") ??
    model.findUser(parameters.get("login"))
  );
}

/** Reads the token that a request carries; GitHub also takes the scheme `token` for its own tokens. */
export function bearerOf(request: Request): string | undefined {
  const authorization = request.headers.get("Authorization") ?? "";
  return /^(?:bearer|token) +(\S+)$/i.exec(authorization)?.[1];
}
