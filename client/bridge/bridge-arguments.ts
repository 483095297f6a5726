/** Signing in at GitHub with a second factor takes a person longer than mcp-remote's own 30 seconds. */
const authTimeoutSeconds = 300;

/** How the bridge speaks to the server. */
export interface BridgeProtocol {
  /** `sse-only` for HTTP+SSE of revision 2024-11-05. Default `"http-only"`. */
  transport?: "http-only" | "sse-only";
  /** Whether the server knows no revision before 2026-07-28, which mcp-remote tries only when told to. Default `false`. */
  modernOnly?: boolean;
}

/** What every entry tells mcp-remote, which takes its first argument for the URL. */
export function bridgeArguments(
  href: string,
  { transport = "http-only", modernOnly = false }: BridgeProtocol = {},
): string[] {
  const protocol = modernOnly ? ["--protocol", "auto"] : [];
  const patience = ["--auth-timeout", String(authTimeoutSeconds)];
  return [href, "--transport", transport, ...protocol, ...patience];
}
