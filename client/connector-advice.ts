import { isInside } from "./probe/allowed-hop.ts";
import type { ServerProbe } from "./probe/server-probe.ts";

/**
 * Says when Claude Desktop reaches a server better by itself, as a Connector, and how to add it there: for a public https server
 * that is open, or signs people in by OAuth. Connectors are called from Anthropic's cloud, which reaches no machine behind a router.
 *
 * @param probe what the URL turned out to be; without it the advice goes by the address alone, and says so
 * @returns the advice, or nothing where an entry with mcp-remote is the way
 */
export function connectorAdvice(url: string, probe?: ServerProbe): string | undefined {
  const { href, hostname, protocol } = new URL(url);
  if (probe && probe.kind !== "authless" && probe.kind !== "oauth") return undefined;
  if (protocol !== "https:" || isInside(hostname)) return undefined;
  return [
    probe
      ? "This server is on the internet, so Claude Desktop needs no bridge to reach it:"
      : "By its address this server is on the internet. Unless it wants a header, Claude Desktop needs no bridge to reach it:",
    `add ${href} under Settings -> Connectors -> Add custom connector.`,
    "Connectors are called from Anthropic's cloud, work on every device of the account, and stay when the configuration file is rewritten.",
    ...(probe ? ["To write an entry with mcp-remote all the same, add --bridge."] : []),
  ].join("\n");
}
