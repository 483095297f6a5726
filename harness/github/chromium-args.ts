import { KitError } from "../../client/kit-error.ts";

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

/** As much of Playwright's `Browser` as is needed. */
export interface StartedBrowser {
  browserType(): { name(): string };
  newBrowserCDPSession(): Promise<{
    send(method: "SystemInfo.getInfo"): Promise<{ commandLine: string }>;
    detach(): Promise<void>;
  }>;
}

/**
 * Makes sure that a Chromium was started so that it reaches no other machine. Firefox and WebKit cannot be.
 *
 * @throws {KitError} NETWORK_NOT_GUARDED
 */
export async function requireClosedBrowser(browser: StartedBrowser | null): Promise<void> {
  if (browser?.browserType().name() !== "chromium") return;
  const session = await browser.newBrowserCDPSession();
  const { commandLine } = await session.send("SystemInfo.getInfo");
  await session.detach();
  if (/--host-resolver-rules="?MAP \* /.test(commandLine)) return;
  throw new KitError(
    "NETWORK_NOT_GUARDED",
    "Chromium was started so that it reaches any machine.",
    {
      hint: "Start it with chromium.launch({ args: chromiumArgs() }), in a configuration of Playwright with launchOptions.args.",
    },
  );
}
