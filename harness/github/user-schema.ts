import { z } from "zod";

/**
 * A GitHub login: letters, digits and single hyphens, neither first nor last, at most 39. An underscore parts the
 * short code of an enterprise's managed users.
 *
 * @see https://docs.github.com/en/enterprise-cloud@latest/admin/managing-iam/iam-configuration-reference/username-considerations-for-external-authentication
 */
const loginSchema = z
  .string()
  .regex(/^[a-z\d](?:[a-z\d]|[-_](?=[a-z\d])){0,38}$/i, "a GitHub login");

const text = z.string().nullable().default(null);
const count = z.int().nonnegative().default(0);

/** One emulated account, in the spelling of GitHub's REST API; what is left out is empty. */
export const gitHubUserSchema = z.strictObject({
  login: loginSchema,
  /** GitHub's logins can be renamed and used again; the id is who it is. */
  id: z.int().positive(),
  name: text,
  /** The public e-mail address. */
  email: z.email().nullable().default(null),
  company: text,
  blog: text,
  location: text,
  bio: text,
  public_repos: count,
  followers: count,
  following: count,
  created_at: z.iso.datetime().default("2020-01-01T00:00:00Z"),
});

/** The accounts of a users file: at least one, with logins and ids that are theirs alone. */
export const gitHubUsersSchema = z
  .array(gitHubUserSchema)
  .min(1)
  .superRefine((users, context) => {
    const logins = new Set<string>();
    const ids = new Set<number>();
    for (const [index, user] of users.entries()) {
      // To GitHub, two logins that differ in case only are one.
      const login = user.login.toLowerCase();
      if (logins.has(login)) {
        context.addIssue({ code: "custom", path: [index, "login"], message: "is there twice" });
      }
      if (ids.has(user.id)) {
        context.addIssue({ code: "custom", path: [index, "id"], message: "is there twice" });
      }
      logins.add(login);
      ids.add(user.id);
    }
  });

export type GitHubUser = z.output<typeof gitHubUserSchema>;
