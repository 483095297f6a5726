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
  config["alias"] = { ...guards, ...(config["alias"] as Record<string, string> | undefined) };
  if (typeof config["main"] === "string") config["main"] = resolve(root, config["main"]);
  return { config, root, leftOut };
}

/** `remote: true` asks for the deployed resource; without it wrangler makes a local one. */
function dropRemoteFlags(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  if ("remote" in value) delete value.remote;
  for (const inner of Object.values(value)) dropRemoteFlags(inner);
}
