import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join, sep } from "node:path";

interface BundledPackage {
  name: string;
  version: string;
  licence: string;
  text: string;
}

interface PackageFile {
  name: string;
  version: string;
  license?: string;
  author?: string | { name: string };
}

/**
 * mcp-remote's SDK was bundled before mcp-remote was, so these are named in no comment of its files. The SDK's own package, which
 * still names them, is the source of this list.
 */
const insideTheSdk = [
  "ajv",
  "ajv-formats",
  "content-type",
  "fast-deep-equal",
  "fast-uri",
  "json-schema-traverse",
];

/**
 * Gathers the licence of every package in a bundle: of those that it was made from, and of those that mcp-remote's own files
 * were made from before.
 *
 * @param inputs absolute paths of the bundled files
 * @throws {TypeError} when a package has no licence that could be given
 */
export async function collectLicences(inputs: string[]): Promise<string> {
  const folders = new Set(inputs.map(packageFolderOf));
  const found = await Promise.all([...folders].map((folder) => readPackage(folder)));
  found.push(...(await packagesInside(inputs)));
  const sections = new Map(
    found
      .toSorted(
        (one, other) => compare(one.name, other.name) || compare(one.version, other.version),
      )
      .map(({ name, version, licence, text }) => [
        `${name} ${version}`,
        `${name} ${version} (${licence})\n\n${text}`,
      ]),
  );
  const introduction = `The bridge is mcp-remote with all that it needs in one file. These ${sections.size} packages are in it.`;
  return `${[introduction, ...sections.values()].join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

/** Every bundled file of mcp-remote says in a comment which package a stretch of it came from. */
async function packagesInside(inputs: string[]): Promise<BundledPackage[]> {
  const own = inputs.filter((path) => path.includes(`mcp-remote${sep}dist${sep}`));
  const folder = packageFolderOf(own[0] ?? "");
  const versions = new Map<string, string | undefined>(
    insideTheSdk.map((name) => [name, undefined]),
  );
  for (const path of own) {
    const comments = (await readFile(path, "utf8")).matchAll(
      /^\/\/ .*\.pnpm\/[^/]*@([^/@_]+)[^/]*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//gm,
    );
    for (const [, version, name] of comments) if (name) versions.set(name, version);
  }
  return Promise.all(
    [...versions].map(async ([name, version]) => {
      const { licence, text } = await readPackage(findPackage(name, folder));
      return { name, version: version ?? "as bundled in the MCP SDK", licence, text };
    }),
  );
}

function findPackage(name: string, from: string): string {
  const candidate = join(from, "node_modules", name);
  if (existsSync(join(candidate, "package.json"))) return candidate;
  const parent = dirname(from);
  if (parent === from) throw new TypeError(`The package ${name} is bundled, but not installed.`);
  return findPackage(name, parent);
}

function packageFolderOf(path: string): string {
  const match = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(path);
  if (match) return match[0];
  throw new TypeError(`${path} belongs to no installed package.`);
}

async function readPackage(folder: string): Promise<BundledPackage> {
  const { name, version, license, author }: PackageFile = JSON.parse(
    await readFile(join(folder, "package.json"), "utf8"),
  );
  const text = await readLicenceText(folder);
  const licence = license ?? "see below";
  if (text === undefined && license === undefined)
    throw new TypeError(`${name} ${version} is bundled and has no licence.`);
  const writer = typeof author === "string" ? author : author?.name;
  return {
    name,
    version,
    licence,
    text: text ?? `Its package says: licence ${licence}, by ${writer ?? "its authors"}.`,
  };
}

/** A file of its own, or else the last section of the readme, where some old packages keep it. */
async function readLicenceText(folder: string): Promise<string | undefined> {
  const names = (await readdir(folder)).toSorted(compare);
  const own = names.filter((name) => /^(licen[cs]e|copying|notice)/i.test(name));
  if (own.length > 0)
    return (await Promise.all(own.map((name) => readFile(join(folder, name), "utf8"))))
      .map((text) => text.replaceAll("\r\n", "\n").trim())
      .join("\n\n");
  const readme = names.find((name) => /^readme/i.test(name));
  const section =
    readme && /^#+ *licen[cs]e\s*$([\s\S]*)/im.exec(await readFile(join(folder, readme), "utf8"));
  // "MIT" alone says no more than package.json.
  return section && /copyright/i.test(section[1] ?? "") ? section[1]?.trim() : undefined;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
