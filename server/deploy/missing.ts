import { randomBytes } from "node:crypto";
import { decideResource, isLoopback } from "../resource.ts";
import { oidcSecrets, readSettings, stepsOf, type SettingProblem } from "../settings.ts";
import type { SecretList } from "./secret-list.ts";

/** As much as is read of `wrangler.jsonc`. */
export interface WranglerConfig {
  vars?: Record<string, string>;
  kv_namespaces?: { binding: string }[];
  secrets?: { required?: string[] };
}

/** Nobody is shown a secret's value, so one that is there counts as a good one. */
const present = randomBytes(32).toString("hex");

/**
 * Tells what a Worker would miss once it is deployed, by the same rules that it reads its settings with.
 *
 * @param secretNames the secrets that it has
 */
export function missingSettings(
  { vars = {}, kv_namespaces: namespaces = [], secrets: declared = {} }: WranglerConfig,
  secretNames: readonly string[],
): SettingProblem[] {
  const bindings = namespaces.map(({ binding }) => [binding, { get() {}, put() {} }]);
  const secrets = secretNames.map((name) => [name, present]);
  const settings = readSettings({ ...vars, ...Object.fromEntries([...bindings, ...secrets]) });
  const asked = (declared.required ?? []).filter((name) => !secretNames.includes(name));
  return [
    ...(Array.isArray(settings) ? settings : []),
    ...(vars["OIDC_ISSUER"]?.trim() ? unneeded(asked) : []),
    ...resourceProblem(vars["MCP_RESOURCE"]),
  ];
}

/** Wrangler refuses to deploy without GitHub's secrets as long as they are named, also where nobody signs in there. */
function unneeded(asked: readonly string[]): SettingProblem[] {
  if (!asked.some((name) => name.startsWith("GITHUB_"))) return [];
  const problem =
    "names GitHub's, which this Worker does not have and, with OIDC_ISSUER, does not need";
  return [
    { name: "secrets.required", problem, mend: { local: oidcSecrets, deployed: oidcSecrets } },
  ];
}

function resourceProblem(resource: string | undefined): SettingProblem[] {
  const isLocal = isLoopback(URL.parse(resource ?? "") ?? new URL("https://deployed.invalid"));
  // An address of this machine is none for a deployed Worker: as good as nothing.
  const decision = decideResource(new URL("https://deployed.invalid"), isLocal ? "" : resource);
  if (decision.kind !== "unconfigured") return [];
  return [
    isLocal
      ? { ...decision.problem, problem: `is an address of this machine: ${resource}` }
      : decision.problem,
  ];
}

/**
 * Tells which secrets a Worker needs where nobody could look at those that it has. A secret is what a command sets; all else is a
 * line in a file.
 */
function unseenSecrets(config: WranglerConfig): SettingProblem[] {
  return missingSettings(config, [])
    .filter(({ mend }) => !mend.deployed.file)
    .map(({ name, mend }) => ({ name, problem: "was not looked at", mend }));
}

/**
 * Says all at once that keeps a Worker from working once it is deployed, and what could not be found out: what, and the command or
 * the line that sets it.
 *
 * @returns nothing where nothing is missing
 */
export function describeMissing(config: WranglerConfig, list: SecretList): string | undefined {
  if (list.kind === "listed") {
    const missing = missingSettings(config, list.names);
    return missing.length > 0
      ? lines("The Worker would not work once deployed:", missing)
      : undefined;
  }
  const unseen = unseenSecrets(config);
  const missing = missingSettings(
    config,
    unseen.map(({ name }) => name),
  );
  const reason =
    list.kind === "signed-out"
      ? signedOut
      : `The secrets could not be listed.\n${list.words.replaceAll(/^/gm, "  ")}`;
  return `${lines("Nothing is deployed, for this is missing or could not be looked at:", [...missing, ...unseen])}\n\n${reason}`;
}

const signedOut = `The secrets were not looked at, since Wrangler is not signed in to Cloudflare.
  npx wrangler login
    or, where nobody can, the variable CLOUDFLARE_API_TOKEN`;

function lines(heading: string, problems: readonly SettingProblem[]): string {
  const each = problems.flatMap(({ name, problem, mend: { deployed } }) => [
    `  ${name} ${problem}`,
    ...stepsOf(deployed).map(({ file, text }) => `    ${file ? `${file}: ` : ""}${text}`),
  ]);
  return [heading, ...each].join("\n");
}
