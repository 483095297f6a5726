import { readdir, stat } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import { KitError } from "../../client/kit-error.ts";

/**
 * Finds the scenario files that paths name: a file is taken as it is, a folder gives every `.yaml` and `.yml` below it, files and
 * links to files.
 *
 * @returns absolute paths, each once, in the order of the paths and alphabetical inside a folder
 * @throws {KitError} SCENARIO_NOT_FOUND for a path that does not exist or a folder without a scenario
 */
export async function findScenarios(paths: readonly string[]): Promise<string[]> {
  const files = new Set<string>();
  for (const path of paths) {
    const found = await filesAt(path);
    if (found.length === 0) {
      throw new KitError("SCENARIO_NOT_FOUND", `No scenario is at "${path}".`, {
        hint: "Name a .yaml file, or a folder that holds some: mcp-kit test fixtures/scenarios",
      });
    }
    for (const file of found) files.add(file);
  }
  return [...files];
}

async function filesAt(path: string): Promise<string[]> {
  const absolute = resolve(path);
  const found = await stat(absolute).catch(() => undefined);
  if (found?.isFile()) return [absolute];
  if (!found?.isDirectory()) return [];
  const names = await readdir(absolute, { recursive: true });
  const candidates = names
    .filter((name) => /\.ya?ml$/i.test(name) && !name.split(sep).includes("node_modules"))
    .map((name) => join(absolute, name))
    .toSorted();
  const isFile = await Promise.all(
    candidates.map(async (file) => (await stat(file).catch(() => undefined))?.isFile() ?? true),
  );
  return candidates.filter((_, index) => isFile[index]); // a link to nowhere stays: to be told when it is read
}
