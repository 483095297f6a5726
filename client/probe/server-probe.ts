/** Why nothing answered, or nothing that could be used. */
export type UnreachableReason =
  /** The host's name is not known. */
  | "dns"
  /** `fetch` does not connect to that port. */
  | "port"
  /** Nothing listens at that address. */
  | "refused"
  /** The certificate or the protocol of TLS is not accepted. */
  | "tls"
  /** No answer, or not the end of one, in the time given. */
  | "timeout"
  /** The connection broke. */
  | "reset"
  /** The answer went past a limit of size. */
  | "limit"
  /** It redirects to where the probe does not go, or without end. */
  | "redirect"
  /** The server says that it cannot serve: 429 or 5xx. */
  | "status";

export interface UnreachableServer {
  kind: "unreachable";
  url: string;
  reason: UnreachableReason;
  /** What happened, one sentence. */
  message: string;
  /** What to do about it, one sentence. */
  hint: string;
}

/** Something answered, and it does not speak MCP. */
export interface NotMcpServer {
  kind: "not-mcp";
  url: string;
  /** What it answered instead, e.g. `200 text/html, "Welcome"`. */
  answered: string;
  hint: string;
}

/** The server does not speak MCP here, but does elsewhere. */
export interface WrongPathServer {
  kind: "wrong-path";
  url: string;
  /** The URL to use. */
  right: string;
  answered: string;
  /** What the right URL is. */
  answer: McpServer;
}

/** The server sends its clients elsewhere, where MCP answers. */
export interface RedirectedServer {
  kind: "redirected";
  url: string;
  /** The URL to use. */
  to: string;
  /** What that URL is. */
  answer: McpServer;
}

/** The server answers to whoever asks, with the headers that were given. */
export interface AuthlessServer {
  kind: "authless";
  url: string;
  /** As the server calls itself, cleaned and cut. */
  server: { name: string; version: string };
  protocolVersion: string;
  /** `sse` is HTTP+SSE of revision 2024-11-05: mcp-remote needs `--transport sse-only`. */
  transport: "http" | "sse";
  /** True when it knows no revision before 2026-07-28: mcp-remote needs `--protocol auto`. */
  modernOnly: boolean;
  /** How many it lists; left out where that could not be had cheaply. */
  tools?: number;
  /** What it says to whoever asks for its tools, where it refuses. */
  toolsRefused?: string;
}

/** The server asks for a sign-in, and says where. */
export interface OAuthServer {
  kind: "oauth";
  url: string;
  status: number;
  /** Of the protected resource metadata. */
  resource?: string;
  /** Of the authorization server metadata. */
  issuer?: string;
  authorizationEndpoint?: string;
  /** How a client becomes known, in the order of MCP's preference. None: it has to be registered by hand. */
  registration: ("client-id-metadata-document" | "dynamic")[];
  scopes: string[];
  findings: OAuthFinding[];
}

/** A check of the metadata that did not hold. */
export interface OAuthFinding {
  /** `fail`: clients refuse or are put at risk. `warn`: some clients will not get in. */
  severity: "fail" | "warn";
  /** What is wrong, with the offending value quoted. */
  message: string;
  /** The requirement, e.g. `RFC 9728 section 3.3`. */
  section: string;
}

/** The server refuses, and says nothing about OAuth: it wants a static header, e.g. an API key. */
export interface HeaderServer {
  kind: "header";
  url: string;
  status: number;
  /** The scheme of its challenge, e.g. `Bearer`, where it sends one. */
  scheme?: string;
  hint: string;
}

/** What speaks MCP, or would with the right credentials. */
export type McpServer = AuthlessServer | OAuthServer | HeaderServer;

/** What a URL turned out to be. */
export type ServerProbe =
  | UnreachableServer
  | NotMcpServer
  | WrongPathServer
  | RedirectedServer
  | McpServer;
