import { mkdtemp, realpath } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KitError } from "./kit-error.ts";

/**
 * Makes an empty folder that is this process's alone, without links in its path: programs that are started in it compare paths.
 *
 * @throws {KitError} TEMPORARY_FOLDER_UNUSABLE naming the variable to set
 */
export async function makeTemporaryFolder(): Promise<string> {
  try {
    return await realpath(await mkdtemp(join(tmpdir(), "mcp-kit-")));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `The folder for temporary files, "${tmpdir()}", cannot be used: ${reason}.`;
    const name = process.platform === "win32" ? "TEMP" : "TMPDIR";
    const hint = `Set ${name} to a folder that you may write to.`;
    throw new KitError("TEMPORARY_FOLDER_UNUSABLE", message, { hint, cause });
  }
}
