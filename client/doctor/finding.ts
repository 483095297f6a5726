import type { Host } from "../hosts/table.ts";

/** Something that is wrong on this machine, why it matters, and what mends it. No secret is part of it. */
export interface Finding {
  /** Permanent, in kebab-case, e.g. `bridge-missing`. */
  id: string;
  /** `fail`: does not work, or puts the user at risk. `warn`: works today. */
  severity: "fail" | "warn";
  /** What was found, one sentence with the offending value quoted. */
  what: string;
  /** Why it matters, one sentence. */
  why: string;
  /** The command that mends it; where only a person can, the one that opens the file for them, and `advice` says what to do in it. */
  mend: string;
  /** What to do instead, or besides. */
  advice?: string;
  /** Nothing for what concerns a Worker, or a receipt of the kit's. */
  host: Host | null;
  file: string | null;
  /** In the file, where it is about one. The first is 1. */
  line?: number;
  /** What the host calls the server. */
  name: string | null;
  /** Whether `--fix` mends it. */
  fixable: boolean;
  /** What is left to do once it is mended, e.g. `mcp-kit login my-worker`. */
  next?: string;
  /** Why `--fix` has not mended it, though it tried. */
  obstacle?: string;
}
