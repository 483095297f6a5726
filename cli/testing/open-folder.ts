import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/** Makes a folder for the files that a test file hands to the commands; it goes with the last test. */
export async function openFolder() {
  const folder = await mkdtemp(join(tmpdir(), "mcp-kit-command-"));
  afterAll(() => rm(folder, { recursive: true }));
  const makeFolder = async (name: string) => {
    const path = join(folder, name);
    await mkdir(path, { recursive: true });
    return path;
  };
  return {
    makeFolder,
    /** @returns the folder that they are in */
    async writeFiles(name: string, files: Record<string, string>): Promise<string> {
      const path = await makeFolder(name);
      for (const [file, text] of Object.entries(files)) await writeFile(join(path, file), text);
      return path;
    },
  };
}
