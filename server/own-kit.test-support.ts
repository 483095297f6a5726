import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { experimental_readRawConfig } from "wrangler";
import { startKit, type Kit } from "../harness/index.ts";

export interface OwnKitOptions {
  /** In place of the product's entrance. */
  main?: string;
  /** Besides those of `wrangler.jsonc`. */
  vars?: Record<string, string>;
  /** Apps of the emulated GitHub, as in `fixtures/github/apps.json`. */
  apps?: object[];
}

/** Starts a kit with this Worker set differently. Only one kit can run in a process: not beside the `kit` fixture. */
export async function startOwnKit({ main: entrance, vars, apps }: OwnKitOptions): Promise<Kit> {
  const folder = await mkdtemp(join(tmpdir(), "mcp-kit-own-"));
  try {
    const { rawConfig } = experimental_readRawConfig({ config: "wrangler.jsonc" });
    const main = resolve(entrance ?? rawConfig.main ?? "");
    const alias = Object.fromEntries(
      Object.entries<string>(rawConfig.alias ?? {}).map(([name, path]) => [
        name,
        resolve(path.startsWith(".") ? path : join("node_modules", path)),
      ]),
    );
    const config = { ...rawConfig, main, alias, vars: { ...rawConfig.vars, ...vars } };
    const wrangler = join(folder, "wrangler.json");
    await mkdir(join(folder, "fixtures/github"), { recursive: true });
    await writeFile(wrangler, JSON.stringify(config));
    if (apps) await writeFile(join(folder, "fixtures/github/apps.json"), JSON.stringify(apps));
    return await startKit({ wrangler });
  } finally {
    await rm(folder, { recursive: true });
  }
}
