/** A short list of texts that somebody keeps. */
export interface Notes {
  list(): Promise<string[]>;
  add(text: string): Promise<string[]>;
  clear(): Promise<void>;
}

/** More would grow without end in somebody's name. */
export const maxNotes = 100;
