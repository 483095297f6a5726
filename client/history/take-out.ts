import { isDeepStrictEqual } from "node:util";
import { refuseHostFile } from "../host-file.ts";
import { deleteEntry, differsInEntryOnly, readEntry, setEntry } from "../documents/edit-entry.ts";
import { applySplices } from "../documents/splice.ts";
import { hasReplaced, isReplaced, type Made, type Step } from "./step.ts";

export interface TakingOut {
  file: string;
  isOurs: (value: unknown) => boolean;
  /** What the entry is to hold, instead of what it held before. */
  earlier?: Made | undefined;
}

/**
 * Takes a step's entry out of a text that others have changed since, or gives it back what it held before, also where they have
 * dropped it: by the very words of the step if they are still there, and give all of it.
 *
 * @throws {KitError} HOST_FILE_REFUSED when it cannot be given back
 */
export async function takeOut(
  text: string,
  step: Step,
  { file, isOurs, earlier }: TakingOut,
): Promise<string> {
  const place = { ...step, file };
  const { name, replaced } = step;
  const now = await readEntry(place, text, name);
  if (now === undefined ? earlier || !hasReplaced(step, isOurs) : !isOurs(now)) return text;
  if (earlier) return applySplices(text, await setEntry(place, text, name, earlier.value));
  if (isDeepStrictEqual(now, step.value)) {
    for (const after of withoutInserted(text, step)) {
      const wanted = await readEntry(place, after, name).catch(() => now);
      if (!isReplaced(step, wanted)) continue;
      if (await differsInEntryOnly(place, { before: text, after, name, wanted })) return after;
    }
  }
  if (step.replacedAs !== undefined)
    throw refuseHostFile(file, `cannot be given back what ${name} held before`, {
      hint: "JSON has no words for it. Change the entry in an editor: the kit's receipt in .remote-mcp-kit/receipts shows what it held.",
    });
  const splices = Object.hasOwn(step, "replaced")
    ? await setEntry(place, text, name, replaced)
    : await deleteEntry(place, text, name);
  return applySplices(text, splices);
}

/** The text with what the step had inserted turned back, where that stands in it just once. */
function withoutInserted(text: string, { splices }: Step): string[] {
  const [inserted, ...others] = splices.filter((splice) => splice.inserted !== "");
  if (!inserted || others.length > 0) return [];
  const parts = text.split(inserted.inserted);
  return parts.length === 2 ? [parts.join(inserted.removed)] : [];
}
