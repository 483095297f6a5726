import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { runWrangler } from "./wrangler.ts";

/** What this Worker aims at, in KiB. Cloudflare's free plan allows 3 MiB. */
export const gzippedAimsKiB = { whole: 400, "mcp-stateless": 200 };

/** The size of a Worker as it would be uploaded. */
export interface Size {
  kib: number;
  gzippedKiB: number;
  /** What each package has in it, minified, the largest first. */
  libraries: [name: string, kib: number][];
  /** The files of `server/endpoints/` in it, without their extension. */
  endpoints: string[];
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
      endpoints: endpointsIn(outputs),
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

function endpointsIn(outputs: Metafile["outputs"]): string[] {
  const paths = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
  return paths.flatMap((path) => /server\/endpoints\/(.+)\.ts$/.exec(path)?.[1] ?? []).toSorted();
}

/**
 * Writes a copy of this Worker in whose route table the rows of all endpoints but one are deleted, and nothing else is changed.
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
  for (const file of ["package.json", "tsconfig.json", "wrangler.jsonc"]) {
    await cp(file, join(folder, file));
  }
  const table = join(folder, "server/routes.ts");
  const rows = (await readFile(table, "utf8")).split("\n");
  const left = rows.filter((row) => (fileOf(row) ?? endpoint) === endpoint);
  await writeFile(table, left.join("\n"));
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

/** The file that a row of the route table names. */
function fileOf(row: string): string | undefined {
  return /^export .* from "\.\/endpoints\/(.+)\.ts";$/.exec(row)?.[1];
}

/** A copied test would be found and run. */
function isPartOfTheWorker(path: string): boolean {
  return !/\.test(?:-support)?\.ts$/.test(path);
}
