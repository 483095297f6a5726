import type { Host } from "../hosts/table.ts";
import type { Finding } from "./finding.ts";
import type { Scene } from "./scene.ts";

/** One thing to look after: what it may find, as data, and one function that looks. */
export interface Check<Id extends string = string> {
  finds: Readonly<Record<Id, { severity: Finding["severity"]; why: string }>>;
  /** Whether it asks servers. */
  network?: true;
  /** Only looks: nothing is written, and no browser is opened. */
  look: (scene: Scene, soFar: readonly Symptom[]) => Promise<Symptom<Id>[]> | Symptom<Id>[];
}

/** What a check has found, before its data is added. */
export interface Symptom<Id extends string = string> {
  id: Id;
  what: string;
  mend: string;
  advice?: string | undefined;
  /** What its user does first with an entry of a name that the kit gives none: it takes the place of `advice` and `next`. */
  rename?: string | undefined;
  next?: string;
  line?: number | undefined;
  at: { host: Host | null; file: string | null; name: string | null };
  /** Tells it from others of its id in the same place. */
  detail?: string;
  /** Mends it. Whether it did, the next look says. */
  fix?: () => Promise<void>;
  /** Whether it is mended before anything is written. */
  beforeWriting?: true;
  /** Whether mending it, by whomever, changes the host's file. */
  changesFile?: true;
}

/** Gives what is found at a server's entry. */
export function atServer({ host, file, name }: { host: Host; file: string; name: string }) {
  return { host, file, name };
}
