import { withNote, withoutNotes, type KeptNotes, type Notes } from "./notes.ts";

/** The notes of one session, in the state of its `McpAgent`: on disk, and so they survive the eviction of its Durable Object. */
export function sessionNotes(session: {
  state: KeptNotes;
  setState(state: KeptNotes): void;
}): Notes {
  return {
    list: async () => session.state,
    add: async (text) => {
      const more = withNote(session.state, text);
      if (more) session.setState(more);
      return more?.notes;
    },
    clear: async (lastNumber) => {
      const { length } = session.state.notes;
      session.setState(withoutNotes(session.state, lastNumber));
      return length - session.state.notes.length;
    },
  };
}
