import { lstat, unlink } from "node:fs/promises";
import { reasonOf } from "../host-file.ts";
import { KitError } from "../kit-error.ts";

/**
 * Removes a file of mcp-remote's; a link, and not what it points to.
 *
 * @returns false when it is gone already
 * @throws {KitError} SIGN_IN_STORE_REFUSED when it cannot be removed
 */
export async function removeFile(file: string): Promise<boolean> {
  try {
    if ((await lstat(file)).isDirectory())
      throw new Error("it is a folder, of which mcp-remote makes none");
    await unlink(file);
    return true;
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return false;
    throw new KitError(
      "SIGN_IN_STORE_REFUSED",
      `${file} could not be removed: ${reasonOf(cause)}.`,
      {
        hint: "The sign-in is still stored: make its folder writable for you, and try again.",
        cause,
      },
    );
  }
}
