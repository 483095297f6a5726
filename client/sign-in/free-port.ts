import { once } from "node:events";
import { createServer } from "node:net";

const maxPort = 65_535;

/**
 * Finds a port of this machine for mcp-remote to be called back on: the next one after `port` as mcp-remote itself would, since such a
 * port is seldom given away by the system.
 *
 * @param reserved ports that others have been promised; the one that is found joins them
 * @returns nothing when there is none
 */
export async function nextFreePort(
  port: number,
  reserved: Set<number>,
): Promise<number | undefined> {
  for (let candidate = port + 1; candidate <= Math.min(port + 200, maxPort); candidate++) {
    if (reserved.has(candidate)) continue;
    reserved.add(candidate); // before anything is waited for: others look at the same time
    if (await isFree(candidate)) return candidate;
  }
  return undefined;
}

/** The browser goes to `localhost`, which is either of the two; no other address is touched, since a firewall might ask about it. */
async function isFree(port: number): Promise<boolean> {
  return (await canListen(port, "127.0.0.1")) && (await canListen(port, "::1"));
}

async function canListen(port: number, host: string): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, "listening");
    server.close();
    await once(server, "close");
    return true;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    // A machine without IPv6.
    return host === "::1" && (code === "EADDRNOTAVAIL" || code === "EAFNOSUPPORT");
  }
}
