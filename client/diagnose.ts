import type { Finding } from "./doctor/finding.ts";
import type { ListProcesses } from "./hosts/list-processes.ts";
import type { ListServersOptions } from "./list-servers.ts";
import type { ProbeOptions } from "./probe-server.ts";
import type { RunProgram } from "./sign-in/port-holder.ts";
import type { NodeProbes } from "./stable-node.ts";

export type { Finding } from "./doctor/finding.ts";

export interface DiagnoseOptions
  extends ListServersOptions, Pick<ProbeOptions, "fetch" | "signal" | "timeoutMs"> {
  /** Looks at this one server only. With `fix` its entry is changed whoever wrote it. */
  name?: string | undefined;
  /** Mends what can be mended, and looks again. Default: writes nothing at all. */
  fix?: boolean | undefined;
  /**
   * How long `fix` waits for its user to quit a running host before it writes the host's file, in milliseconds, and to sign in anew
   * where a sign-in is over. The file is written after that anyway, with a warning. Default 0: nobody is there, and no browser opens.
   */
  quitWithinMs?: number | undefined;
  /** Asks no server. */
  offline?: boolean | undefined;
  /** A Worker's Wrangler configuration, whose settings are looked at too. */
  wrangler?: string | undefined;
  /** How the machine is asked for its Node.js, for what runs, and for who holds a port. */
  node?: NodeProbes | undefined;
  processes?: ListProcesses | undefined;
  run?: RunProgram | undefined;
  /** Called with what is done next, in a person's words. */
  onProgress?: ((what: string) => void) | undefined;
}

export interface Diagnosis {
  /** Whether nothing is left but warnings. */
  ok: boolean;
  /** Whether a host's file was refused, and left as it was. */
  refused: boolean;
  /** What is wrong now; after `fix` what is still wrong. */
  findings: Finding[];
  /** What `fix` has mended, and was gone when it was looked for again. */
  fixed: Finding[];
  looked: {
    files: number;
    servers: number;
    /** A file that was named, and files that the kit has written and whose folders are gone. */
    missing: string[];
  };
}

/**
 * Finds what is wrong with the servers in the hosts' files and what is behind them: files, bridges, Node.js, sign-ins, and what the
 * servers answer. Without `fix` nothing is written; a browser is never opened.
 *
 * With `fix` entries of the kit's own are mended, each change with a receipt; somebody else's only where `name` says so. A file that
 * its host cannot read is never changed. A Worker's settings are mended so that Wrangler reads from them what it did, save for a value
 * whose quotation mark is closed.
 *
 * @throws {KitError} USAGE, HOST_UNSUPPORTED for a host, a file or a name that is none
 * @throws the signal's reason when it is aborted
 * @example
 * const { ok, findings } = await diagnose({ host: "claude-desktop" });
 * for (const { what, mend } of findings) console.error(`${what} ${mend}`);
 */
export async function diagnose(options: DiagnoseOptions = {}): Promise<Diagnosis> {
  // Loaded late: it brings every parser, and the MCP SDK.
  const { examine } = await import("./doctor/examine.ts");
  return examine(options);
}
