import { dirname, join, relative, resolve } from "node:path";
import { isLoopback } from "./github/loopback.ts";

/** Bindings that exist on Cloudflare's network only: wrangler would ask for an account before it starts, or the Worker could not use them (measured, 4.156). */
const remoteOnly = [
  "ai",
  "browser", // locally it is a browser of this machine, which nobody keeps from the network
  "ai_search",
  "ai_search_namespaces",
  "media",
  "vpc_services",
  "vpc_networks",
  "vectorize",
  "dispatch_namespaces",
  "mtls_certificates",
  "containers", // locally they are Docker's, which fetches images, and gives them a network of their own
];

export interface LocalConfig {
  /** What to hand to wrangler instead of the file. */
  config: Record<string, unknown>;
  /** Folder that the configuration's paths start from. */
  root: string;
  /** What the Worker has to do without, e.g. `ai` or `services.AUTH`. */
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
  const root = dirname(configPath);
  const { env: _environments, ...kept } = raw;
  const config = structuredClone(kept);
  const leftOut = remoteOnly.filter((key) => config[key] !== undefined);
  for (const key of leftOut) delete config[key];
  leftOut.push(...dropOtherWorkers(config), ...dropOtherDatabases(config));
  dropRemoteFlags(config);
  config["alias"] = {
    ...guardsFor(config, guards),
    ...(config["alias"] as Record<string, string> | undefined),
  };
  if (typeof config["main"] === "string") config["main"] = resolve(root, config["main"]);
  // wrangler makes it relative to the folder of whoever starts it, and esbuild reads it from the Worker's.
  if (typeof config["tsconfig"] === "string")
    config["tsconfig"] = join(relative(root, process.cwd()), config["tsconfig"]);
  // wrangler would run it in the folder of whoever starts the kit.
  const build = config["build"] as { cwd?: string } | undefined;
  if (build) config["build"] = { ...build, cwd: resolve(root, build.cwd ?? ".") };
  return { config, root, leftOut };
}

/** Where a configuration names other Workers, the key that names one, and the one that the Worker itself knows it by. */
const others = [
  { list: ["services"], worker: "service", name: "binding" },
  { list: ["durable_objects", "bindings"], worker: "script_name", name: "name" },
  { list: ["workflows"], worker: "script_name", name: "binding" },
  { list: ["tail_consumers"], worker: "service", name: "service" },
  { list: ["streaming_tail_consumers"], worker: "service", name: "service" },
];

/** Takes out what leads to another Worker, which is not here: wrangler would not start. @returns e.g. `services.AUTH` */
function dropOtherWorkers(config: Record<string, unknown>): string[] {
  return others.flatMap(({ list, worker, name }) => {
    const [last = "", ...outer] = list.toReversed();
    let holder: Record<string, unknown> | undefined = config;
    for (const key of outer) holder = holder?.[key] as Record<string, unknown> | undefined;
    const bindings = holder?.[last];
    if (holder === undefined || !Array.isArray(bindings)) return [];
    // What is no binding at all, wrangler tells better.
    const isOther = (each: Record<string, unknown> | null) =>
      each?.[worker] !== undefined && each[worker] !== config["name"];
    holder[last] = bindings.filter((each) => !isOther(each));
    return bindings.filter(isOther).map((each) => `${list[0]}.${each[name]}`);
  });
}

/**
 * Takes out what Hyperdrive would reach on another machine: workerd opens that connection by itself.
 *
 * @see https://developers.cloudflare.com/hyperdrive/configuration/local-development/
 */
function dropOtherDatabases(config: Record<string, unknown>): string[] {
  const all = config["hyperdrive"];
  if (!Array.isArray(all)) return [];
  config["hyperdrive"] = all.filter(isOnThisMachine);
  return all.filter((each) => !isOnThisMachine(each)).map(({ binding }) => `hyperdrive.${binding}`);
}

function isOnThisMachine(hyperdrive: Record<string, string> | null): boolean {
  if (hyperdrive === null) return true;
  const { binding, localConnectionString } = hyperdrive;
  const url = URL.parse(
    process.env[`CLOUDFLARE_HYPERDRIVE_LOCAL_CONNECTION_STRING_${binding}`] ||
      process.env[`WRANGLER_HYPERDRIVE_LOCAL_CONNECTION_STRING_${binding}`] ||
      (localConnectionString ?? ""),
  );
  return url !== null && isLoopback(url);
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
