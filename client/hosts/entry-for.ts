import type { Entry } from "../entry.ts";
import { KitError } from "../kit-error.ts";
import { quote } from "../quote.ts";
import { checkServerName } from "../server-name.ts";
import { parseServerUrl, type ServerUrlOptions } from "../server-url.ts";
import type { SecretHeader, SecretInput, ShapedEntry } from "./host.ts";
import { hostDefinition, type Host } from "./table.ts";

export interface EntryForOptions extends ServerUrlOptions {
  /** What the host calls the server. */
  name: string;
  url: string;
  /** The bridge's entry, for a host that cannot reach the server by itself. Its headers stand in a file that it names. */
  entry: Entry;
  /** Headers that the server wants, their values outside the host's file. */
  headers?: readonly SecretHeader[];
  /** Whether the server asks for OAuth. Default: true, unless `headers` are given. */
  signIn?: boolean;
  /** Takes the bridge, also where the host could do without. */
  bridge?: boolean;
}

/** What is written for one server, and where. */
export interface EntryForHost {
  form: "remote" | "bridge";
  /** Below the host's container. */
  key: string;
  value: ShapedEntry;
  /** To be added to the document's list `inputs` (VS Code): it asks the user for the secrets, and keeps them itself. */
  inputs: SecretInput[];
  /** The environment variables that the user has to set for the host. */
  variables: string[];
  /** What the user does next to sign in, where the host does not ask by itself. */
  signIn?: string;
}

/**
 * Gives the entry for a server in the form that serves the host best: the URL itself where the host can sign in, and can keep a
 * header's secret out of its file; otherwise the bridge.
 *
 * @throws {KitError} HOST_UNSUPPORTED when the host is not known
 * @throws {KitError} USAGE when the name, a header or a variable is not allowed
 * @throws {KitError} URL_INVALID when the URL is not allowed
 * @example entryFor("cursor", { name: "my-worker", url, entry }).value; // { url: "https://…/mcp" }
 */
export function entryFor(host: Host, options: EntryForOptions): EntryForHost {
  const { remote, stdio, key = (name: string) => name } = hostDefinition(host);
  const { entry, headers = [], bridge = false } = options;
  const name = checkServerName(options.name);
  const url = parseServerUrl(options.url, options).href;
  const asksForSignIn = options.signIn ?? headers.length === 0;
  headers.forEach(checkHeader);
  const common = { key: key(name), inputs: [], variables: [] };
  const canReach = (remote?.oauth ?? false) || !asksForSignIn;
  const canHide = (remote?.secretHeaders ?? false) || headers.length === 0;
  if (!remote || bridge || !canReach || !canHide)
    return { ...common, form: "bridge", value: stdio(entry, name) };

  const server = { name, url, headers };
  const inputs = remote.inputs?.(server) ?? [];
  return {
    ...common,
    form: "remote",
    value: remote.shape(server),
    inputs,
    variables: inputs.length > 0 ? [] : headers.map(({ variable }) => variable),
    ...(asksForSignIn && remote.signIn && { signIn: remote.signIn(name) }),
  };
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2 a header's name is a token */
function checkHeader({ name, variable }: SecretHeader): void {
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
    throw new KitError("USAGE", `The header name ${quote(name)} is not allowed.`, {
      hint: "Use letters, digits and -, for example Authorization.",
    });
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(variable))
    throw new KitError("USAGE", `The variable ${quote(variable)} is not allowed.`, {
      hint: "Use letters, digits and _, for example MY_WORKER_TOKEN.",
    });
}
