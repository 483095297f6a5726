import { KitError } from "../../client/kit-error.ts";

const RULES = "--host-resolver-rules=MAP * ~NOTFOUND";

/** Past a proxy no name is looked up here, and WebRTC sends to addresses. */
const NO_WAY_AROUND = ["--no-proxy-server", "--webrtc-ip-handling-policy=disable_non_proxied_udp"];

/**
 * What Chromium is started with so that it reaches this machine and nothing else, whoever asks: a page, a redirect of what a
 * page loads, which no route of Playwright's sees, a call by WebRTC, or the browser itself. It goes through no proxy, but one that a
 * context of Playwright's is given. What `routeGitHub` answers needs no network.
 *
 * @param hosts that may be reached all the same, e.g. `fonts.example` or `*.fonts.example`
 * @see https://chromium.googlesource.com/chromium/src/+/main/net/base/host_mapping_rules.h
 * @example await chromium.launch({ args: chromiumArgs() });
 */
export function chromiumArgs(...hosts: string[]): string[] {
  const reached = ["localhost", "*.localhost", "127.0.0.1", "[::1]", ...hosts];
  const excluded = reached.map((host) => `, EXCLUDE ${host}`);
  return [`${RULES}${excluded.join("")}`, ...NO_WAY_AROUND];
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
  if (isClosed(commandLine)) return;
  throw new KitError(
    "NETWORK_NOT_GUARDED",
    "Chromium was started so that it reaches any machine.",
    {
      hint: "Start it with chromium.launch({ args: chromiumArgs() }), in a configuration of Playwright with launchOptions.args, and without a proxy.",
    },
  );
}

/** Of the same switch given twice, the last counts. */
function isClosed(commandLine: string): boolean {
  const [name = ""] = RULES.split("=");
  const rules = commandLine.slice(commandLine.lastIndexOf(name)).replace('="', "=");
  return (
    rules.startsWith(RULES) &&
    NO_WAY_AROUND.every((argument) => commandLine.includes(argument)) &&
    !commandLine.includes("--proxy-server=")
  );
}
