import { z } from "zod";
import { reportTwins } from "./fixture-file.ts";

/** What a browser would run or show in place of going somewhere. An app's own scheme is a callback as good as another. */
const nowhere = /^(?:javascript|vbscript|data|blob|about|file):/i;
const callbackUrl = z
  .string()
  .refine(
    (url) => URL.canParse(url) || /^\/(?!\/)/.test(url),
    "neither a URL nor a path that begins with /",
  )
  .refine((url) => !nowhere.test(url), "a URL where a browser can return to");

/**
 * One app as its owner registered it, without the credentials: those are new for every emulator.
 *
 * Its defaults are those of an app that is registered today. That a new OAuth app has expiring tokens is reported
 * (aws-samples/sample-collaborative-ai-dlc#462), not documented.
 *
 * @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#redirect-urls
 * @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#expiring-access-tokens
 * @see https://github.com/aws-samples/sample-collaborative-ai-dlc/issues/462
 */
export const gitHubAppSchema = z.strictObject({
  name: z.string().min(1),
  /** An OAuth app's tokens have scopes; a GitHub App's have none, and may expire. */
  kind: z.enum(["oauth-app", "github-app"]).default("oauth-app"),
  /** The registered callback URL, or its path where the Worker runs; the emulator's when left out. */
  callbackUrl: callbackUrl.optional(),
  /** Those besides the first: GitHub takes ten of either kind of app. */
  furtherCallbackUrls: z.array(callbackUrl).max(9).default([]),
  /**
   * Whether the first callback URL stands for its subdomains and subdirectories, too. GitHub's own setting is one for each URL;
   * it is on where an app had its one URL before August 3, 2026, and off for new ones.
   */
  wildcardMatching: z.boolean().default(false),
  /** Its access tokens last eight hours and come with a refresh token. On in a new app of either kind, until its owner opts out. */
  expiringTokens: z.boolean().default(true),
  /** "Before you can use the device flow to authorize and identify users, you must first enable it in your app's settings." */
  deviceFlow: z.boolean().default(false),
  /** Variables of the Worker that hold its credentials, where their names do not say so: `{ "SIGN_IN_APP": "clientId" }`. */
  variables: z.record(z.string().min(1), z.enum(["clientId", "clientSecret"])).default({}),
  /** Suspended by GitHub, for abuse: nobody can sign in. */
  suspended: z.boolean().default(false),
});

/** The apps of an apps file: at least one, each with a name of its own. */
export const gitHubAppsSchema = z
  .array(gitHubAppSchema)
  .min(1)
  .superRefine((apps, context) => reportTwins(apps, ["name"], context));

export type GitHubAppSettings = z.output<typeof gitHubAppSchema>;
