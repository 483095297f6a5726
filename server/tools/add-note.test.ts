import { test } from "vitest";
import { maxNotes, type Notes } from "../notes.ts";
import { addNote } from "./add-note.ts";
import type { NotesContext } from "./tool.ts";

function contextWith(count: number): { context: NotesContext; list: string[] } {
  const list = Array.from({ length: count }, (_, index) => `note ${index}`);
  const notes: Notes = {
    list: async () => ({ notes: list }),
    add: async (text) => (list.push(text), list),
    clear: async (last) => list.splice(0, last).length,
  };
  const context = {
    notes,
    signal: new AbortController().signal,
    progress: async () => {},
    confirm: async () => undefined,
  };
  return { context, list };
}

test("takes the last note that fits, and no further one", async ({ expect }) => {
  const { context, list } = contextWith(maxNotes - 1);
  await addNote.run({ text: "last" }, context);
  expect(list).toHaveLength(maxNotes);
  await expect(addNote.run({ text: "one more" }, context)).rejects.toThrow(
    /^There are 100 notes, and no more are kept/,
  );
  expect(list).toHaveLength(maxNotes);
});

test.for([
  ["nothing", ""],
  ["spaces", "   "],
  ["nothing that can be seen", "\u200B\u202E"],
  ["more than a thousand characters", "x".repeat(1001)],
] as const)("keeps no note of %s", async ([, text], { expect }) => {
  const { context, list } = contextWith(0);
  await expect((async () => addNote.run({ text }, context))()).rejects.toThrow();
  expect(list).toEqual([]);
});
