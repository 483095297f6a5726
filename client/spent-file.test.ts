import { appendFile } from "node:fs/promises";
import { test } from "vitest";
import { addEntry } from "./add-entry.ts";
import { temporaryHome, value } from "./host-file.test-support.ts";
import { removeEntry } from "./remove-entry.ts";

const name = "ours";

test.for(["\n", " ", "\r\n"])(
  "removes a file that was made for the entry when somebody has added no more than %j",
  async (added, { expect }) => {
    await using home = await temporaryHome();
    await addEntry(home.place, { ...home.options, name, value });
    await appendFile(home.place.file, added);
    const removed = await removeEntry(home.place, { ...home.options, name });
    expect(removed).toMatchObject({ how: "removed", changed: true, text: undefined });
    expect(await home.read().catch(() => "none")).toBe("none");
    expect(await home.receipts()).toEqual([]);
  },
);
