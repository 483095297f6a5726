import { z } from "zod";
import { tools } from "../contract.ts";
import { lastNumberOf } from "../notes.ts";
import { defineTool, type NotesContext } from "./tool.ts";

const input = z.strictObject({});
const output = z.strictObject({ cleared: z.int().describe("How many notes were thrown away") });

/** Throws away the notes that a question was about, after the person has said yes to it in their client. */
export const clearNotes = defineTool({
  name: tools.clearNotes,
  title: "Clear all notes",
  description: "Asks the person, and throws all notes away when they agree.",
  input,
  output,
  annotations: {
    readOnlyHint: false,
    destructiveHint: true,
    idempotentHint: true,
    openWorldHint: false,
  },
  run: async (_input, { notes, confirm }: NotesContext) => {
    const kept = await notes.list();
    const { length } = kept.notes;
    if (length === 0) return { text: "There are no notes.", structured: { cleared: 0 } };
    const question = `Throw away ${length === 1 ? "the note" : `all ${length} notes`}?`;
    const agreed = await confirm(question, lastNumberOf(kept));
    if (agreed === undefined) {
      return { text: "Nothing was thrown away.", structured: { cleared: 0 } };
    }
    // What was added while the person looked at the question stays, and what was thrown away meanwhile does not count.
    const cleared = await notes.clear(agreed);
    return { text: `Threw away ${cleared}.`, structured: { cleared } };
  },
});
