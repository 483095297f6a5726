import { readdir, realpath, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { KitError } from "../../client/kit-error.ts";

/**
 * Finds the scenario files that paths name: a file is taken as it is, a folder gives every `.yaml` and `.yml` below it, through
 * links, too. A file that several paths or links lead to is one.
 *
 * @returns absolute paths without links, in the order of the paths and alphabetical inside a folder
 * @throws {KitError} SCENARIO_NOT_FOUND for a path that does not exist or cannot be read, or a folder without a scenario
 */
export async function findScenarios(paths: readonly string[]): Promise<string[]> {
  const files = new Set<string>();
  for (const path of paths) {
    const found = path === "" ? [] : await filesAt(resolve(path), new Set(), true);
    if (found.length === 0) throw notFound(`No scenario is at "${path}".`);
    for (const file of found) files.add(file);
  }
  return [...files];
}

/** @param seen real paths of the folders on the way, so that a link to one of them ends here */
async function filesAt(path: string, seen: Set<string>, isNamed: boolean): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return isNamed ? [] : [path]; // a link to nowhere is told when it is read
  const real = await realpath(path);
  if (found.isFile()) return [real];
  if (!found.isDirectory()) {
    throw notFound(`"${path}" is neither a file nor a folder.`);
  }
  if (seen.has(real)) return [];
  seen.add(real);
  const entries = await readdir(real, { withFileTypes: true }).catch((cause: Error) => {
    throw notFound(`The folder "${path}" cannot be read: ${cause.message}.`, cause);
  });
  const names = entries
    .filter((entry) => /\.ya?ml$/i.test(entry.name) || !entry.isFile())
    .map(({ name }) => name)
    .filter((name) => name !== "node_modules")
    .toSorted();
  const files: string[] = [];
  for (const name of names) {
    const below = join(real, name);
    const isScenario = /\.ya?ml$/i.test(name);
    const isFolder = (await stat(below).catch(() => undefined))?.isDirectory() ?? false;
    if (isScenario || isFolder) files.push(...(await filesAt(below, seen, false)));
  }
  return files;
}

function notFound(message: string, cause?: unknown): KitError {
  return new KitError("SCENARIO_NOT_FOUND", message, {
    hint: "Name a .yaml file, or a folder that holds some: mcp-kit test fixtures/scenarios",
    cause,
  });
}
