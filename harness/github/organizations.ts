import { z } from "zod";
import { loadFixture, reportTwins } from "./fixture-file.ts";
import { loginSchema } from "./user-schema.ts";

/** One emulated organization. */
export const gitHubOrganizationSchema = z.strictObject({
  login: loginSchema,
  id: z.int().positive(),
  description: z.string().nullable().default(null),
  /** Logins of those who belong to it; whoever has no account is left aside. */
  members: z.array(loginSchema).default([]),
});

export const gitHubOrganizationsSchema = z
  .array(gitHubOrganizationSchema)
  .superRefine((all, context) => reportTwins(all, ["login", "id"], context));

export type GitHubOrganization = z.output<typeof gitHubOrganizationSchema>;

/**
 * Reads the emulated organizations.
 *
 * @param file a JSON array; the kit's own `fixtures/github/organizations.json` when left out
 * @throws {KitError} FIXTURE_INVALID when the file cannot be read, is no JSON, or a value in it is not what GitHub has
 */
export function loadGitHubOrganizations(file?: string): GitHubOrganization[] {
  const own = "fixtures/github/organizations.json";
  const schema = gitHubOrganizationsSchema;
  return loadFixture({ own, schema, content: "GitHub organizations" }, file);
}
