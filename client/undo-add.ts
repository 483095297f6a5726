import type { Place } from "./documents/place.ts";
import type { RemovedEntry } from "./remove-entry.ts";

/**
 * Takes back one change of `addEntry`, and no other: the entry holds again what it held before, which may be an earlier one of the
 * kit's own.
 *
 * @param change.receipt what `addEntry` gave
 * @returns `absent` when there is no such receipt any more
 * @throws {KitError} HOST_FILE_REFUSED when the file is not what its host can read, or cannot be replaced; it is left as it was
 */
export async function undoAdd(
  place: Place,
  { receipt, userFolder }: { receipt: string; userFolder: string },
): Promise<RemovedEntry> {
  // Loaded late: most of this room's weight, which a command that only prints an entry can do without.
  const { changeHostFile } = await import("./change-host-file.ts");
  const { readEntry } = await import("./documents/edit-entry.ts");
  const { goBack } = await import("./history.ts");
  const { isReplaced } = await import("./history/step.ts");
  const { isDeepStrictEqual } = await import("node:util");
  const { result, ...changed } = await changeHostFile(
    place,
    async (past, at): Promise<typeof past & { result: Pick<RemovedEntry, "how" | "replaced"> }> => {
      const undone = past.steps.find(({ id }) => id === receipt);
      if (!undone) return { ...past, result: { how: "absent", replaced: false } };
      // Somebody has removed the file meanwhile: nobody is to be told that this entry was lost with it. What it had replaced is kept.
      const isAllNew = undone.previous === undefined && isReplaced(undone, undefined);
      if (past.text === undefined && isAllNew) {
        const others = past.steps.filter((step) => step !== undone);
        return { ...past, steps: others, result: { how: "removed", replaced: false } };
      }
      const { exact, ...back } = await goBack(past, {
        place: at,
        isGone: (step) => step === undone,
        isOurs: (value) => isDeepStrictEqual(value, undone.value),
        earlier: undone.previous,
      });
      const replaced = (await readEntry(at, back.text ?? "", undone.name)) !== undefined;
      return { ...back, result: { how: exact ? "restored" : "removed", replaced } };
    },
    { userFolder },
  );
  return { ...changed, ...result };
}
