import { readFileSync } from "node:fs";
import type { z } from "zod";
import { KitError } from "../../client/kit-error.ts";
import { packageFile } from "./package-file.ts";
import { gitHubUsersSchema, type GitHubUser } from "./user-schema.ts";

const USERS_FILE = "fixtures/github/users.json";

/**
 * Reads the emulated GitHub accounts.
 *
 * @param file a JSON array of accounts; the kit's own `fixtures/github/users.json` when left out
 * @throws {KitError} FIXTURE_INVALID when the file cannot be read, is no JSON, or a value in it is not what GitHub has
 */
export function loadGitHubUsers(file = packageFile(USERS_FILE)): GitHubUser[] {
  const parsed = gitHubUsersSchema.safeParse(readJson(file));
  if (parsed.success) return parsed.data;
  throw new KitError(
    "FIXTURE_INVALID",
    `${file} does not describe GitHub users: ${parsed.error.issues.map(describeIssue).join("; ")}.`,
    { hint: `Correct the values, after the example of ${USERS_FILE} in remote-mcp-kit.` },
  );
}

/**
 * Finds a login among those there are, in GitHub's own spelling: `Octocat` is `octocat`.
 *
 * @throws {KitError} LOGIN_UNKNOWN naming the logins there are
 */
export function knownLogin(logins: readonly string[], login: string): string {
  const known = logins.find((each) => each.toLowerCase() === login.toLowerCase());
  if (known !== undefined) return known;
  throw new KitError("LOGIN_UNKNOWN", `"${login}" is not one of the emulated GitHub users.`, {
    hint: `Use one of ${logins.join(", ")}, or add the user to ${USERS_FILE}.`,
  });
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new KitError("FIXTURE_INVALID", `${file} could not be read as JSON: ${reason}.`, {
      hint: "Give the path of a JSON file that holds an array of GitHub users.",
      cause,
    });
  }
}

/** `[2].login: Invalid input`, the path first. */
function describeIssue(issue: z.core.$ZodIssue): string {
  const path = issue.path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`));
  return `${path.join("") || "the whole"}: ${issue.message}`;
}
