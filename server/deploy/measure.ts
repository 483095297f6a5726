import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { parse } from "jsonc-parser";
import { runWrangler } from "./wrangler.ts";

/** What this Worker aims at, in KiB. Cloudflare's free plan allows 3 MiB. */
export const gzippedAimsKiB = { whole: 400, "mcp-stateless": 200 };

/** The size of a Worker as it would be uploaded. */
export interface Size {
  kib: number;
  gzippedKiB: number;
  /** What each package has in it, minified, the largest first. */
  libraries: [name: string, kib: number][];
}

/** As much as is read of esbuild's metafile. */
interface Metafile {
  outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }>;
}

/** Builds the Worker of a folder as `wrangler deploy` does, and uploads nothing. */
export async function measure(folder: string): Promise<Size> {
  await mkdir(".wrangler", { recursive: true });
  const outdir = await mkdtemp(".wrangler/size-out-");
  try {
    const metafile = join(outdir, "metafile.json");
    const into = ["--outdir", resolve(outdir), "--metafile", resolve(metafile)];
    const built = await runWrangler(["deploy", "--dry-run", "--cwd", folder, ...into]);
    if (built.exitStatus !== 0) throw new Error(`The Worker was not built.\n${built.stderr}`);
    const code = await readFile(join(outdir, "index.js"));
    const { outputs } = JSON.parse(await readFile(metafile, "utf8")) as Metafile;
    return {
      kib: code.length / 1024,
      gzippedKiB: gzipSync(code).length / 1024,
      libraries: byLibrary(outputs),
    };
  } finally {
    await rm(outdir, { recursive: true });
  }
}

function byLibrary(outputs: Metafile["outputs"]): Size["libraries"] {
  const sizes = new Map<string, number>();
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const library = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? "this Worker";
      sizes.set(library, (sizes.get(library) ?? 0) + bytesInOutput / 1024);
    }
  }
  return [...sizes].toSorted(([, left], [, right]) => right - left);
}

/**
 * Writes a copy of this Worker that keeps one endpoint: the rows of the others are deleted from the route table, as the
 * README says that one may.
 *
 * @param endpoint a file of `server/endpoints/`, without its extension
 */
export async function writeVariant(
  endpoint: string,
): Promise<AsyncDisposable & { folder: string }> {
  await mkdir(".wrangler", { recursive: true });
  const folder = await mkdtemp(".wrangler/size-"); // inside of the project, where node_modules is found
  const filter = isPartOfTheWorker;
  await cp("server", join(folder, "server"), { recursive: true, filter });
  await cp("package.json", join(folder, "package.json"));
  await rewrite(folder, "server/routes.ts", (routes) => {
    const rows = [...routes.matchAll(/^import \{ (\w+) \} from "\.\/endpoints\/(.+)\.ts";\n/gm)];
    const others = rows.filter(([, , file]) => file !== endpoint);
    return others.reduce(
      (text, [line, name]) => text.replace(line, "").replace(`  ${name},\n`, ""),
      routes,
    );
  });
  await rewrite(folder, "server/index.ts", (index) =>
    index.replaceAll(/^export .* from "\.\/endpoints\/.*\n/gm, ""),
  );
  // Without the bindings for classes that may be gone.
  const {
    durable_objects: _,
    migrations: __,
    ...config
  } = parse(await readFile("wrangler.jsonc", "utf8")) as Record<string, unknown>;
  await writeFile(join(folder, "wrangler.json"), JSON.stringify(config));
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

async function rewrite(folder: string, path: string, change: (text: string) => string) {
  await writeFile(join(folder, path), change(await readFile(path, "utf8")));
}

/** A copied test would be found and run. */
function isPartOfTheWorker(path: string): boolean {
  return !/\.test(?:-support)?\.ts$/.test(path);
}
