/** Which scopes GitHub's table of scopes indents below which: whoever has the first has the others too. */
const included: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    repo: ["repo:status", "repo_deployment", "public_repo", "repo:invite", "security_events"],
    "admin:repo_hook": ["write:repo_hook", "read:repo_hook"],
    "write:repo_hook": ["read:repo_hook"],
    "admin:org": ["write:org", "read:org"],
    "write:org": ["read:org"],
    "admin:public_key": ["write:public_key", "read:public_key"],
    "write:public_key": ["read:public_key"],
    "admin:gpg_key": ["write:gpg_key", "read:gpg_key"],
    "write:gpg_key": ["read:gpg_key"],
    user: ["read:user", "user:email", "user:follow"],
    project: ["read:project"],
    "admin:enterprise": [
      "manage_runners:enterprise",
      "manage_billing:enterprise",
      "read:enterprise",
    ],
  }),
);

/** The scopes that stand alone in GitHub's table, and those that only the pages of single REST endpoints name. */
const alone = [
  "admin:org_hook",
  "gist",
  "notifications",
  "delete_repo",
  "write:packages",
  "read:packages",
  "delete:packages",
  "codespace",
  "workflow",
  "read:audit_log",
  "audit_log",
  "codespace:secrets",
  "copilot",
  "manage_billing:copilot",
  "manage_runners:org",
  "write:discussion",
  "read:discussion",
  "write:network_configurations",
  "read:network_configurations",
  "admin:ssh_signing_key",
  "write:ssh_signing_key",
  "read:ssh_signing_key",
  "scim:enterprise",
  "site_admin",
];

const OFFLINE_ACCESS = "offline_access";

const known = new Set([...[...included].flat(2), ...alone]);

/**
 * Reads the parameter `scope` as GitHub does: separated by spaces or commas, once each, and without those that another
 * one of them includes.
 *
 * GitHub does not document what becomes of a scope it does not know; here it is kept, so that it shows. Only the device
 * flow is known to refuse one: {@link unknownScopes}.
 *
 * @example parseScopes("user,gist,user:email") // ["user", "gist"]
 * @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps#normalized-scopes
 */
export function parseScopes(scope: string | null): string[] {
  return normalizeScopes((scope ?? "").split(/[\s,]+/).filter(Boolean));
}

/** What an app asked for with the parameter `scope`. */
export interface AskedScope {
  readonly scopes: readonly string[];
  /** Asked for a token that expires, and one to renew it, whatever the app's settings say. */
  readonly offlineAccess: boolean;
}

/**
 * Reads the parameter `scope` of an app's. `offline_access` is no scope as others are: GitHub neither asks for it nor keeps it. A
 * GitHub App has none at all: "the user access token does not use scopes".
 *
 * @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#opting-in-to-expiring-tokens-at-runtime
 */
export function readScope(
  scope: string | null,
  { kind }: { kind: "oauth-app" | "github-app" },
): AskedScope {
  if (kind === "github-app") return { scopes: [], offlineAccess: false };
  const asked = parseScopes(scope);
  return {
    scopes: asked.filter((each) => each !== OFFLINE_ACCESS),
    offlineAccess: asked.includes(OFFLINE_ACCESS),
  };
}

/** Drops scopes that stand twice, and those that another one includes. */
export function normalizeScopes(scopes: readonly string[]): string[] {
  const all = [...new Set(scopes)];
  return all.filter((scope) => !all.some((other) => included.get(other)?.includes(scope)));
}

/** Finds the scopes that GitHub does not have. */
export function unknownScopes(scopes: readonly string[]): string[] {
  return scopes.filter((scope) => !known.has(scope));
}

/** Tells whether what was granted allows what a scope does. */
export function allowsScope(granted: readonly string[], scope: string): boolean {
  return granted.some((each) => each === scope || included.get(each)?.includes(scope));
}
