import { test } from "vitest";
import { maxNotes, type KeptNotes } from "../notes.ts";
import { sessionNotes } from "../session-notes.ts";
import { addNote } from "./add-note.ts";
import type { NotesContext } from "./tool.ts";

function contextWith(count: number): { context: NotesContext; kept: () => string[] } {
  const notes = Array.from({ length: count }, (_, index) => `note ${index}`);
  const session = {
    state: { notes },
    setState: (state: KeptNotes) => void (session.state = state),
  };
  const context = {
    notes: sessionNotes(session),
    signal: new AbortController().signal,
    progress: async () => {},
    confirm: async () => undefined,
  };
  return { context, kept: () => session.state.notes };
}

test("takes the last note that fits, and no further one", async ({ expect }) => {
  const { context, kept } = contextWith(maxNotes - 1);
  await addNote.run({ text: "last" }, context);
  expect(kept()).toHaveLength(maxNotes);
  await expect(addNote.run({ text: "one more" }, context)).rejects.toThrow(
    /^There are 100 notes, and no more are kept/,
  );
  expect(kept()).toHaveLength(maxNotes);
});

test.for([
  ["nothing", ""],
  ["spaces", "   "],
  ["nothing that can be seen", "\u200B\u202E"],
  ["more than a thousand characters", "x".repeat(1001)],
] as const)("keeps no note of %s", async ([, text], { expect }) => {
  const { context, kept } = contextWith(0);
  await expect((async () => addNote.run({ text }, context))()).rejects.toThrow();
  expect(kept()).toEqual([]);
});
