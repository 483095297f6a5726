import type { Notes } from "./notes.ts";

/** An agent with the state of one session. */
interface NoteKeeper {
  readonly state: { notes: string[] };
  setState(state: { notes: string[] }): void;
}

/** Keeps notes in a session's state: it is on disk, and so survives the eviction of the session's object. */
export function sessionNotes(session: NoteKeeper): Notes {
  return {
    list: async () => session.state.notes,
    async add(text) {
      session.setState({ notes: [...session.state.notes, text] });
      return session.state.notes;
    },
    clear: async () => session.setState({ notes: [] }),
  };
}
