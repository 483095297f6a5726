import type { Entry } from "../entry.ts";
import type { Platform } from "../platform.ts";

/** One row of the table of hosts: all that the kit knows of a program that starts or calls MCP servers. */
export interface HostDefinition {
  /** What people call it. */
  title: string;
  /** How its configuration file is written. In `json` a comment is an error of the file. */
  format: "json" | "jsonc" | "toml" | "yaml";
  /** The keys that lead to its entries in the document, e.g. `["mcpServers"]`. Below them stands one entry for each key. */
  container: readonly string[];
  /** The key under which an entry of that name stands, where the host respells names. Default: the name. */
  key?: (name: string) => string;
  /** Where the configuration file lies. The first that is there is used; of several, the first is the more likely one. */
  files: Record<Platform["os"], readonly FilePlace[]>;
  /** Gives the entry of a server that the host starts. */
  stdio: (entry: Entry, name: string) => ShapedEntry;
  /** Gives the entry of a server that the host calls by itself. Missing where the host's file takes no URL. */
  remote?: RemoteForm;
  /** Reads one entry, ours or anybody's; undefined for what is no server that the kit understands. */
  read: (value: unknown) => ReadEntry | undefined;
  /** Tables that it writes into an entry for what its user decides in it, beside switches and lists. */
  ownTables?: readonly string[];
  /** By what names it runs: the executable's without `.exe`, or a macOS bundle's, `Claude.app`. Empty where none tells it apart. */
  processes: Record<Platform["os"], readonly string[]>;
  /** Whether it writes its file from memory while it runs, and so drops what was written meanwhile. */
  rewritesFile?: true;
  sources: readonly Source[];
  /** What is doubtful, and where sources disagree. */
  note?: string;
}

/** An entry as the host's file holds it. */
export type ShapedEntry = Record<string, unknown>;

export interface RemoteForm {
  /** Gives the entry, e.g. `{ type: "http", url: "https://example.com/mcp" }`. */
  shape: (server: RemoteServer) => ShapedEntry;
  /** Whether the host signs in by OAuth itself (MCP authorization). Where it does not, or says nothing of it, the bridge does. */
  oauth: boolean;
  /** Whether a header's value can stay out of the file, behind a variable or a question to the user. */
  secretHeaders: boolean;
  /** Questions to the user that the secrets stand for, to be put into the document's list `inputs`. */
  inputs?: (server: RemoteServer) => SecretInput[];
  /** What the user does in the host to sign in, where it does not ask by itself. */
  signIn?: (name: string) => string;
}

export interface RemoteServer {
  name: string;
  url: string;
  /** Only where the form has `secretHeaders`. */
  headers?: readonly SecretHeader[];
}

/** A header whose value stands outside the file. */
export interface SecretHeader {
  /** For example `Authorization`. */
  name: string;
  /** The environment variable that holds the secret, for example `MY_WORKER_TOKEN`. */
  variable: string;
  /** What stands before the secret in the header, with a space between. */
  scheme?: "Bearer" | "Basic";
}

/** @see https://code.visualstudio.com/docs/agents/reference/mcp-configuration input variables */
export interface SecretInput {
  type: "promptString";
  id: string;
  description: string;
  password: true;
}

/** What an entry says. `disabled` where the host was told to leave it alone. */
export type ReadEntry = (
  | { kind: "stdio"; entry: Entry }
  /** `hasCredentials` where it says what else the host sends or signs in with, which is not read. */
  | { kind: "remote"; url: string; hasCredentials?: true }
) & {
  disabled?: true;
};

/** A file, from the folders that a host starts from. `/` stands between its parts on every platform. */
export interface FilePlace {
  /** Tells the files of one host apart, e.g. `msix`. */
  variant: string;
  /** `appData` is `%APPDATA%`, `localAppData` `%LOCALAPPDATA%`, `xdgConfig` `$XDG_CONFIG_HOME`, each with its usual default. */
  from: "home" | "appData" | "localAppData" | "xdgConfig";
  /** A part with `*` stands for every folder of such a name; `known` is the one to try where folders cannot be listed. */
  path: string;
  known?: string;
  /** The host's own variables, the first that is set going before `from`, each with the path below it (empty: the file itself). */
  variables?: Readonly<Record<string, string>>;
  /** The part of `path` whose being there shows that this variant is installed, before it has written a file. */
  installed?: string;
}

export interface Source {
  /** What was taken from it. */
  fact: string;
  url: string;
  /** The day it was looked up, or the day its own text gives. */
  date: string;
}
