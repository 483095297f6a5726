/** A short list of texts that somebody keeps. */
export interface Notes {
  list(): Promise<KeptNotes>;
  /** @returns all notes, or nothing when there are {@link maxNotes}, and none was added */
  add(text: string): Promise<string[] | undefined>;
  /** Throws away the notes up to the one with this number. @returns how many those were */
  clear(lastNumber: number): Promise<number>;
}

/** What there is of them, oldest first. */
export interface KeptNotes {
  notes: string[];
  /** How many were thrown away before. Notes are numbered on from there, so that a number never becomes another note's. */
  cleared?: number;
}

/** More would grow without end in somebody's name. */
export const maxNotes = 100;

/** The number of the newest note. */
export function lastNumberOf({ notes, cleared = 0 }: KeptNotes): number {
  return cleared + notes.length;
}

/** What there is with one more. A store looks and writes in one step: between two others could fit in. */
export function withNote({ notes, cleared = 0 }: KeptNotes, text: string): KeptNotes | undefined {
  return notes.length < maxNotes ? { notes: [...notes, text], cleared } : undefined;
}

/** What is left when the notes up to a number are thrown away. */
export function withoutNotes({ notes, cleared = 0 }: KeptNotes, lastNumber: number): KeptNotes {
  const count = Math.min(Math.max(lastNumber - cleared, 0), notes.length);
  return { notes: notes.slice(count), cleared: cleared + count };
}
