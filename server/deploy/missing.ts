import { decideResource, isLoopback } from "../resource.ts";
import { oidcSecrets, readSettings, stepsOf, type SettingProblem } from "../settings.ts";

/** As much as is read of `wrangler.jsonc`. */
export interface WranglerConfig {
  vars?: Record<string, string>;
  kv_namespaces?: { binding: string }[];
  secrets?: { required?: string[] };
}

/** Nobody is shown a secret's value, so one that is there counts as a good one. */
const unseen = "0".repeat(64);

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
  const secrets = secretNames.map((name) => [name, unseen]);
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
  return decision.kind === "unconfigured" ? [decision.problem] : [];
}

/** Puts what is missing into lines: what, and the command or the line that sets it. */
export function describeMissing(missing: readonly SettingProblem[]): string {
  const lines = missing.flatMap(({ name, problem, mend: { deployed } }) => [
    `  ${name} ${problem}`,
    ...stepsOf(deployed).map(({ file, text }) => `    ${file ? `${file}: ` : ""}${text}`),
  ]);
  return ["The Worker would not work once deployed:", ...lines].join("\n");
}
