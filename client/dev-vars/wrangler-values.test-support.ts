import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface Wrangler {
  unstable_getVarsForDev: (
    path: string,
    files: undefined,
    vars: object,
    env: undefined,
    silent: boolean,
  ) => Record<string, { value: unknown }>;
}

/** What Wrangler itself gives a Worker whose `.dev.vars` says this. */
export async function wranglerValues(text: string): Promise<Record<string, unknown>> {
  const { unstable_getVarsForDev: read } = createRequire(import.meta.url)("wrangler") as Wrangler;
  await using folder = await mkdtempDisposable(join(tmpdir(), "mcp-kit-"));
  await writeFile(join(folder.path, ".dev.vars"), text);
  const found = read(join(folder.path, "wrangler.jsonc"), undefined, {}, undefined, true);
  return Object.fromEntries(Object.entries(found).map(([name, { value }]) => [name, value]));
}
