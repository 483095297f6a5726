import { isDeepStrictEqual } from "node:util";
import { lockFile } from "../file-lock.ts";
import { checkSize, findHostFile, readHostFile, refuseHostFile } from "../host-file.ts";
import { removeLeftovers, replaceHostFile } from "../replace-host-file.ts";
import { mendText, type Mend } from "./mend-text.ts";
import { readVariables } from "./read-variables.ts";

/** A file of settings as it was last looked at, or written. */
export interface LookedAt {
  file: string;
  bytes: Buffer;
}

/**
 * Mends one thing in a file of settings, under its lock, whole or not at all; its mode and a link to it stay. What another mend has
 * done away with needs none.
 *
 * @param looked brought up to date, so that the next mend finds what this one wrote
 * @throws {KitError} HOST_FILE_REFUSED when the file was changed since, or may not be replaced; it stays as it was
 */
export async function mendFile(looked: LookedAt, mend: Mend, signal?: AbortSignal): Promise<void> {
  const path = await findHostFile(looked.file);
  await using lock = await lockFile(path, { signal });
  void lock; // held until this function ends
  await removeLeftovers(path);
  const file = await readHostFile(path);
  if (!file.found?.bytes.equals(looked.bytes))
    throw refuseHostFile(path, "was changed since it was looked at", {
      hint: "Run the command again. It was left as it is.",
    });
  const text = looked.bytes.toString("utf8");
  const { problems } = readVariables(text);
  if (!problems.some((problem) => isDeepStrictEqual(problem.mend, mend))) return;
  const mended = mendText(text, mend);
  if (mended === undefined)
    throw refuseHostFile(path, "cannot be mended without a change of other values", {
      hint: "Mend it by hand.",
    });
  checkSize(file, mended);
  await replaceHostFile(file, mended);
  looked.bytes = Buffer.from(mended);
}
