import { keyProblem } from "./random-key.ts";

/** What {@link readSettings} looks at: the Worker's environment, of which nothing is taken for granted. */
export interface SettingsSource {
  readonly GITHUB_CLIENT_ID?: string | undefined;
  readonly GITHUB_CLIENT_SECRET?: string | undefined;
  readonly COOKIE_ENCRYPTION_KEY?: string | undefined;
  readonly GITHUB_URL?: string | undefined;
  readonly OIDC_ISSUER?: string | undefined;
  readonly OIDC_CLIENT_ID?: string | undefined;
  readonly OIDC_CLIENT_SECRET?: string | undefined;
  readonly OIDC_SCOPE?: string | undefined;
  readonly OAUTH_KV?: unknown;
}

/** The settings that sign-in needs, each present and plausible. */
export interface Settings {
  /** Input of HKDF, never a key by itself: each use derives its own. */
  cookieEncryptionKey: string;
  signIn: GitHubSettings | OidcSettings;
}

/** An OAuth app or GitHub App, and the GitHub that it is registered at. */
export interface GitHubSettings {
  kind: "github";
  githubClientId: string;
  githubClientSecret: string;
  /** Origin of GitHub or of a GitHub Enterprise Server, e.g. `https://github.com`. */
  githubUrl: string;
}

/** An app at an OpenID Connect provider, which takes GitHub's place where its issuer is set. */
export interface OidcSettings {
  kind: "oidc";
  /** As the provider writes it in its metadata, e.g. `https://accounts.google.com`. */
  issuer: string;
  oidcClientId: string;
  oidcClientSecret: string;
  /** `openid` among them. */
  scope: string;
}

/** A setting that cannot be used. It carries the name and the remedy, never the value. */
export interface SettingProblem {
  name: string;
  /** What is wrong, as the end of a sentence that starts with the name: `is missing`. */
  problem: string;
  mend: Remedy;
}

export interface Remedy {
  /** On a developer's machine. */
  local: RemedyStep;
  /** For a deployed Worker. */
  deployed: RemedyStep;
}

/** A line to put into a file, or a command to run. */
export interface RemedyStep {
  /** The file, or nothing for a command. */
  file?: ".dev.vars" | "wrangler.jsonc";
  text: string;
  /** What has to be done as well. */
  and?: RemedyStep;
}

/** A step and all that goes with it. */
export function stepsOf(step: RemedyStep): RemedyStep[] {
  return [step, ...(step.and ? stepsOf(step.and) : [])];
}

const placeholder =
  /^(?:<.*>|your[-_ ].*|change[-_ ]?me.*|replace[-_ ]?(?:me|with).*|x{3,}.*|todo|tbd|placeholder|example|undefined|null|\.{3}|…)$/is;

/**
 * Where `secrets.required` is there, Wrangler reads nothing else out of `.dev.vars`, and deploys nothing without what it names.
 *
 * @see https://developers.cloudflare.com/workers/wrangler/configuration/#secrets
 */
export const oidcSecrets: RemedyStep = {
  file: "wrangler.jsonc",
  text: '"secrets": { "required": ["OIDC_CLIENT_SECRET", "COOKIE_ENCRYPTION_KEY"] }',
};

const remedies = {
  GITHUB_CLIENT_ID: secretRemedy("GITHUB_CLIENT_ID", "<client id of your GitHub OAuth app>"),
  GITHUB_CLIENT_SECRET: secretRemedy(
    "GITHUB_CLIENT_SECRET",
    "<client secret of your GitHub OAuth app>",
  ),
  COOKIE_ENCRYPTION_KEY: {
    // The last line of its name counts in .dev.vars, so this mends a placeholder too.
    local: {
      text: `node -p "'COOKIE_ENCRYPTION_KEY=' + crypto.randomBytes(32).toString('hex')" >> .dev.vars`,
    },
    deployed: {
      text: `node -p "crypto.randomBytes(32).toString('hex')" | npx wrangler secret put COOKIE_ENCRYPTION_KEY`,
    },
  },
  OAUTH_KV: configurationRemedy('"kv_namespaces": [{ "binding": "OAUTH_KV" }]'),
  GITHUB_URL: configurationRemedy('"vars": { "GITHUB_URL": "https://github.com" }'),
  OIDC_ISSUER: configurationRemedy('"vars": { "OIDC_ISSUER": "<issuer URL of your provider>" }'),
  OIDC_CLIENT_ID: configurationRemedy(
    '"vars": { "OIDC_CLIENT_ID": "<client id of your app at the provider>" }',
  ),
  OIDC_SCOPE: configurationRemedy('"vars": { "OIDC_SCOPE": "openid profile email" }'),
  OIDC_CLIENT_SECRET: secretRemedy(
    "OIDC_CLIENT_SECRET",
    "<client secret of your app at the provider>",
    oidcSecrets,
  ),
} satisfies Record<string, Remedy>;

/**
 * Reads the settings that sign-in needs, and says all that is wrong with them at once.
 *
 * A setting that was never filled in (empty, `<client id>`, `changeme`) counts as missing: it would
 * otherwise fail much later, at GitHub, and in words that name nothing.
 */
export function readSettings(source: SettingsSource): Settings | SettingProblem[] {
  const problems: SettingProblem[] = [];
  const report = (name: keyof typeof remedies, problem: string) =>
    problems.push({ name, problem, mend: remedies[name] });

  const signIn = trimmed(source.OIDC_ISSUER)
    ? readOidc(source, report)
    : readGitHub(source, report);
  const key = readKey(source);
  if (typeof key !== "string") problems.push(key);
  if (!isKvNamespace(source.OAUTH_KV)) report("OAUTH_KV", "is not bound to a KV namespace");

  if (typeof key !== "string" || problems.length > 0) return problems;
  return { cookieEncryptionKey: key, signIn };
}

/** Reads `COOKIE_ENCRYPTION_KEY` alone, for what needs no sign-in. */
export function readKey(
  source: Pick<SettingsSource, "COOKIE_ENCRYPTION_KEY">,
): string | SettingProblem {
  const name = "COOKIE_ENCRYPTION_KEY";
  const problem = absence(source[name]) ?? keyProblem(trimmed(source[name]));
  return problem ? { name, problem, mend: remedies[name] } : trimmed(source[name]);
}

type Report = (name: keyof typeof remedies, problem: string) => void;

function readGitHub(source: SettingsSource, report: Report): GitHubSettings {
  for (const name of ["GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET"] as const) {
    const problem = absence(source[name]);
    if (problem) report(name, problem);
  }
  const githubUrl = trimmed(source.GITHUB_URL) || "https://github.com";
  const url = readSecureUrl(githubUrl);
  const isApi = /^(?:api|www)\.github\.com$/.test(url?.hostname ?? "");
  if (url?.href !== `${url?.origin}/` || isApi) {
    report("GITHUB_URL", "is not an https origin such as https://github.com");
  }
  return {
    kind: "github",
    githubClientId: trimmed(source.GITHUB_CLIENT_ID),
    githubClientSecret: trimmed(source.GITHUB_CLIENT_SECRET),
    githubUrl: url?.origin ?? githubUrl,
  };
}

function readOidc(source: SettingsSource, report: Report): OidcSettings {
  const issuer = trimmed(source.OIDC_ISSUER);
  const url = readSecureUrl(issuer);
  if (!url || url.username || url.search || url.hash) {
    report("OIDC_ISSUER", "is not an https URL without a query");
  }
  for (const name of ["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"] as const) {
    const problem = absence(source[name]);
    if (problem) report(name, problem);
  }
  const scope = trimmed(source.OIDC_SCOPE) || "openid profile email";
  if (!scope.split(/\s+/).includes("openid")) report("OIDC_SCOPE", "does not name openid");
  return {
    kind: "oidc",
    issuer,
    oidcClientId: trimmed(source.OIDC_CLIENT_ID),
    oidcClientSecret: trimmed(source.OIDC_CLIENT_SECRET),
    scope,
  };
}

/** Says whether a value was never filled in: `is missing`, `still holds a placeholder`, or nothing. */
export function absence(value: unknown): string | undefined {
  if (typeof value !== "string" || value.trim() === "") return "is missing";
  return placeholder.test(value.trim()) ? "still holds a placeholder" : undefined;
}

/** Plain http on loopback only, where emulators live. */
function readSecureUrl(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isLoopback = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  const isSecure = url.protocol === "https:" || (url.protocol === "http:" && isLoopback);
  return isSecure ? url : undefined;
}

function isKvNamespace(value: unknown): boolean {
  return typeof value === "object" && value !== null && "get" in value && "put" in value;
}

function trimmed(value: string | undefined): string {
  return value?.trim() ?? "";
}

function secretRemedy(name: string, example: string, and?: RemedyStep): Remedy {
  const further = and && { and };
  return {
    local: { file: ".dev.vars", text: `${name}="${example}"`, ...further },
    deployed: { text: `npx wrangler secret put ${name}`, ...further },
  };
}

function configurationRemedy(text: string): Remedy {
  const step: RemedyStep = { file: "wrangler.jsonc", text };
  return { local: step, deployed: step };
}
