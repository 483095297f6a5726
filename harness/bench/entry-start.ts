import { createRequire } from "node:module";
import { join } from "node:path";
import { listToolsOf } from "../../client/bridge/mcp-server.test-support.ts";
import { createEntry, installBridge } from "../../client/index.ts";
import { timed, type Ratio } from "./ratio.ts";

/**
 * What a host waits for at its own start: from the start of an installed entry until the server's tools are there. The server is
 * on this machine and asks for no sign-in, so nothing but the bridge counts.
 */
export async function entryStart(url: string, home: string): Promise<Ratio> {
  const { file } = await installBridge({ userFolder: join(home, ".remote-mcp-kit") });
  const proxy = createRequire(import.meta.url).resolve("mcp-remote/dist/proxy.js");
  const start = (bridge: string) => timed(() => listToolsOf(createEntry(url, { bridge }), home));
  return {
    name: "an installed entry until it lists tools, against mcp-remote's own dist/proxy.js",
    atMost: 1.2,
    rounds: 15,
    round: async () => ({ subjectMs: await start(file), yardstickMs: await start(proxy) }),
  };
}
