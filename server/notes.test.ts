import { test } from "vitest";
import { lastNumberOf, maxNotes, withNote, withoutNotes, type KeptNotes } from "./notes.ts";

test("a note keeps its number for good, and a question throws nothing away that it was not about", ({
  expect,
}) => {
  let kept: KeptNotes = { notes: [] };
  const add = (text: string) => (kept = withNote(kept, text) ?? kept);
  add("one");
  add("two");
  const asked = lastNumberOf(kept);
  add("three");
  expect(asked).toBe(2);
  kept = withoutNotes(kept, asked);
  expect(kept.notes).toEqual(["three"]);
  // The same answer again, or one from before, or one that was made up.
  for (const again of [asked, 1, 0, -5]) expect(withoutNotes(kept, again)).toEqual(kept);
  add("four");
  expect(lastNumberOf(kept)).toBe(4);
  expect(withoutNotes(kept, 1e9)).toEqual({ notes: [], cleared: 4 });
});

test("no more notes are kept than there may be", ({ expect }) => {
  const full = { notes: Array.from({ length: maxNotes }, () => "note") };
  expect(withNote(full, "one more")).toBeUndefined();
  expect(withNote(withoutNotes(full, 1), "one more")?.notes).toHaveLength(maxNotes);
});
