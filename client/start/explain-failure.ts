import type { KitErrorCode } from "../kit-error.ts";
import { blockedPort } from "../probe/network-failure.ts";

export interface Explanation {
  code: KitErrorCode;
  hint: string;
}

interface Known extends Explanation {
  says: RegExp;
}

/** What mcp-remote, npx and Node.js say when an entry does not start; the first that fits explains it. */
const known: Known[] = [
  {
    says: /npm (ERR!|error)/,
    code: "CONNECT_FAILED",
    hint: "npx could not fetch the bridge: use the installed form, `mcp-kit install <url>`, which needs no network for it.",
  },
  {
    says: /bad port/,
    code: "CONNECT_FAILED",
    hint: `${blockedPort}.`,
  },
  {
    says: /Cannot find module|ERR_MODULE_NOT_FOUND/,
    code: "CONNECT_FAILED",
    hint: "The bridge that the entry names is not there: run `mcp-kit install <url>` again.",
  },
  {
    says: /(File|WebSocket|CustomEvent|ReadableStream) is not defined|markAsUncloneable|Unsupported engine|SyntaxError: Unexpected/,
    code: "NODE_TOO_OLD",
    hint: "The Node.js behind the entry is too old for mcp-remote, which needs 20.18.1: run `mcp-kit doctor --fix`.",
  },
  {
    says: /Could not read the header file/,
    code: "CONNECT_FAILED",
    hint: "The file that --header-file names is not there: run `mcp-kit install <url> --header-file <file>` again.",
  },
  {
    says: /ECONNREFUSED/,
    code: "CONNECT_FAILED",
    hint: "Nothing listens at the server's address: start it, e.g. with `npx wrangler dev`, and try again.",
  },
  {
    says: /ENOTFOUND|EAI_AGAIN/,
    code: "CONNECT_FAILED",
    hint: "The server's host is not known: check its spelling, and the network connection.",
  },
  {
    says: /self.signed certificate|UNABLE_TO_VERIFY_LEAF_SIGNATURE|CERT_|unable to (verify|get)/i,
    code: "CONNECT_FAILED",
    hint: "The server's certificate is not accepted: behind a company's proxy, set NODE_EXTRA_CA_CERTS in the entry's env.",
  },
  {
    says: /Non-HTTPS URLs are only allowed/,
    code: "CONNECT_FAILED",
    hint: "mcp-remote takes plain http for localhost and 127.0.0.1 only: use https.",
  },
  {
    says: /Authorization (failed|error)|access_denied|invalid_grant|Stopped after \d+ (sign-ins|token exchanges)/,
    code: "SIGN_IN_FAILED",
    hint: "The sign-in was refused or went wrong: run `mcp-kit login <name>` again.",
  },
  {
    says: /EADDRINUSE|Could not find a free callback port|Callback port \d+ is already in use/,
    code: "CONNECT_FAILED",
    hint: "The port that sign-in comes back to is taken: `mcp-kit status <name>` says by whom.",
  },
  {
    says: /ENOTDIR|EACCES|EROFS|ENOSPC/,
    code: "CONNECT_FAILED",
    hint: "mcp-remote cannot write where it keeps its sign-ins, MCP_REMOTE_CONFIG_DIR or ~/.mcp-auth: `mcp-kit doctor` finds what is in the way there.",
  },
  {
    says: /HTTP 40[13]|\b40[13]\b.*(Unauthorized|Forbidden)|invalid_token/i,
    code: "SIGN_IN_FAILED",
    hint: "The server refuses the credentials: check the header file, or sign in with `mcp-kit login <name>`.",
  },
  {
    says: /HTTP 40[45]|\b404\b|\b405\b/,
    code: "CONNECT_FAILED",
    hint: "The server does not answer MCP at that path: most answer at /mcp.",
  },
];

/**
 * Finds what to do about the last words of an entry that did not start.
 *
 * @param name what the host calls it, where that is known
 */
export function explainFailure(words: string, name = "<name>"): Explanation {
  const { code, hint } = known.find(({ says }) => says.test(words)) ?? {
    code: "CONNECT_FAILED",
    hint: "Run `mcp-kit doctor`: it looks at the entry, and at what the server answers.",
  };
  return { code, hint: hint.replaceAll("<name>", () => name) };
}

/** What mcp-remote says once it needs a person. */
export const asksForSignIn =
  /Initializing auth coordination on-demand|Please authorize this client by visiting/;
