import { plainText } from "../plain-text.ts";
import { isLoopback } from "./allowed-hop.ts";
import type { UnreachableReason, UnreachableServer } from "./server-probe.ts";

const reasons: [RegExp, UnreachableReason][] = [
  [/^bad port$/, "port"],
  [/^(ENOTFOUND|EAI_)/, "dns"],
  [/^(ECONNREFUSED|EADDRNOTAVAIL|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN)$/, "refused"],
  [/CERT|^(EPROTO|ERR_SSL_.*|ERR_TLS_.*|UNABLE_TO_VERIFY_LEAF_SIGNATURE)$/, "tls"],
  [/TIMEOUT|^ETIMEDOUT$|^TimeoutError$/, "timeout"],
  [/^UND_ERR_HEADERS_OVERFLOW$/, "limit"],
];

/** What to do about a port that mcp-remote does not connect to, nor any other that goes by the Fetch standard. */
export const blockedPort =
  "Have the server listen at another port: https://fetch.spec.whatwg.org/#port-blocking lists those that are blocked";

/** Says why no answer came, from what `fetch` threw. */
export function networkFailure(url: URL, error: unknown, timeoutMs: number): UnreachableServer {
  const { name, words } = rootCause(error);
  const reason = reasons.find(([pattern]) => pattern.test(name || words))?.[1] ?? "reset";
  return { kind: "unreachable", url: url.href, reason, ...explain(reason, url, words, timeoutMs) };
}

function explain(reason: UnreachableReason, url: URL, words: string, timeoutMs: number) {
  const { host, hostname, port } = url;
  switch (reason) {
    case "port":
      return {
        message: `Port ${port} is blocked: neither Node.js nor mcp-remote connects to it.`,
        hint: `${blockedPort}.`,
      };
    case "dns":
      return {
        message: `No machine is known by the name ${hostname} (${words}).`,
        hint: "Check the spelling of the host, and the network connection.",
      };
    case "refused":
      return {
        message: `Nothing answers at ${host} (${words}).`,
        hint: isLoopback(hostname)
          ? "Start the server first, e.g. with `npx wrangler dev`, and check the port."
          : "Check the host and the port, and whether the server runs.",
      };
    case "tls":
      return {
        message: `The secure connection to ${host} fails (${words}).`,
        hint: "Check the server's certificate. Behind a company's proxy, set NODE_EXTRA_CA_CERTS to its certificate file.",
      };
    case "timeout":
      return {
        message: `${host} gave no whole answer within ${timeoutMs / 1000} s.`,
        hint: "Check the network connection and the server, and try again.",
      };
    case "limit":
      return {
        message: `${host} answers with more headers than any program reads (${words}).`,
        hint: "Check the URL: an MCP server does not do that.",
      };
    default:
      return {
        message: `The connection to ${host} broke (${words}).`,
        hint: "Try again; if it stays so, look at the server's log.",
      };
  }
}

/** `fetch failed` says nothing; what it was made of does. */
function rootCause(error: unknown): { name: string; words: string } {
  let name = "";
  let words = String(error);
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth++) {
    const code = "code" in at && typeof at.code === "string" ? at.code : undefined;
    if (code !== undefined || at.name === "TimeoutError") name = code ?? at.name;
    words = at.message || code || words;
  }
  return { name, words: plainText(name && !words.includes(name) ? `${name}: ${words}` : words) };
}
