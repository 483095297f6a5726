import { connectorAdvice } from "../connector-advice.ts";
import type { Host } from "../hosts/table.ts";
import { KitError } from "../kit-error.ts";
import { quote } from "../quote.ts";
import { mask } from "../server-url.ts";
import type {
  AuthlessServer,
  HeaderServer,
  OAuthServer,
  ServerProbe,
} from "../probe/server-probe.ts";

export interface JudgeOptions {
  host: Host;
  /** Whether headers were given, and with them the server's own refusal is the last word. */
  hasHeaders: boolean;
  /** Whether the bridge was asked for outright. */
  bridge: boolean;
}

const resourceSection = "RFC 9728 section 3.3";

/** A server that an entry can be written for. */
export type Installable = AuthlessServer | OAuthServer;

/**
 * Decides by what a URL turned out to be whether an entry is written for it.
 *
 * @throws {KitError} CONNECT_FAILED for what does not answer as an MCP server at that URL, with the URL that does, or lists no tools
 * @throws {KitError} SIGN_IN_FAILED for a server that wants a header, or whose OAuth metadata no client would trust
 * @throws {KitError} CONNECTOR_ADVISED for a server that Claude Desktop reaches better by itself
 */
export function judgeProbe(probe: ServerProbe, options: JudgeOptions): Installable {
  const { url } = probe;
  switch (probe.kind) {
    case "unreachable":
      throw new KitError("CONNECT_FAILED", probe.message, { hint: probe.hint });
    case "not-mcp":
      throw new KitError(
        "CONNECT_FAILED",
        `${url} does not greet as an MCP server does: it answered ${probe.answered}.`,
        {
          hint: probe.hint,
        },
      );
    case "wrong-path":
      throw new KitError("CONNECT_FAILED", `${url} answered ${probe.answered}.`, {
        hint: `The MCP server is at ${probe.right}: use that URL.`,
      });
    case "redirected":
      throw new KitError("CONNECT_FAILED", `${url} sends its clients to ${mask(probe.to)}.`, {
        hint: "Use that URL: a sign-in belongs to the one that the server knows itself by.",
      });
    case "header":
      throw wantsHeader(probe, options);
    case "oauth":
      checkMetadata(probe);
      break;
    case "authless":
      checkTools(probe);
  }
  const advice = connectorAdvice(url, probe);
  if (advice !== undefined && options.host === "claude-desktop" && !options.bridge)
    throw new KitError("CONNECTOR_ADVISED", `Nothing was written for ${url}.`, { hint: advice });
  return probe;
}

function wantsHeader({ url, status, hint }: HeaderServer, { hasHeaders }: JudgeOptions): KitError {
  const message = hasHeaders
    ? `${url} answered ${status}: it does not accept the headers that it was sent.`
    : `${url} answered ${status}, and offers no sign-in.`;
  return new KitError("SIGN_IN_FAILED", message, { hint });
}

function checkTools({ url, toolsRefused }: AuthlessServer): void {
  if (toolsRefused === undefined) return;
  throw new KitError(
    "CONNECT_FAILED",
    `${url} greets, and refuses to list its tools: ${quote(toolsRefused)}.`,
    { hint: "Whoever runs the server finds the reason in its log." },
  );
}

function checkMetadata({ url, findings, resource }: OAuthServer): void {
  const fault = findings.find(
    ({ severity, section }) =>
      severity === "fail" && !(section === resourceSection && covers(resource, url)),
  );
  if (!fault) return;
  throw new KitError("SIGN_IN_FAILED", `${url}: ${fault.message}`, {
    hint: `The server has to mend it (${fault.section}): clients refuse it, and should.`,
  });
}

/**
 * Whether the metadata speaks of the endpoint or of all that lies above it. RFC 9728 wants the very URL, but the SDKs' clients, and
 * mcp-remote with them, accept what covers it: such a server works, and the doctor says what is wrong with it.
 */
function covers(resource: string | undefined, url: string): boolean {
  const [outer, inner] = [URL.parse(resource ?? ""), new URL(url)];
  if (outer?.origin !== inner.origin) return false;
  return `${inner.pathname}/`.startsWith(outer.pathname.replace(/\/?$/, "/"));
}
