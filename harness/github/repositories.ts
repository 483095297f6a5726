import { z } from "zod";
import { loadFixture } from "./fixture-file.ts";
import { loginSchema } from "./user-schema.ts";

const time = z.iso.datetime();

/** One emulated repository, in the spelling of GitHub's REST API; what is left out is empty. */
export const gitHubRepositorySchema = z.strictObject({
  id: z.int().positive(),
  /** The login of a user or an organization. */
  owner: loginSchema,
  name: z.string().regex(/^[\w.-]{1,100}$/, "a repository's name"),
  description: z.string().nullable().default(null),
  private: z.boolean().default(false),
  fork: z.boolean().default(false),
  archived: z.boolean().default(false),
  language: z.string().nullable().default(null),
  topics: z.array(z.string()).default([]),
  stargazers_count: z.int().nonnegative().default(0),
  forks_count: z.int().nonnegative().default(0),
  open_issues_count: z.int().nonnegative().default(0),
  default_branch: z.string().default("main"),
  created_at: time.default("2020-01-01T00:00:00Z"),
  updated_at: time.default("2020-01-01T00:00:00Z"),
  pushed_at: time.default("2020-01-01T00:00:00Z"),
  /** Logins of those who may push to it besides its owner. */
  collaborators: z.array(loginSchema).default([]),
});

export const gitHubRepositoriesSchema = z
  .array(gitHubRepositorySchema)
  .superRefine((repositories, context) => {
    const seen = new Set<number | string>();
    for (const [index, { id, owner, name }] of repositories.entries()) {
      const fullName = `${owner}/${name}`.toLowerCase();
      if (seen.has(id) || seen.has(fullName)) {
        context.addIssue({ code: "custom", path: [index], message: "is there twice" });
      }
      seen.add(id).add(fullName);
    }
  });

export type GitHubRepository = z.output<typeof gitHubRepositorySchema>;

/**
 * Reads the emulated repositories.
 *
 * @param file a JSON array; the kit's own `fixtures/github/repositories.json` when left out
 * @throws {KitError} FIXTURE_INVALID when the file cannot be read, is no JSON, or a value in it is not what GitHub has
 */
export function loadGitHubRepositories(file?: string): GitHubRepository[] {
  const own = "fixtures/github/repositories.json";
  return loadFixture(
    { own, schema: gitHubRepositoriesSchema, content: "GitHub repositories" },
    file,
  );
}
