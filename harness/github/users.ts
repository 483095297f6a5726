import { KitError } from "../../client/kit-error.ts";
import { redactText } from "../redact-text.ts";
import { loadFixture } from "./fixture-file.ts";
import { gitHubUsersSchema, type GitHubUser } from "./user-schema.ts";

const USERS_FILE = "fixtures/github/users.json";

/**
 * Reads the emulated GitHub accounts.
 *
 * @param file a JSON array of accounts; the kit's own `fixtures/github/users.json` when left out
 * @throws {KitError} FIXTURE_INVALID when the file cannot be read, is no JSON, or a value in it is not what GitHub has
 */
export function loadGitHubUsers(file?: string): GitHubUser[] {
  return loadFixture({ own: USERS_FILE, schema: gitHubUsersSchema, content: "GitHub users" }, file);
}

/**
 * Finds a login among those there are, in GitHub's own spelling: `Octocat` is `octocat`.
 *
 * @throws {KitError} LOGIN_UNKNOWN naming the logins there are
 */
export function knownLogin(logins: readonly string[], login: string | undefined): string {
  const known = logins.find((each) => each.toLowerCase() === login?.toLowerCase());
  if (known !== undefined) return known;
  throw new KitError(
    "LOGIN_UNKNOWN",
    `"${redactText(login ?? "")}" is not one of the emulated GitHub users.`,
    {
      hint: `Use one of ${logins.join(", ")}, or add the user to ${USERS_FILE} beside the Wrangler configuration.`,
    },
  );
}
