import { z } from "zod";
import { tools } from "../contract.ts";
import { maxNotes } from "../notes.ts";
import { plainText } from "../plain-text.ts";
import { defineTool, ToolFailure, type NotesContext } from "./tool.ts";

const maxLength = 1000;

const input = z.strictObject({
  text: z.string().trim().min(1).max(maxLength).describe("The note, which is kept as one line"),
});
const output = z.strictObject({ notes: z.array(z.string()).describe("All notes, oldest first") });

/** Keeps a note: state that outlives the call, and the eviction of the object that holds it. */
export const addNote = defineTool({
  name: tools.addNote,
  title: "Add a note",
  description: "Keeps a note and returns all that were kept.",
  input,
  output,
  annotations: {
    readOnlyHint: false,
    destructiveHint: false,
    idempotentHint: false,
    openWorldHint: false,
  },
  run: async ({ text }, { notes }: NotesContext) => {
    const note = plainText(text, maxLength);
    if (note === "") throw new ToolFailure("There is nothing in the note that can be seen.");
    const all = await notes.add(note);
    if (!all) {
      throw new ToolFailure(`There are ${maxNotes} notes, and no more are kept. Clear them first.`);
    }
    return {
      text: all.map((each, index) => `${index + 1}. ${each}`).join("\n"),
      structured: { notes: all },
    };
  },
});
