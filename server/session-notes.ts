import { withoutNotes, type KeptNotes, type Notes } from "./notes.ts";

/** The notes of one session, in the state of its `McpAgent`: on disk, and so they survive the eviction of its Durable Object. */
export function sessionNotes(session: {
  state: KeptNotes;
  setState(state: KeptNotes): void;
}): Notes {
  return {
    list: async () => session.state,
    add: async (text) => {
      session.setState({ ...session.state, notes: [...session.state.notes, text] });
      return session.state.notes;
    },
    clear: async (lastNumber) => {
      const { length } = session.state.notes;
      session.setState(withoutNotes(session.state, lastNumber));
      return length - session.state.notes.length;
    },
  };
}
