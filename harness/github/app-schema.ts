import { z } from "zod";
import { reportTwins } from "./fixture-file.ts";

const callbackUrl = z.union([z.url(), z.string().regex(/^\/(?!\/)/, "a URL or a path")]);

/** One app as its owner registered it, without the credentials: those are new for every emulator. */
export const gitHubAppSchema = z.strictObject({
  name: z.string().min(1),
  /** An OAuth app's tokens have scopes; a GitHub App's have none, and may expire. */
  kind: z.enum(["oauth-app", "github-app"]).default("oauth-app"),
  /** The registered callback URL, or its path where the Worker runs; the emulator's when left out. */
  callbackUrl: callbackUrl.optional(),
  /** For a GitHub App: those besides the first. GitHub takes "up to 10 callback URLs". */
  furtherCallbackUrls: z.array(callbackUrl).max(9).default([]),
  /** For a GitHub App: its user access tokens last eight hours and come with a refresh token. GitHub's own default. */
  expiringTokens: z.boolean().default(true),
  /** "Before you can use the device flow to authorize and identify users, you must first enable it in your app's settings." */
  deviceFlow: z.boolean().default(false),
  /** Suspended by GitHub, for abuse: nobody can sign in. */
  suspended: z.boolean().default(false),
});

/** The apps of an apps file: at least one, each with a name of its own. */
export const gitHubAppsSchema = z
  .array(gitHubAppSchema)
  .min(1)
  .superRefine((apps, context) => reportTwins(apps, ["name"], context))
  .superRefine((apps, context) => {
    for (const [index, { kind, furtherCallbackUrls }] of apps.entries()) {
      if (kind === "oauth-app" && furtherCallbackUrls.length > 0) {
        const path = [index, "furtherCallbackUrls"];
        context.addIssue({ code: "custom", path, message: "an OAuth app has one callback URL" });
      }
    }
  });

export type GitHubAppSettings = z.output<typeof gitHubAppSchema>;
