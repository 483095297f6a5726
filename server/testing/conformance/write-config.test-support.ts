import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parse } from "jsonc-parser";

/** Stand-ins for what the endpoints register, under the names by which they import it. */
const registrations = {
  "../register-v1.ts": resolve(import.meta.dirname, "register-v1.ts"),
  "../register-v2.ts": resolve(import.meta.dirname, "register-v2.ts"),
};

/** As much as is read of `wrangler.jsonc`. */
interface WranglerConfig {
  main: string;
  alias: Record<string, string>;
}

/**
 * Writes the configuration of the Worker that the conformance suite is run against: this repository's own, guards and OAuth
 * included, with the tools that the suite calls by name in place of the product's.
 */
export async function writeConformanceConfig(): Promise<AsyncDisposable & { path: string }> {
  await mkdir(".wrangler", { recursive: true });
  const folder = await mkdtemp(".wrangler/conformance-"); // inside of the project, where node_modules is found
  const product = parse(await readFile("wrangler.jsonc", "utf8")) as WranglerConfig;
  const alias = Object.entries(product.alias).map(([name, target]) => [
    name,
    target.startsWith(".") ? resolve(target) : target,
  ]);
  const config = {
    ...product,
    main: resolve(product.main),
    alias: { ...Object.fromEntries(alias), ...registrations },
  };
  const path = join(folder, "wrangler.json");
  await writeFile(path, JSON.stringify(config));
  return { path, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}
