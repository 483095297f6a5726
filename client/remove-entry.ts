import { isDeepStrictEqual } from "node:util";
import type { Place } from "./documents/place.ts";
import type { Step } from "./history/step.ts";

export interface RemoveEntryOptions {
  name: string;
  /** The kit's own folder, e.g. `/home/me/.remote-mcp-kit`. */
  userFolder: string;
  /** Tells an entry of the kit's own that has no receipt, or that its host has changed. */
  isOurs?: (value: unknown) => boolean;
  /** Tells an entry that the kit wrote, by what it wrote, when its host has touched it since. */
  isTouched?: (value: unknown, written: unknown) => boolean;
  /** Writes nothing at all. */
  dryRun?: boolean;
}

export interface RemovedEntry {
  /** Where the bytes of the file lie, links followed. */
  file: string;
  how: /** Every byte is what it would be if the entry had never been put in. */
    | "restored"
    /** Somebody else has written since: only the entry has gone, or holds again what it held before. */
    | "removed"
    /** There was none. Nothing was written to the file. */
    | "absent"
    /** There is one, and it is not the kit's. It was left as it is. */
    | "foreign";
  changed: boolean;
  /** The file before and after; nothing where there is none. */
  before: string | undefined;
  text: string | undefined;
  /** Whether the entry holds again what it held before the kit came, also where somebody else has dropped the kit's meanwhile. */
  replaced: boolean;
  /** What a person should know, in whole sentences. */
  warnings: string[];
}

type Removal = Pick<RemovedEntry, "how" | "replaced"> & { warning?: string };

/**
 * Takes an entry out of a host's configuration file. As long as nobody else has written to it, the file has the bytes that it would
 * have without: a replaced entry is back, and a file and folders that were made for it are gone.
 *
 * @throws {KitError} HOST_FILE_REFUSED when the file is not what its host can read, or cannot be replaced; it is left as it was
 */
export async function removeEntry(
  place: Place,
  options: RemoveEntryOptions,
): Promise<RemovedEntry> {
  const { name, userFolder, dryRun = false, isOurs: hasOwnShape = () => false } = options;
  const { isTouched = () => false } = options;
  // Loaded late: most of this room's weight, which a command that only prints an entry can do without.
  const { changeHostFile } = await import("./change-host-file.ts");
  const { readEntry } = await import("./documents/edit-entry.ts");
  const { goBack, isStepOf } = await import("./history.ts");
  const { hasReplaced, isReplaced } = await import("./history/step.ts");
  const isGone = (step: Step) => isStepOf(step, name, place);

  const {
    result: { warning, ...result },
    ...changed
  } = await changeHostFile(
    place,
    async (past, at): Promise<typeof past & { result: Removal }> => {
      const { text, steps } = past;
      // It may come back, and then the receipt alone knows what the entry held before.
      if (text === undefined) {
        const known = steps.some(isGone) ? { warning: missing(at.file, name) } : {};
        const kept = steps.map((step) => (isGone(step) ? { ...step, unwanted: true } : step));
        return { ...past, steps: kept, result: { how: "absent", replaced: false, ...known } };
      }
      const own = steps.filter(isGone);
      const now = await readEntry(at, text, name);
      // Only of what stands there now: what a step replaced is somebody's own, however much like the kit's.
      const isTouchedNow = own.some((step) => isTouched(now, step.value) && !isReplaced(step, now));
      const isWritten = (value: unknown) =>
        hasOwnShape(value) || own.some((step) => isDeepStrictEqual(step.value, value));
      const isOurs = (value: unknown) =>
        isWritten(value) || (isTouchedNow && isDeepStrictEqual(value, now));
      const isOwed = own.some((step) => hasReplaced(step, isWritten));
      if (now === undefined && !isOwed) {
        const others = steps.filter((step) => !isGone(step));
        return { ...past, steps: others, result: { how: "absent", replaced: false } };
      }
      if (now !== undefined && !isOurs(now))
        return { ...past, result: { how: "foreign", replaced: false } };
      const orphan = { name, isOurs: hasOwnShape };
      const { exact, ...back } = await goBack(past, { place: at, isGone, orphan, isOurs });
      const replaced = (await readEntry(at, back.text ?? "", name)) !== undefined;
      return { ...back, result: { how: exact ? "restored" : "removed", replaced } };
    },
    { userFolder, dryRun },
  );
  const warnings = [...changed.warnings, ...(warning === undefined ? [] : [warning])];
  return { ...changed, ...result, warnings };
}

function missing(file: string, name: string): string {
  return `${file} is not there: was it moved, or is its disk not mounted? What the kit knows of ${name} is kept until the file is back.`;
}
