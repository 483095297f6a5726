import { gitHubAppsSchema, type GitHubAppSettings } from "./app-schema.ts";
import { loadFixture } from "./fixture-file.ts";
import { createClientCredentials } from "./secrets.ts";

/** An app that can be signed in to: its settings, its credentials and where its users return to. */
export interface OAuthApp extends GitHubAppSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where its users return to. */
  readonly callbackUrl: string;
}

/**
 * Reads the emulated apps. The first of them is the one that the Worker under test is given.
 *
 * @param file a JSON array of apps; the kit's own `fixtures/github/apps.json` when left out
 * @throws {KitError} FIXTURE_INVALID when the file cannot be read, is no JSON, or a value in it is not what GitHub has
 */
export function loadGitHubApps(file?: string): GitHubAppSettings[] {
  const own = "fixtures/github/apps.json";
  return loadFixture({ own, schema: gitHubAppsSchema, content: "GitHub apps" }, file);
}

/**
 * Gives an app credentials of its own.
 *
 * @param callbackUrl its callback URL, unless its settings name one; a path of theirs belongs to this one's origin
 * @param furtherOrigins where each callback URL that is no full URL of its settings is registered, too
 */
export function registerApp(
  settings: GitHubAppSettings,
  callbackUrl: string,
  furtherOrigins: readonly string[] = [],
): OAuthApp {
  const resolve = (url: string) => {
    if (URL.canParse(url)) return [url];
    return [callbackUrl, ...furtherOrigins].map((base) => new URL(url, base).href);
  };
  const { pathname, search } = new URL(callbackUrl);
  const [first = callbackUrl, ...others] = resolve(settings.callbackUrl ?? pathname + search);
  return {
    ...settings,
    ...createClientCredentials(settings.kind),
    callbackUrl: first,
    furtherCallbackUrls: [...others, ...settings.furtherCallbackUrls.flatMap(resolve)],
  };
}
