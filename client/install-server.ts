import type { HostPlaceOptions } from "./host-place.ts";
import type { ShapedEntry } from "./hosts/host.ts";
import type { Host } from "./hosts/table.ts";

export interface InstallOptions extends HostPlaceOptions {
  /** What the host calls the server. Default: from the URL. */
  name?: string | undefined;
  /** Default `"claude-desktop"`. */
  host?: Host | undefined;
  /** A file with headers for the server, one a line, readable for its user only. */
  headerFile?: string | undefined;
  /** Writes an entry with the bridge also where the host could do without. */
  bridge?: boolean | undefined;
  /** Replaces an entry of that name that is somebody else's. */
  force?: boolean | undefined;
  /** Leaves the entry in place when its proof fails. */
  keep?: boolean | undefined;
  /** Asks the server first, signs in, and starts the entry afterwards. Without it no network is touched. Default `true`. */
  verify?: boolean | undefined;
  /** Writes nothing at all, and signs nobody in. */
  dryRun?: boolean | undefined;
  /** Whether a browser is opened for a sign-in. Default `true`. */
  open?: boolean | undefined;
  signal?: AbortSignal | undefined;
  /** Called with what is done next, in a person's words. */
  onProgress?: ((what: string) => void) | undefined;
}

/** What became of an installation. */
export interface Installed {
  host: Host;
  /** Where the bytes of the host's file lie. */
  file: string;
  /** As it stands in the file: some hosts respell names. */
  name: string;
  /** False when the entry was there already. After a dry run: whether it would be written. */
  changed: boolean;
  /** Whether an entry of that name stood there, which held something else. */
  replaces: boolean;
  /** `remote` where the host calls the server by itself. */
  form: "bridge" | "remote";
  entry: ShapedEntry;
  /** What the entry answered when it was started as the host starts it. Nothing without proof, and for `remote`. */
  verified: { tools: string[]; ms: number } | null;
  /** The file before and after; nothing when there was none. */
  before: string | undefined;
  after: string;
  /** What a person should know, in whole sentences. */
  warnings: string[];
  /** What is better than the entry, where nobody asked the server and its address says so: to add it as a Connector. */
  advice?: string;
  /** What a person does next, in whole sentences. */
  next: string[];
}

/**
 * Puts a server into a host's configuration file, and proves it: asks the server what it is, signs in, writes the entry, and starts
 * it as the host will. When the proof fails the file is put back.
 *
 * @throws {KitError} USAGE, URL_INVALID, HEADER_REFUSED, HOST_UNSUPPORTED before any file is read
 * @throws {KitError} CONNECT_FAILED, CONNECT_TIMED_OUT, SIGN_IN_FAILED, CONNECTOR_ADVISED with nothing written, or all put back
 * @throws {KitError} HOST_FILE_REFUSED when the file is not what its host can read; it is left as it was
 * @example const { verified } = await installServer("http://localhost:8788/mcp", { name: "my-worker" });
 */
export async function installServer(url: string, options: InstallOptions = {}): Promise<Installed> {
  // Loaded late: a command that only prints an entry can do without.
  const { install } = await import("./install/install.ts");
  return install(url, options);
}
