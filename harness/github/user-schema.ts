import { z } from "zod";
import { reportTwins } from "./fixture-file.ts";

/**
 * A GitHub login: letters, digits and single hyphens, neither first nor last, at most 39. An underscore parts the
 * short code of an enterprise's managed users.
 *
 * @see https://docs.github.com/en/enterprise-cloud@latest/admin/managing-iam/iam-configuration-reference/username-considerations-for-external-authentication
 */
export const loginSchema = z
  .string()
  .regex(
    /^[a-z\d](?:[a-z\d]|[-_](?=[a-z\d])){0,38}$/i,
    "no GitHub login: letters, digits and single hyphens",
  );

const text = z.string().nullable().default(null);
const count = z.int().nonnegative().default(0);

/** One of an account's addresses, as `GET /user/emails` lists it. */
const emailSchema = z.strictObject({
  email: z.email(),
  primary: z.boolean().default(false),
  verified: z.boolean().default(true),
  visibility: z.enum(["public", "private"]).nullable().default(null),
});

export type GitHubEmail = z.output<typeof emailSchema>;

/** One emulated account, in the spelling of GitHub's REST API; what is left out is empty. */
export const gitHubUserSchema = z.strictObject({
  login: loginSchema,
  /** GitHub's logins can be renamed and used again; the id is who it is. */
  id: z.int().positive(),
  name: text,
  /** The public e-mail address. */
  email: z.email().nullable().default(null),
  /** All e-mail addresses. Left out, the account has the public one, or else GitHub's no-reply address, verified. */
  emails: z
    .array(emailSchema)
    .refine((all) => all.filter(({ primary }) => primary).length < 2, "one of them is primary")
    .default([]),
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
  // To GitHub, two logins that differ in case only are one.
  .superRefine((users, context) => reportTwins(users, ["login", "id"], context));

export type GitHubUser = z.output<typeof gitHubUserSchema>;

/**
 * Lists all addresses of an account.
 *
 * @see https://docs.github.com/account-and-profile/reference/email-addresses-reference#your-noreply-email-address
 */
export function emailsOf(user: GitHubUser): GitHubEmail[] {
  if (user.emails.length > 0) return user.emails;
  const email = user.email ?? `${user.id}+${user.login}@users.noreply.github.com`;
  const visibility = user.email === null ? "private" : "public";
  return [{ email, primary: true, verified: true, visibility }];
}
