/** Signing in at GitHub with a second factor takes a person longer than mcp-remote's own 30 seconds. */
const authTimeoutSeconds = 300;

/** What every entry tells mcp-remote, which takes its first argument for the URL. */
export function bridgeArguments(href: string): string[] {
  return [href, "--transport", "http-only", "--auth-timeout", String(authTimeoutSeconds)];
}
