import { readHostFile } from "./host-file.ts";
import { parseHostDocument } from "./parse-host-document.ts";
import { replaceHostFile } from "./replace-host-file.ts";
import { spliceEntry } from "./splice-entry.ts";
import type { WriteEntryOptions, WrittenEntry } from "./write-entry.ts";

/** Does what `writeEntry` promises, for a name that has been checked. */
export async function editHostFile(options: WriteEntryOptions): Promise<WrittenEntry> {
  const { file, name, entry } = options;
  const before = await readHostFile(file);
  const document = parseHostDocument(before);
  const after = spliceEntry(document, name, entry);
  const changed = after !== document.text;
  const text = document.byteOrderMark + after;
  if (changed) await replaceHostFile(before, text);
  return { changed, text };
}
