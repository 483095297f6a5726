import type { Notes } from "./notes.ts";

/** What a session keeps: it is on disk, and so survives the eviction of its Durable Object. */
export interface NotesState {
  notes: string[];
}

/** The notes of one session, in the state of its `McpAgent`. */
export function sessionNotes(session: {
  state: NotesState;
  setState(state: NotesState): void;
}): Notes {
  return {
    list: async () => session.state.notes,
    add: async (text) => {
      session.setState({ notes: [...session.state.notes, text] });
      return session.state.notes;
    },
    clear: async () => session.setState({ notes: [] }),
  };
}
