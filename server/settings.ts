/** What {@link readSettings} looks at: the Worker's environment, of which nothing is taken for granted. */
export interface SettingsSource {
  readonly GITHUB_CLIENT_ID?: string | undefined;
  readonly GITHUB_CLIENT_SECRET?: string | undefined;
  readonly COOKIE_ENCRYPTION_KEY?: string | undefined;
  readonly GITHUB_URL?: string | undefined;
  readonly OAUTH_KV?: unknown;
}

/** The settings that sign-in needs, each present and plausible. */
export interface Settings {
  /** Input of HKDF, never a key by itself: each use derives its own. */
  cookieEncryptionKey: string;
  signIn: GitHubSettings;
}

/** An OAuth app or GitHub App, and the GitHub that it is registered at. */
export interface GitHubSettings {
  githubClientId: string;
  githubClientSecret: string;
  /** Origin of GitHub or of a GitHub Enterprise Server, e.g. `https://github.com`. */
  githubUrl: string;
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
}

const minimumKeyLength = 32;
const placeholder =
  /^(?:<.*>|your[-_ ].*|change[-_ ]?me.*|replace[-_ ]?(?:me|with).*|x{3,}.*|todo|tbd|placeholder|example|undefined|null|\.{3}|…)$/is;

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

  for (const name of ["GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET"] as const) {
    const problem = absence(source[name]);
    if (problem) report(name, problem);
  }
  const keyProblem =
    absence(source.COOKIE_ENCRYPTION_KEY) ?? shortness(source.COOKIE_ENCRYPTION_KEY);
  if (keyProblem) report("COOKIE_ENCRYPTION_KEY", keyProblem);
  if (!isKvNamespace(source.OAUTH_KV)) report("OAUTH_KV", "is not bound to a KV namespace");
  const githubUrl = readGitHubUrl(source.GITHUB_URL);
  if (!githubUrl) report("GITHUB_URL", "is not an https origin such as https://github.com");

  if (problems.length > 0 || !githubUrl) return problems;
  return {
    cookieEncryptionKey: trimmed(source.COOKIE_ENCRYPTION_KEY),
    signIn: {
      githubClientId: trimmed(source.GITHUB_CLIENT_ID),
      githubClientSecret: trimmed(source.GITHUB_CLIENT_SECRET),
      githubUrl,
    },
  };
}

/** Says whether a value was never filled in: `is missing`, `still holds a placeholder`, or nothing. */
export function absence(value: unknown): string | undefined {
  if (typeof value !== "string" || value.trim() === "") return "is missing";
  return placeholder.test(value.trim()) ? "still holds a placeholder" : undefined;
}

function shortness(value: string | undefined): string | undefined {
  if (trimmed(value).length >= minimumKeyLength) return undefined;
  return `is shorter than ${minimumKeyLength} characters`;
}

/** GitHub, or a GitHub Enterprise Server; plain http on loopback only, where emulators live. */
function readGitHubUrl(value: string | undefined): string | undefined {
  const text = trimmed(value) || "https://github.com";
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isLoopback = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  const isSecure = url.protocol === "https:" || (url.protocol === "http:" && isLoopback);
  const isOrigin = url.href === `${url.origin}/`;
  return isSecure && isOrigin ? url.origin : undefined;
}

function isKvNamespace(value: unknown): boolean {
  return typeof value === "object" && value !== null && "get" in value && "put" in value;
}

function trimmed(value: string | undefined): string {
  return value?.trim() ?? "";
}

function secretRemedy(name: string, example: string): Remedy {
  return {
    local: { file: ".dev.vars", text: `${name}="${example}"` },
    deployed: { text: `npx wrangler secret put ${name}` },
  };
}

function configurationRemedy(text: string): Remedy {
  const step: RemedyStep = { file: "wrangler.jsonc", text };
  return { local: step, deployed: step };
}
