import type { Platform } from "../platform.ts";

/**
 * How long a path to Node.js will be good.
 *
 * - `stays`: an upgrade puts the new one in the same place
 * - `version`: goes away with its version, as the folders of version managers do
 * - `temporary`: belongs to a project, a terminal or a download, and goes away with it
 * - `shim`: a version manager's stand-in, which starts another Node.js in every folder, or none
 */
export type NodeLifetime = "stays" | "version" | "temporary" | "shim";

/** With `/` for every separator, in lower case. */
const shims = [
  "/.volta/bin/",
  "/volta/node.exe",
  "/volta/bin/",
  "/.asdf/shims/",
  "/mise/shims/",
  "/rtx/shims/",
  "/.nodenv/shims/",
  "/.proto/shims/",
  "/.proto/bin/",
  "/scoop/shims/",
];

const temporary = [
  "/node_modules/",
  "/_npx/",
  "/fnm_multishells/",
  "/appdata/local/temp/",
  "/pnpm/dlx/",
];

const temporaryRoots = [
  "/tmp/",
  "/var/tmp/",
  "/private/",
  "/var/folders/",
  "/run/user/",
  "/dev/shm/",
];

const versioned = [
  // 22.1.0, v22.1.0, node-v22.1.0-linux-x64, node@22.1.0, but not node@22 and 22, which outlast an upgrade
  /\/[^/]*(?<![\d.])v?\d+\.\d+(\.\d+)?[^/]*\//,
  /\/nix\/store\//,
  /\/snap\/node\/\d+\//,
];

/** Judges a path by its words alone. */
export function nodeLifetime(path: string, { os, env, home }: Platform): NodeLifetime {
  const plain = comparable(path, os);
  if (shims.some((part) => plain.includes(part))) return "shim";
  const roots = [env["TMPDIR"], env["TMP"], env["TEMP"]].filter(
    (root) => root !== undefined && root !== "",
  );
  const isTemporary =
    temporary.some((part) => plain.includes(part)) ||
    [
      ...temporaryRoots,
      ...roots.map((root) => `${comparable(root ?? "", os).replace(/\/+$/, "")}/`),
    ].some((root) => root.length > 1 && plain.startsWith(root));
  if (isTemporary) return "temporary";
  // A user's name may look like a version.
  const below = comparable(home, os);
  const own = plain.startsWith(`${below}/`) ? plain.slice(below.length) : plain;
  return versioned.some((pattern) => pattern.test(own)) ? "version" : "stays";
}

function comparable(path: string, os: Platform["os"]): string {
  return (os === "win32" ? path.replaceAll("\\", "/") : path).toLowerCase();
}
