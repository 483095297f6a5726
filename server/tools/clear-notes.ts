import { z } from "zod";
import { tools } from "../contract.ts";
import { defineTool, type NotesContext } from "./tool.ts";

const input = z.strictObject({});
const output = z.strictObject({ cleared: z.int().describe("How many notes were thrown away") });

/** Throws all notes away, after the person has said yes in their client. */
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
    const { length } = await notes.list();
    if (length === 0) return { text: "There are no notes.", structured: { cleared: 0 } };
    if (!(await confirm(`Throw away ${length === 1 ? "the note" : `all ${length} notes`}?`))) {
      return { text: "Nothing was thrown away.", structured: { cleared: 0 } };
    }
    await notes.clear();
    return { text: `Threw away ${length}.`, structured: { cleared: length } };
  },
});
