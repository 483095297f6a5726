import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire, isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "esbuild";
import type { BridgeManifest } from "./bridge-manifest.ts";
import { writeAtomically } from "./write-atomically.ts";

/** Some packages in the bridge are CommonJS and ask for Node's own modules by `require`. */
const requireForCommonJs =
  'import{createRequire as createBridgeRequire}from"node:module";const require=createBridgeRequire(import.meta.url);';

const retryLostRefresh = new URL("../retry-lost-refresh.ts", import.meta.url);

const keepsSignInName = "keeps-sign-in";

/**
 * Gives both ways in which mcp-remote fetches, undici's and Node's, a second try for a refresh whose answer was lost. This is all
 * that a bridge does otherwise than mcp-remote itself.
 */
function keepsSignIn(packageFolder: string): Plugin {
  return {
    name: keepsSignInName,
    setup(build) {
      build.onResolve({ filter: /^undici$/ }, ({ namespace }) =>
        namespace === keepsSignInName ? undefined : { path: "undici", namespace: keepsSignInName },
      );
      build.onLoad({ filter: /^undici$/, namespace: keepsSignInName }, () => ({
        contents: `import { fetch as send } from "undici";
          import { retryLostRefresh } from ${JSON.stringify(fileURLToPath(retryLostRefresh))};
          export * from "undici";
          export const fetch = retryLostRefresh(send);
          globalThis.fetch = retryLostRefresh(globalThis.fetch);`,
        resolveDir: packageFolder,
      }));
    },
  };
}

/**
 * Bundles the installed mcp-remote with all that it needs into one file, and writes it with its licences and a manifest.
 *
 * Names are not shortened: mcp-remote's log and errors print class names, and shorter names made it start no faster.
 *
 * @param options.folder where they go; a file that is there already is replaced in one step
 */
export async function buildBridge(options: {
  folder: string;
  madeFrom?: string;
}): Promise<BridgeManifest> {
  const [{ build }, { collectLicences }] = await Promise.all([
    import("esbuild"),
    import("./collect-licences.ts"),
  ]);
  const proxy = createRequire(import.meta.url).resolve("mcp-remote/dist/proxy.js");
  const packageFolder = dirname(dirname(proxy));
  const { outputFiles, metafile, warnings } = await build({
    entryPoints: [proxy],
    absWorkingDir: packageFolder,
    bundle: true,
    platform: "node",
    // The oldest Node.js that mcp-remote runs on.
    target: "node20.18",
    format: "esm",
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    banner: { js: requireForCommonJs },
    plugins: [keepsSignIn(packageFolder)],
    outfile: "bridge.mjs",
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  const [bundle] = outputFiles;
  const outside = Object.values(metafile.outputs)
    .flatMap(({ imports }) => imports.map(({ path }) => path))
    .filter((path) => !isBuiltin(path));
  if (!bundle || warnings.length > 0 || outside.length > 0)
    throw new TypeError(
      `mcp-remote does not fit in one file: ${[...outside, ...warnings.map(({ text }) => text)].join(", ")}`,
    );

  const { version }: { version: string } = JSON.parse(
    await readFile(join(packageFolder, "package.json"), "utf8"),
  );
  const sha256 = createHash("sha256").update(bundle.contents).digest("hex");
  const manifest: BridgeManifest = {
    mcpRemote: version,
    file: `mcp-remote-${version}-${sha256.slice(0, 8)}.mjs`,
    sha256,
    bytes: bundle.contents.byteLength,
    licences: "LICENSES.txt",
    ...(options.madeFrom !== undefined && { madeFrom: options.madeFrom }),
  };
  const inputs = Object.keys(metafile.inputs)
    .filter((path) => !path.startsWith(`${keepsSignInName}:`))
    .map((path) => join(packageFolder, path))
    .filter((path) => path !== fileURLToPath(retryLostRefresh));
  await mkdir(options.folder, { recursive: true });
  const write = (name: string, content: string | Uint8Array) =>
    writeAtomically(join(options.folder, name), content);
  await write(manifest.file, bundle.contents);
  await write(manifest.licences, await collectLicences(inputs));
  // Last, since it says that the others are there.
  await write("manifest.json", `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

/** Identifies what a bridge of this checkout is made from: the locked packages, and the code that bundles them. */
export async function bridgeRecipe(root: string): Promise<string> {
  const parts = await Promise.all(
    [
      join(root, "package-lock.json"),
      fileURLToPath(import.meta.url),
      fileURLToPath(import.meta.resolve("./collect-licences.ts")),
      fileURLToPath(retryLostRefresh),
    ].map((path) => readFile(path)),
  );
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}
