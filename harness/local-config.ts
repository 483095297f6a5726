import { dirname, resolve } from "node:path";

/** Bindings that exist on Cloudflare's network only: wrangler would ask for an account before it starts (measured, 4.156). */
const remoteOnly = [
  "ai",
  "ai_search",
  "ai_search_namespaces",
  "media",
  "vpc_services",
  "vpc_networks",
];

export interface LocalConfig {
  /** What to hand to wrangler instead of the file. */
  config: Record<string, unknown>;
  /** Folder that the configuration's paths start from. */
  root: string;
  /** What the Worker has to do without, e.g. `ai`. */
  leftOut: string[];
}

/**
 * Makes a configuration that starts without an account and opens no socket to another machine, of one that might.
 *
 * @param raw the configuration as it stands in the file
 * @param guards modules that stand in for others, unless the configuration has its own for them
 */
export function toLocalConfig(
  raw: Record<string, unknown>,
  configPath: string,
  guards: Record<string, string>,
): LocalConfig {
  const leftOut = remoteOnly.filter((key) => raw[key] !== undefined);
  const root = dirname(configPath);
  const { env: _environments, ...kept } = raw;
  const config = structuredClone(kept);
  for (const key of leftOut) delete config[key];
  dropRemoteFlags(config);
  config["alias"] = {
    ...guardsFor(config, guards),
    ...(config["alias"] as Record<string, string> | undefined),
  };
  for (const key of ["main", "tsconfig"]) {
    if (typeof config[key] === "string") config[key] = resolve(root, config[key]);
  }
  // wrangler would run it in the folder of whoever starts the kit.
  const build = config["build"] as { cwd?: string } | undefined;
  if (build) config["build"] = { ...build, cwd: resolve(root, build.cwd ?? ".") };
  return { config, root, leftOut };
}

/** Without `nodejs_compat` Node.js's modules are none here, and their names may be packages' own. */
function guardsFor(config: Record<string, unknown>, guards: Record<string, string>) {
  const flags = (config["compatibility_flags"] ?? []) as string[];
  if (flags.some((flag) => /^nodejs_compat(?:_v2)?$/.test(flag))) return guards;
  return Object.fromEntries(
    Object.entries(guards).filter(([name]) => name.startsWith("cloudflare:")),
  );
}

/** `remote: true` asks for the deployed resource; without it wrangler makes a local one. */
function dropRemoteFlags(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  if ("remote" in value && typeof value.remote === "boolean") delete value.remote;
  for (const inner of Object.values(value)) dropRemoteFlags(inner);
}
