/**
 * What Chromium is started with so that it reaches this machine and nothing else, whoever asks: a page, a redirect of what a
 * page loads, which no route of Playwright's sees, or the browser itself. What `routeGitHub` answers needs no network.
 *
 * @param hosts that may be reached all the same, e.g. `fonts.example` or `*.fonts.example`
 * @see https://chromium.googlesource.com/chromium/src/+/main/net/base/host_mapping_rules.h
 * @example await chromium.launch({ args: chromiumArgs() });
 */
export function chromiumArgs(...hosts: string[]): string[] {
  const reached = ["localhost", "*.localhost", "127.0.0.1", "[::1]", ...hosts];
  const rules = ["MAP * ~NOTFOUND", ...reached.map((host) => `EXCLUDE ${host}`)];
  return [`--host-resolver-rules=${rules.join(", ")}`];
}
