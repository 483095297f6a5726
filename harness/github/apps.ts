import { gitHubAppsSchema, type GitHubAppSettings } from "./app-schema.ts";
import { loadFixture } from "./fixture-file.ts";
import { createClientCredentials } from "./secrets.ts";

/** An app that can be signed in to: its settings, its credentials and where its users return to. */
export interface OAuthApp extends GitHubAppSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where its users return to; its owner may change it. */
  callbackUrl: string;
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

/** Gives an app credentials of its own. */
export function registerApp(settings: GitHubAppSettings, callbackUrl: string): OAuthApp {
  const resolve = (url: string) => (URL.canParse(url) ? url : new URL(url, callbackUrl).href);
  return {
    ...settings,
    ...createClientCredentials(),
    callbackUrl: resolve(settings.callbackUrl ?? callbackUrl),
    furtherCallbackUrls: settings.furtherCallbackUrls.map(resolve),
  };
}
